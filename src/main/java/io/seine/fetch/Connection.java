package io.seine.fetch;

import io.seine.fetch.HeadGuard.Expected;
import io.seine.model.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// One connection to one origin: a request at a time, and an end at any time.
final class Connection implements HeadGuard.Expectation {
    /// What goes wrong is the item's outcome, not the log's business.
    private static final Attributes SILENT =
            Attributes.createLogLevels(Attributes.logLevelOff(), Attributes.logLevelOff(), Attributes.logLevelOff());

    private final String origin;
    private final @Nullable Tls tls;
    private final BoundedSourceQueue<HttpRequest> requests;
    private final UniqueKillSwitch killSwitch;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    /// Why it is over, as soon as that is known; the first reason stays.
    private final CompletableFuture<Closed> end = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable CompletableFuture<HttpResponse>> pending = new AtomicReference<>();
    private volatile boolean closed;
    private volatile Expected expected = Expected.HEAD;
    /// Whether bytes have come since the last request was sent.
    private volatile boolean heard;

    private volatile long idleSince;

    /// Starts to connect.
    ///
    /// @param http the HTTP client's layer for one connection
    /// @param tls what secures it, or null
    /// @param transport what carries the bytes
    Connection(
            String origin,
            BidiFlow<HttpRequest, SslTlsOutbound, SslTlsInbound, HttpResponse, NotUsed> http,
            @Nullable Tls tls,
            Flow<ByteString, ByteString, ? extends CompletionStage<?>> transport,
            Materializer materializer) {
        this.origin = origin;
        this.tls = tls;
        var flow = http.atop(new HeadGuard(this).layer()).join(secured(tls, transport), Keep.right());
        var running = Source.<HttpRequest>queue(1)
                .viaMat(KillSwitches.single(), Keep.both())
                .viaMat(flow, Keep.both())
                .toMat(Sink.foreach(this::respond), Pair::create)
                .withAttributes(SILENT)
                .run(materializer);
        this.requests = running.first().first().first();
        this.killSwitch = running.first().first().second();
        running.first().second().whenComplete((connection, failure) -> onConnected(failure));
        running.second().whenComplete((done, failure) -> {
            onClosed(tls == null ? failure : tls.failure().orElse(failure));
            ended.complete(null);
        });
    }

    private static <M> Flow<SslTlsOutbound, SslTlsInbound, M> secured(
            @Nullable Tls tls, Flow<ByteString, ByteString, M> transport) {
        return tls == null
                ? Flow.upcast(TLSPlacebo.getInstance().join(transport, Keep.right()))
                : tls.layer().join(transport, Keep.right());
    }

    private void onConnected(@Nullable Throwable failure) {
        if (failure != null) {
            connected.completeExceptionally(failure);
        } else if (tls == null) {
            connected.complete(null);
        } else {
            tls.secured().thenRun(() -> connected.complete(null));
        }
    }

    /// Done when the connection stands, secured if it is to be; fails with what kept it from that.
    CompletableFuture<Void> connected() {
        return connected;
    }

    /// Sends a request; the response's body has to be read to its end, or the connection aborted. Fails with a
    /// [Closed] where the connection ends before the head of the response.
    CompletableFuture<HttpResponse> send(HttpRequest request) {
        var promise = new CompletableFuture<HttpResponse>();
        pending.set(promise);
        heard = false;
        expected = Expected.HEAD;
        boolean sent = !closed && requests.offer(request).isEnqueued();
        if (!sent && end.isDone()) {
            failPending(); // otherwise the end, which is near and knows its reason, will
        }
        return promise;
    }

    private void respond(HttpResponse response) {
        if (!heard) { // it came behind the last response: it answers nothing
            abort(new FetchFault(Kind.PROTOCOL, "a response came that nobody had asked for"));
            return;
        }
        expected = Expected.BODY;
        var promise = pending.getAndSet(null);
        if (promise == null || !promise.complete(response)) {
            abort(null); // nobody waits for it
        }
    }

    @Override
    public Expected expected() {
        return expected;
    }

    @Override
    public boolean heard() {
        boolean first = !heard;
        heard = true;
        return first;
    }

    private void onClosed(@Nullable Throwable failure) {
        closed = true;
        end.complete(failure instanceof Closed already ? already : new Closed(failure));
        connected.completeExceptionally(end.join());
        failPending();
    }

    private void failPending() {
        var promise = pending.getAndSet(null);
        if (promise != null) {
            promise.completeExceptionally(end.join());
        }
    }

    /// Drops the connection, whatever it is doing, because of `fault` or because nobody needs it.
    void abort(@Nullable FetchFault fault) {
        var reason = new Closed(fault);
        end.complete(reason);
        killSwitch.abort(reason);
        onClosed(reason);
    }

    /// Closes a connection that is doing nothing.
    void close() {
        closed = true;
        killSwitch.shutdown();
    }

    /// Done when nothing is left of it.
    CompletionStage<Void> ended() {
        return ended;
    }

    /// Whether another request can be sent.
    boolean open() {
        return !closed;
    }

    String origin() {
        return origin;
    }

    /// When it became idle, in [System#nanoTime].
    long idleSince() {
        return idleSince;
    }

    void becomeIdle(long nanoTime) {
        expected = Expected.NOTHING;
        idleSince = nanoTime;
    }

    /// The connection has ended before the head of a response.
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Closed(@Nullable Throwable cause) {
            super("the connection was closed", cause, false, false);
        }
    }
}
