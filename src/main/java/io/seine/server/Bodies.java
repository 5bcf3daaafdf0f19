package io.seine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.config.ServerSettings;
import io.seine.model.Causes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.util.ByteString;

/// Reads the bodies of requests: whole, up to a size, and within a time.
final class Bodies {
    private final ActorSystem<?> system;
    private final long most;
    private final Duration arrivesWithin;

    Bodies(ActorSystem<?> system, ServerSettings settings, Duration arrivesWithin) {
        this.system = system;
        this.arrivesWithin = arrivesWithin;
        this.most = settings.maxBody().bytes();
    }

    /// The JSON object in the body; fails with a [Problem.Stop] if there is none.
    CompletionStage<ObjectNode> object(Call call) {
        var type = call.request().entity().getContentType().mediaType();
        if (!type.isApplication() || !Set.of("json", "merge-patch+json").contains(type.subType())) {
            throw Problem.of(
                            StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                            "unsupported-type",
                            "Content-Type: expected application/json")
                    .stop();
        }
        return whole(call).thenApply(Bodies::parsed);
    }

    private static ObjectNode parsed(ByteString bytes) {
        try {
            return Json.readObject(bytes.toArray());
        } catch (IllegalArgumentException e) {
            throw Problem.of(StatusCodes.BAD_REQUEST, "not-json", String.valueOf(e.getMessage()))
                    .stop();
        }
    }

    private CompletionStage<ByteString> whole(Call call) {
        if (call.request().entity().getContentLengthOption().orElse(0) > most) {
            throw tooLarge();
        }
        if (call.request().entity() instanceof HttpEntity.Strict here) { // came with its head
            return CompletableFuture.completedFuture(here.getData());
        }
        return call.request()
                .entity()
                .withSizeLimit(most)
                .toStrict(arrivesWithin.toMillis(), most, system)
                .handle((entity, failure) -> {
                    if (failure != null) {
                        throw refused(Causes.unwrapped(failure));
                    }
                    return entity.getData();
                });
    }

    private Problem.Stop tooLarge() {
        return Problem.of(StatusCodes.CONTENT_TOO_LARGE, "too-large", "the body is larger than " + most + " bytes")
                .stop();
    }

    private Problem.Stop refused(Throwable failure) {
        return switch (failure) {
            case EntityStreamSizeException large -> tooLarge();
            case TimeoutException late ->
                Problem.of(StatusCodes.REQUEST_TIMEOUT, "too-slow", "the body did not arrive in time")
                        .stop();
            default -> // the client has gone, or sends what is no chunk
                Problem.of(StatusCodes.BAD_REQUEST, "bad-request", "the body cannot be read to its end")
                        .stop();
        };
    }

    /// @throws Problem.Stop if there is a body where none has a meaning
    void refuse(Call call) {
        if (!call.request().entity().isKnownEmpty()) {
            throw Problem.of(StatusCodes.BAD_REQUEST, "bad-request", "this takes no body")
                    .stop();
        }
    }
}
