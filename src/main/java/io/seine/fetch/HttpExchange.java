package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.Body;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/// One GET request: a connection, the head of the response, the body. Every step has its deadline.
final class HttpExchange implements Exchange {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /// A body that nobody wants is read to its end up to this size, and this long, so that its connection can be used
    /// again.
    private static final long WORTH_READING = 1 << 16;

    private static final Duration WORTH_WAITING = Duration.ofSeconds(1);

    private final HttpClient client;
    private final FetchSettings settings;
    private final WebUrl url;
    private final boolean trusted;
    private final BodyMeter meter;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private @Nullable Connection connection;
    private boolean aborted;

    HttpExchange(HttpClient client, FetchSettings settings, WebUrl url, boolean trusted) {
        this.client = client;
        this.settings = settings;
        this.url = url;
        this.trusted = trusted;
        this.meter = new BodyMeter(settings.maxSize(), settings.deadlines());
    }

    HttpExchange begin() {
        var idle = client.pool().take(url.origin());
        attempt(idle == null ? client.connect(url) : idle).whenComplete((result, failure) -> {
            if (failure == null) {
                answer.complete(result);
            } else {
                drop();
                answer.complete(failed(unwrapped(failure)));
            }
        });
        return this;
    }

    @Override
    public CompletionStage<Answer> answer() {
        return answer;
    }

    @Override
    public synchronized void abort() {
        aborted = true;
        drop();
    }

    private synchronized void drop() {
        if (connection != null) {
            connection.abort();
        }
    }

    private synchronized Connection hold(Connection next) {
        connection = next;
        if (aborted) {
            next.abort();
        }
        return next;
    }

    private synchronized boolean aborted() {
        return aborted;
    }

    private CompletionStage<Answer> attempt(Connection attempted) {
        boolean used = attempted.used();
        return head(hold(attempted))
                .thenApply(this::onHead)
                .exceptionally(failure -> used && unwrapped(failure) instanceof Connection.Closed && !aborted()
                        ? attempt(client.connect(url)) // it was closed while idle (RFC 9112, section 9.3.1)
                        : CompletableFuture.failedFuture(unwrapped(failure)))
                .thenCompose(next -> next);
    }

    private CompletionStage<HttpResponse> head(Connection connection) {
        var deadlines = settings.deadlines();
        if (!connection.secured()) {
            CompletableFuture.delayedExecutor(deadlines.connect().toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(() -> dropUnsecured(connection));
        }
        return within(deadlines.connect(), Kind.TIMEOUT_CONNECT, "not connected", connection.connected())
                .thenCompose(connected -> within(
                        deadlines.firstByte(), Kind.TIMEOUT_FIRST_BYTE, "no response", connection.send(request())));
    }

    private void dropUnsecured(Connection connection) {
        if (!connection.secured()) {
            var deadline = settings.deadlines().connect().toMillis();
            connection.abort(new FetchFault(Kind.TIMEOUT_CONNECT, "no TLS handshake within " + deadline + " ms"));
        }
    }

    private static <T> CompletableFuture<T> within(
            Duration deadline, Kind kind, String what, CompletableFuture<T> step) {
        if (step.isDone()) {
            return step;
        }
        return step.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(e -> {
            var cause = unwrapped(e);
            return CompletableFuture.failedFuture(
                    cause instanceof TimeoutException
                            ? new FetchFault(kind, what + " within " + deadline.toMillis() + " ms")
                            : cause);
        });
    }

    private HttpRequest request() {
        var headers = new ArrayList<HttpHeader>();
        headers.add(RawRequestURI.create(url.target()));
        headers.add(RawHeader.create("User-Agent", settings.userAgent()));
        headers.add(RawHeader.create("Accept", "image/*,*/*;q=0.8"));
        headers.add(RawHeader.create("Accept-Encoding", "identity"));
        var userInfo = url.userInfo();
        if (userInfo != null) {
            var encoded = Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
            headers.add(RawHeader.create("Authorization", "Basic " + encoded));
        }
        if (trusted) {
            settings.headers().forEach((name, value) -> {
                headers.removeIf(header -> header.is(name.toLowerCase(java.util.Locale.ROOT)));
                headers.add(RawHeader.create(name, value));
            });
        }
        return HttpRequest.GET("/").withHeaders(headers);
    }

    private CompletionStage<Answer> onHead(HttpResponse response) {
        var head = new Answer.Head(response.status().intValue(), mime(response));
        var location = header(response, "location");
        if (REDIRECTS.contains(head.status()) && location.isPresent()) {
            return unread(response, moved(head, location.get()));
        } else if (head.status() == 404 || head.status() == 410) {
            return unread(response, failed(head, Kind.NOT_FOUND, reason(response), null));
        } else if (head.status() < 200 || head.status() > 299) {
            return unread(response, failed(head, Kind.HTTP_STATUS, reason(response), retryAfter(response)));
        }
        var forbidden = forbidding(response);
        if (forbidden.isPresent()) {
            return refused(head, Kind.DISALLOWED, "X-Robots-Tag: " + forbidden.get());
        }
        long length = response.entity().getContentLengthOption().orElse(-1);
        if (length > settings.maxSize().bytes()) {
            return refused(head, Kind.TOO_LARGE, "the body has " + length + " bytes, more than " + settings.maxSize());
        }
        return read(response, head);
    }

    private Answer moved(Answer.Head head, String location) {
        try {
            return new Answer.Moved(head, url.resolve(location));
        } catch (WebUrl.BadUrl e) {
            return failed(head, Kind.REDIRECT_BLOCKED, "redirected to what is " + e.getMessage(), null);
        }
    }

    private Answer failed(Answer.Head head, Kind kind, String message, @Nullable Duration retryAfter) {
        return new Answer.Failed(head, kind, message, meter.bytes(), retryAfter);
    }

    private CompletionStage<Answer> refused(Answer.Head head, Kind kind, String message) {
        drop();
        return CompletableFuture.completedFuture(failed(head, kind, message, null));
    }

    /// Answers without the body, which is thrown away: read if it is short, dropped with its connection if not.
    private CompletionStage<Answer> unread(HttpResponse response, Answer result) {
        var entity = response.entity();
        if (entity.isStrict()) {
            release(null);
        } else if (entity.getContentLengthOption().orElse(Long.MAX_VALUE) > WORTH_READING) {
            drop();
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

    private CompletionStage<Answer> read(HttpResponse response, Answer.Head head) {
        var body = response.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .via(meter)
                .toMat(client.bodySink(), Keep.right())
                .run(client.materializer());
        return body.<Answer>handle((whole, failure) -> {
            release(failure);
            return failure == null ? whole(head, whole) : broken(head, unwrapped(failure));
        });
    }

    private Answer whole(Answer.Head head, Body body) {
        return new Answer.Whole(head, body, meter.digest());
    }

    private Answer broken(Answer.Head head, Throwable failure) {
        var fault = Faults.ofBody(failure, meter.bytes());
        return failed(head, fault.kind(), String.valueOf(fault.getMessage()), null);
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
            held.abort();
        }
    }

    private Answer failed(Throwable failure) {
        var fault = Faults.of(failure);
        return new Answer.Failed(null, fault.kind(), String.valueOf(fault.getMessage()), meter.bytes(), null);
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static @Nullable String mime(HttpResponse response) {
        var type = response.entity().getContentType();
        return type.equals(ContentTypes.NO_CONTENT_TYPE)
                ? null
                : type.mediaType().toString();
    }

    private static String reason(HttpResponse response) {
        return response.status().intValue() + " " + response.status().reason();
    }

    private static Optional<String> header(HttpResponse response, String name) {
        return response.getHeader(name).map(HttpHeader::value);
    }

    private static @Nullable Duration retryAfter(HttpResponse response) {
        return header(response, "retry-after")
                .flatMap(value -> RetryAfter.parse(value, Instant.now()))
                .orElse(null);
    }

    private Optional<String> forbidding(HttpResponse response) {
        if (!settings.xRobotsTag()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        response.getHeaders().forEach(header -> {
            if (header.is("x-robots-tag")) {
                values.add(header.value());
            }
        });
        return values.stream()
                .flatMap(value -> RobotsTag.forbidding(value).stream())
                .findFirst();
    }
}
