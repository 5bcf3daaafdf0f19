package io.seine.fetch;

import io.seine.config.EnrichSettings;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.FetchResult;
import io.seine.model.Fetched;
import io.seine.model.Fetching;
import io.seine.model.Item;
import io.seine.model.Permit;
import io.seine.model.Scheduled;
import io.seine.model.Stage;
import io.seine.model.Transfer;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/// The fetch stage: an item's own download, then its linked documents one after the other, so that an item never has
/// more than one transfer at once and both kinds share the same limits.
public final class FetchStage {
    private final Fetching fetching;
    private final List<Enricher> enrichers;

    private FetchStage(Fetching fetching, List<Enricher> enrichers) {
        this.fetching = fetching;
        this.enrichers = enrichers;
    }

    /// The stage as a flow.
    ///
    /// @param parallelism items in it at once, with those that have stepped aside to wait for their host
    /// @param fetching downloads one URL
    /// @param admission gives the right to one transfer with the host of an address, for linked documents
    /// @param blocking runs the reading of linked documents
    public static Flow<Fate<Scheduled>, Fate<Fetched>, NotUsed> flow(
            int parallelism,
            Fetching fetching,
            List<EnrichSettings> enrich,
            Function<WebUrl, CompletionStage<Permit>> admission,
            Executor blocking) {
        var stage = new FetchStage(
                fetching,
                enrich.stream()
                        .map(each -> new Enricher(each, fetching, admission, blocking))
                        .toList());
        return Flow.<Fate<Scheduled>>create()
                .mapAsyncUnordered(
                        parallelism, fate -> fate.then(stage::fetch, bug -> Failure.internal(Stage.FETCH, bug)));
    }

    private CompletionStage<Fate<Fetched>> fetch(Fate.Open<Scheduled> open) {
        var scheduled = open.value();
        var own = fetch(fetching, open.item(), scheduled.url(), scheduled.permit());
        return own.thenCompose(result -> switch (result) {
            case FetchResult.Lost(Failure failure, Transfer transfer) ->
                CompletableFuture.completedFuture(open.end(failure, transfer));
            case FetchResult.Arrived(Fetched fetched) -> enrich(open.with(fetched), 0);
        });
    }

    /// A download that gives `permit` back in any case, be it that it fails before it comes to that.
    static CompletionStage<FetchResult> fetch(Fetching fetching, Item item, WebUrl url, Permit permit) {
        CompletionStage<FetchResult> running;
        try {
            running = fetching.fetch(item, url, permit);
        } catch (RuntimeException e) {
            permit.release(new Verdict.Ignored());
            throw e;
        }
        return running.whenComplete((result, bug) -> permit.release(new Verdict.Ignored()));
    }

    /// Applies the enrichers from the `next` on.
    private CompletionStage<Fate<Fetched>> enrich(Fate<Fetched> fate, int next) {
        if (next == enrichers.size() || !(fate instanceof Fate.Open<Fetched> open)) {
            return CompletableFuture.completedFuture(fate);
        }
        return enrichers
                .get(next)
                .enrich(open.item())
                .handle((result, bug) ->
                        bug == null ? enriched(open, result) : refused(open, Failure.internal(Stage.FETCH, bug), 0))
                .thenCompose(enriched -> enrich(enriched, next + 1));
    }

    private static Fate<Fetched> enriched(Fate.Open<Fetched> open, Enricher.Result result) {
        var fetched = open.value();
        return switch (result) {
            case Enricher.Result.Enriched(Item item, int attempts) ->
                new Fate.Open<>(
                        item, open.startedAt(), new Fetched(more(fetched.transfer(), attempts), fetched.body()));
            case Enricher.Result.Refused(Failure failure, int attempts) -> refused(open, failure, attempts);
        };
    }

    private static Fate<Fetched> refused(Fate.Open<Fetched> open, Failure failure, int attempts) {
        open.value().body().discard();
        return open.end(failure, more(open.value().transfer(), attempts));
    }

    private static Transfer more(Transfer transfer, int attempts) {
        return transfer.withAttempts(transfer.attempts() + attempts);
    }
}
