package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.Causes;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/// One GET request: a connection, the head of the response, the body. Every step has its deadline.
final class HttpExchange implements Exchange {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /// A body that nobody wants is read to its end up to this size, and this long, so that its connection can be used
    /// again.
    private static final long WORTH_READING = 1 << 16;

    private static final Set<Kind> CONNECTING = Set.of(Kind.DNS, Kind.CONNECT, Kind.TIMEOUT_CONNECT);

    private static final Duration WORTH_WAITING = Duration.ofSeconds(1);

    /// Until when a step may take.
    private record Deadline(Kind kind, String what, Duration limit, long expiresAt) {
        FetchFault fault() {
            return new FetchFault(kind, what + " within " + limit.toMillis() + " ms");
        }
    }

    private final HttpClient client;
    private final FetchSettings settings;
    private final WebUrl url;
    private final boolean trusted;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile @Nullable Deadline deadline;
    private volatile @Nullable BodyMeter meter;
    private @Nullable Connection connection;
    /// Why it was given up, if it was.
    private @Nullable FetchFault end;

    HttpExchange(HttpClient client, FetchSettings settings, WebUrl url, boolean trusted) {
        this.client = client;
        this.settings = settings;
        this.url = url;
        this.trusted = trusted;
    }

    HttpExchange begin() {
        client.watch().begin(this);
        var idle = client.pool().take(url.origin());
        var head = idle == null ? dial() : ask(idle).exceptionallyCompose(this::askAfresh);
        head.thenCompose(this::onHead).whenComplete(this::onEnd);
        return this;
    }

    private void onEnd(@Nullable Answer result, @Nullable Throwable failure) {
        client.watch().end(this);
        if (result == null) {
            drop(null);
            answer.complete(failed(Causes.unwrapped(Objects.requireNonNull(failure))));
        } else if (!answer.complete(result) && result instanceof Answer.Whole whole) {
            whole.body().discard(); // given up meanwhile
        }
    }

    @Override
    public CompletionStage<Answer> answer() {
        return answer;
    }

    @Override
    public void abort() {
        giveUp(new FetchFault(Kind.CANCELLED, "given up"));
    }

    /// Ends it if it is overdue.
    ///
    /// @param now in [System#nanoTime]
    void check(long now) {
        var due = deadline;
        var body = meter;
        if (due != null && now - due.expiresAt() >= 0) {
            giveUp(due.fault());
        } else if (due == null && body != null) {
            body.overdue(now).ifPresent(this::giveUp);
        }
    }

    private void giveUp(FetchFault fault) {
        boolean nothingToDrop;
        synchronized (this) {
            if (end == null) {
                end = fault;
            }
            nothingToDrop = connection == null;
        }
        drop(fault);
        if (nothingToDrop) { // no connection whose end would be the answer
            client.watch().end(this);
            answer.complete(failed(fault));
        }
    }

    private synchronized @Nullable FetchFault end() {
        return end;
    }

    private void drop(@Nullable FetchFault fault) {
        Connection held;
        synchronized (this) {
            held = connection;
        }
        if (held != null) {
            held.abort(fault);
        }
    }

    private void hold(Connection next) {
        FetchFault fault;
        synchronized (this) {
            connection = next;
            fault = end;
        }
        if (fault != null) {
            next.abort(fault);
        }
    }

    private void await(Kind kind, String what, Duration limit) {
        deadline = new Deadline(kind, what, limit, System.nanoTime() + limit.toNanos());
    }

    /// An idle connection that the origin has closed meanwhile is no failure (RFC 9112, section 9.3.1).
    private CompletionStage<HttpResponse> askAfresh(Throwable failure) {
        return Causes.unwrapped(failure) instanceof Connection.Closed && end() == null
                ? dial()
                : CompletableFuture.failedFuture(failure);
    }

    private CompletionStage<HttpResponse> dial() {
        await(Kind.TIMEOUT_CONNECT, "not connected", settings.deadlines().connect());
        return client.addresses(url).thenCompose(this::connect).thenCompose(this::ask);
    }

    /// Connects to the first of `addresses` that lets it. Those before the last have their share of the time.
    private CompletionStage<Connection> connect(List<InetSocketAddress> addresses) {
        var next = client.open(url, addresses.getFirst());
        hold(next);
        if (addresses.size() == 1) {
            return next.connected().thenApply(nothing -> next);
        }
        var share = settings.deadlines().connect().dividedBy(addresses.size());
        return next.connected()
                .copy()
                .orTimeout(share.toMillis(), TimeUnit.MILLISECONDS)
                .<Connection>thenApply(nothing -> next)
                .exceptionallyCompose(failure -> {
                    next.abort(null);
                    return end() == null
                            ? connect(addresses.subList(1, addresses.size()))
                            : CompletableFuture.failedFuture(failure);
                });
    }

    private CompletionStage<HttpResponse> ask(Connection connected) {
        hold(connected);
        await(Kind.TIMEOUT_FIRST_BYTE, "no response", settings.deadlines().firstByte());
        return connected.send(client.request(url, trusted));
    }

    private CompletionStage<Answer> onHead(HttpResponse response) {
        deadline = null;
        var head = Heads.of(response);
        var location = Heads.header(response, "location");
        if (REDIRECTS.contains(head.status()) && location.isPresent()) {
            return unread(response, moved(head, location.get()));
        } else if (head.status() == 404 || head.status() == 410) {
            return unread(response, failed(head, Kind.NOT_FOUND, Heads.reason(response), null));
        } else if (head.status() < 200 || head.status() > 299) {
            return unread(response, failed(head, Kind.HTTP_STATUS, Heads.reason(response), Heads.retryAfter(response)));
        }
        var forbidden = mayForbid() ? Heads.forbidding(response) : Optional.<String>empty();
        if (forbidden.isPresent()) {
            return refused(head, Kind.DISALLOWED, "X-Robots-Tag: " + forbidden.get());
        }
        List<String> codings;
        try {
            codings = ContentCoding.of(
                    Heads.headers(response, "content-encoding"), Objects.requireNonNullElse(head.mime(), ""));
        } catch (FetchFault fault) {
            return refused(head, fault.kind(), String.valueOf(fault.getMessage()));
        }
        long length = response.entity().getContentLengthOption().orElse(-1);
        if (length > settings.maxSize().bytes()) {
            return refused(head, Kind.TOO_LARGE, "the body has " + length + " bytes, more than " + settings.maxSize());
        }
        return read(response, head, codings);
    }

    /// A file of rules is read whatever it says about being indexed.
    private boolean mayForbid() {
        return settings.xRobotsTag() && !url.path().equals("/robots.txt");
    }

    private Answer moved(Answer.Head head, String location) {
        try {
            return new Answer.Moved(head, url.resolve(location));
        } catch (WebUrl.BadUrl e) {
            return failed(head, Kind.REDIRECT_BLOCKED, "redirected to what is " + e.getMessage(), null);
        }
    }

    private Answer failed(Answer.Head head, Kind kind, String message, @Nullable Duration retryAfter) {
        return new Answer.Failed(head, kind, message, bytes(), retryAfter);
    }

    private CompletionStage<Answer> refused(Answer.Head head, Kind kind, String message) {
        drop(null);
        return CompletableFuture.completedFuture(failed(head, kind, message, null));
    }

    /// Answers without the body, which is thrown away: read if it is short, dropped with its connection if not.
    private CompletionStage<Answer> unread(HttpResponse response, Answer result) {
        var entity = response.entity();
        if (entity.isStrict()) {
            release(null);
        } else if (entity.getContentLengthOption().orElse(Long.MAX_VALUE) > WORTH_READING) {
            drop(null);
        } else {
            return entity.getDataBytes()
                    .completionTimeout(WORTH_WAITING)
                    .runWith(Sink.ignore(), client.materializer())
                    .handle((done, failure) -> {
                        release(failure);
                        return result;
                    });
        }
        return CompletableFuture.completedFuture(result);
    }

    private CompletionStage<Answer> read(HttpResponse response, Answer.Head head, List<String> codings) {
        return received(response)
                .handle((body, failure) -> {
                    release(failure);
                    client.watch().end(this); // what is left is ours to do
                    return failure == null
                            ? arrived(head, body, codings)
                            : completed(broken(head, Causes.unwrapped(failure)));
                })
                .thenCompose(result -> result);
    }

    private CompletionStage<Received> received(HttpResponse response) {
        var counting = new BodyMeter(settings.maxSize(), settings.deadlines(), System.nanoTime());
        meter = counting;
        if (response.entity() instanceof HttpEntity.Strict whole
                && whole.getData().size() <= settings.spoolAbove().bytes()) {
            counting.add(whole.getData().size());
            return CompletableFuture.completedFuture(
                    Received.inMemory(whole.getData().toArrayUnsafe()));
        }
        return response.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .runWith(client.bodySink(counting), client.materializer());
    }

    private CompletionStage<Answer> arrived(Answer.Head head, Received received, List<String> codings) {
        return codings.isEmpty() || received.body().size() == 0
                ? completed(whole(head, received))
                : client.decoded(received.body(), codings)
                        .handle((decoded, failure) ->
                                failure == null ? whole(head, decoded) : broken(head, Causes.unwrapped(failure)));
    }

    private static CompletionStage<Answer> completed(Answer result) {
        return CompletableFuture.completedFuture(result);
    }

    private static Answer whole(Answer.Head head, Received received) {
        return new Answer.Whole(head, received.body(), received.sha256());
    }

    private Answer broken(Answer.Head head, Throwable failure) {
        var given = end();
        var fault = given == null ? Faults.ofBody(failure, bytes()) : given;
        return failed(head, fault.kind(), String.valueOf(fault.getMessage()), null);
    }

    private long bytes() {
        var counting = meter;
        return counting == null ? 0 : counting.bytes();
    }

    private void release(@Nullable Throwable failure) {
        Connection held;
        synchronized (this) {
            held = connection;
            connection = null;
        }
        if (held != null && failure == null) {
            client.pool().keep(held);
        } else if (held != null) {
            held.abort(null);
        }
    }

    private Answer failed(Throwable failure) {
        var given = end();
        var fault = given == null ? Faults.of(failure) : given;
        var proxy = settings.proxy();
        var where = proxy != null && CONNECTING.contains(fault.kind())
                ? "by way of the proxy " + proxy.host() + ":" + proxy.port() + ": "
                : "";
        return new Answer.Failed(null, fault.kind(), where + fault.getMessage(), bytes(), null);
    }
}
