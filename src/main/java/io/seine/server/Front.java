package io.seine.server;

import io.seine.model.Causes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.slf4j.LoggerFactory;

/// What every request passes: the guard, then the table of routes. Whatever goes wrong there becomes a problem
/// document.
final class Front {
    static final List<HttpHeader> ALWAYS = List.of(
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("X-Frame-Options", "DENY"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"));

    private static final List<HttpHeader> USUALLY = Stream.concat(
                    ALWAYS.stream(), Stream.of(RawHeader.create("Cache-Control", "no-store")))
            .toList();
    private static final HttpHeader HANG_UP = RawHeader.create("Connection", "close");

    private final ActorSystem<?> system;
    private final Guard guard;
    private final Router router;
    private final Duration headWithin;

    Front(ActorSystem<?> system, Guard guard, Router router, Duration headWithin) {
        this.system = system;
        this.headWithin = headWithin;
        this.guard = guard;
        this.router = router;
    }

    /// Serves one connection.
    Flow<HttpRequest, HttpResponse, NotUsed> flow() {
        return Flow.<HttpRequest>create().via(new Patience(headWithin)).mapAsync(1, this::handle);
    }

    private CompletionStage<HttpResponse> handle(HttpRequest request) {
        return routed(request)
                .exceptionally(failure -> refused(request, Causes.unwrapped(failure)))
                .thenApply(Front::withHeaders);
    }

    private CompletionStage<HttpResponse> routed(HttpRequest request) {
        try {
            guard.check(request);
            return router.handle(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private HttpResponse refused(HttpRequest request, Throwable failure) {
        var response = problem(request, failure).response();
        if (request.entity().isStrict()) {
            return response;
        }
        // Nobody will read the body, which may have no end.
        request.entity().getDataBytes().runWith(Sink.cancelled(), system);
        return response.addHeader(HANG_UP);
    }

    private static Problem problem(HttpRequest request, Throwable failure) {
        if (failure instanceof Problem.Stop stop) {
            return stop.problem();
        }
        if (failure instanceof TimeoutException) {
            return Problem.of(
                    StatusCodes.SERVICE_UNAVAILABLE,
                    "no-answer",
                    "the registry of jobs does not answer; it may still do what was asked");
        }
        LoggerFactory.getLogger(Front.class)
                .error("{} {}", request.method().name(), request.getUri().path(), failure);
        return Problem.internal();
    }

    private static HttpResponse withHeaders(HttpResponse response) {
        return response.addHeaders(response.getHeader("Cache-Control").isPresent() ? ALWAYS : USUALLY);
    }
}
