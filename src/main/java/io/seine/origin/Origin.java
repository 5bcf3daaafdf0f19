package io.seine.origin;

import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.event.NoLogging;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.pattern.Patterns;
import scala.concurrent.duration.FiniteDuration;

/// The demo origin, listening.
///
/// Serves what `/` lists; anything else is 404. Only the flags and their `metadata.json` are ever in [Trouble].
public final class Origin implements AutoCloseable {
    /// How long an open connection is granted to finish when the origin closes.
    private static final Duration GRACE = Duration.ofMillis(100);

    /// What Pekko adds to the longest delay before it gives up on a request or on an idle connection.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Map<String, Document> documents = Document.bundled();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final ActorSystem<?> system;
    private final OriginSettings settings;
    private final ServerBinding binding;

    private Origin(ActorSystem<?> system, OriginSettings settings) throws BindException {
        this.system = system;
        this.settings = settings;
        this.binding = bind();
    }

    /// Starts an origin on `system`, which stays the caller's, and returns once it listens.
    ///
    /// @throws BindException if it cannot listen there, for instance because the port is taken
    public static Origin start(ActorSystem<?> system, OriginSettings settings) throws BindException {
        return new Origin(system, settings);
    }

    /// The port it listens on.
    public int port() {
        return binding.localAddress().getPort();
    }

    /// Its address without a path: `http://127.0.0.1:8940`.
    public String url() {
        var host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return "http://" + host + ":" + port();
    }

    /// Frees the port and drops the connections that are still open.
    @Override
    public void close() {
        binding.terminate(GRACE)
                .handle((ended, failure) -> ended) // it fails only where the system, and the port with it, is gone
                .toCompletableFuture()
                .join();
    }

    /// Without a log, in which Pekko would report each connection that the origin drops on purpose.
    private ServerBinding bind() throws BindException {
        try {
            return Http.get(system)
                    .newServerAt(settings.host(), settings.port())
                    .adaptSettings(this::patient)
                    .logTo(NoLogging.getInstance())
                    .bind(this::answerAfterDelay)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw notBound(e);
        }
    }

    private ServerSettings patient(ServerSettings server) {
        var patience =
                FiniteDuration.create(settings.maximumDelay().plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
        return server.withTimeouts(
                server.getTimeouts().withRequestTimeout(patience).withIdleTimeout(patience));
    }

    private BindException notBound(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // Pekko puts the address in front: "[/127.0.0.1:8940] Address already in use".
        var reason = String.valueOf(root.getMessage()).replaceFirst("^\\[.*?] ", "");
        var exception =
                new BindException("cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason);
        exception.initCause(failure);
        return exception;
    }

    private CompletionStage<HttpResponse> answerAfterDelay(HttpRequest request) {
        request.discardEntityBytes(system);
        return Patterns.after(delay(), system, () -> CompletableFuture.completedFuture(answer(request)));
    }

    private Duration delay() {
        long shortest = settings.minimumDelay().toNanos();
        long longest = settings.maximumDelay().toNanos();
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(shortest, longest + 1));
    }

    private HttpResponse answer(HttpRequest request) {
        var path = request.getUri().path();
        var document = documents.get(path);
        if (!request.method().equals(HttpMethods.GET)) {
            return failed(StatusCodes.METHOD_NOT_ALLOWED, path).addHeader(Allow.create(HttpMethods.GET));
        } else if (document == null) {
            return failed(StatusCodes.NOT_FOUND, path);
        }
        return serve(path, document);
    }

    private HttpResponse serve(String path, Document document) {
        return switch (troubleNow(path)) {
            case NONE -> served(document.entity());
            case BUSY_ONCE ->
                failed(StatusCodes.SERVICE_UNAVAILABLE, path).addHeader(RawHeader.create("Retry-After", "1"));
            case DROPPED_ONCE -> served(document.lostOnTheWay());
            case MISSING -> failed(StatusCodes.NOT_FOUND, path);
            case BROKEN -> failed(StatusCodes.INTERNAL_SERVER_ERROR, path);
            case HALVED -> served(document.halved().entity());
            case GARBLED -> served(document.garbled().entity());
        };
    }

    private Trouble troubleNow(String path) {
        var trouble = path.startsWith("/flags/") ? Trouble.of(path, settings) : Trouble.NONE;
        return trouble.lasts() || asked.add(path) ? trouble : Trouble.NONE;
    }

    private static HttpResponse served(ResponseEntity entity) {
        return HttpResponse.create().withEntity(entity);
    }

    private static HttpResponse failed(StatusCode status, String path) {
        var text = status.intValue() + " " + status.reason() + ": " + path + "\n";
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(Document.text(text).entity());
    }
}
