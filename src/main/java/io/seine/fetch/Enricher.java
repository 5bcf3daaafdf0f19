package io.seine.fetch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.config.EnrichSettings;
import io.seine.model.Body;
import io.seine.model.Causes;
import io.seine.model.DataSize;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.Fetching;
import io.seine.model.HostDown;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Permit;
import io.seine.model.Stage;
import io.seine.model.Template;
import io.seine.model.WebUrl;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Fetches the JSON document that is linked to an item, and takes values from it into the item's fields.
final class Enricher {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A document in memory takes many times its size.
    private static final DataSize LARGEST = DataSize.parse("8MiB");

    private final EnrichSettings settings;
    private final Fetching fetching;
    private final Function<WebUrl, CompletionStage<Permit>> admission;
    private final Executor blocking;

    /// @param admission gives the right to one transfer with the host of an address
    /// @param blocking runs the reading of documents
    Enricher(
            EnrichSettings settings,
            Fetching fetching,
            Function<WebUrl, CompletionStage<Permit>> admission,
            Executor blocking) {
        this.settings = settings;
        this.fetching = fetching;
        this.admission = admission;
        this.blocking = blocking;
    }

    /// An item with the values, or why it cannot have them, and the requests that took.
    sealed interface Result {
        record Enriched(Item item, int attempts) implements Result {}

        record Refused(Failure failure, int attempts) implements Result {}
    }

    CompletionStage<Result> enrich(Item item) {
        WebUrl url;
        try {
            url = WebUrl.parse(settings.url().expand(name -> value(item, name)));
        } catch (WebUrl.BadUrl | Template.MissingValue e) {
            return CompletableFuture.completedFuture(refused(Kind.BAD_URL, String.valueOf(e.getMessage()), 0));
        }
        return admission
                .apply(url)
                .thenCompose(permit -> FetchStage.fetch(fetching, item, url, permit))
                .thenApplyAsync(result -> result(item, url, result), blocking)
                .exceptionallyCompose(failure -> notAdmitted(url, failure));
    }

    private static CompletionStage<Result> notAdmitted(WebUrl url, Throwable failure) {
        var reason = Causes.unwrapped(failure);
        return switch (reason) {
            case HostDown down ->
                CompletableFuture.completedFuture(
                        refused(Kind.HOST_DOWN, "linked document " + url + ": " + down.getMessage(), 0));
            case CancellationException cancelled ->
                CompletableFuture.completedFuture(
                        refused(Kind.CANCELLED, "linked document " + url + ": " + cancelled.getMessage(), 0));
            default -> CompletableFuture.failedFuture(reason);
        };
    }

    private static @Nullable String value(Item item, String name) {
        return switch (name) {
            case "index" -> Long.toString(item.index());
            case "key" -> item.key();
            case "url" -> item.url();
            default -> item.fields().get(name);
        };
    }

    private Result result(Item item, WebUrl url, FetchResult result) {
        return switch (result) {
            case FetchResult.Lost(Failure failure, var transfer) ->
                refused(failure.kind(), "linked document " + url + ": " + failure.message(), transfer.attempts());
            case FetchResult.Arrived(var fetched) -> {
                try {
                    yield taken(item, url, fetched.body(), fetched.transfer().attempts());
                } finally {
                    fetched.body().discard();
                }
            }
        };
    }

    private Result taken(Item item, WebUrl url, Body body, int attempts) {
        if (body.size() > LARGEST.bytes()) {
            return refused(Kind.TOO_LARGE, "linked document " + url + " is larger than " + LARGEST, attempts);
        }
        Map<String, String> values = new LinkedHashMap<>();
        try (var in = body.open()) {
            var document = JSON.readTree(in);
            for (var field : settings.fields().entrySet()) {
                var value = document.at(field.getValue());
                if (value.isMissingNode() || value.isNull()) {
                    return refused(
                            Kind.UNDECODABLE,
                            "linked document " + url + " has nothing at " + field.getValue(),
                            attempts);
                }
                values.put(field.getKey(), text(value));
            }
            return new Result.Enriched(item.withFields(values), attempts);
        } catch (JacksonException e) {
            return refused(
                    Kind.UNDECODABLE, "linked document " + url + " is not JSON: " + e.getOriginalMessage(), attempts);
        } catch (IOException e) {
            return refused(Kind.STORAGE, "linked document " + url + ": " + e.getMessage(), attempts);
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static Result refused(Kind kind, String message, int attempts) {
        return new Result.Refused(new Failure(Stage.FETCH, kind, message), attempts);
    }
}
