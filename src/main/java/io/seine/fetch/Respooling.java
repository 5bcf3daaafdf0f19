package io.seine.fetch;

import io.seine.model.Causes;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.Fetching;
import io.seine.model.HostDown;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Permit;
import io.seine.model.Stage;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Downloads anew what could not be spooled, once the trouble with the output is over. Nothing was wrong with the
/// origin, so that does not count as a further attempt.
public final class Respooling implements Fetching {
    private final Fetching fetching;
    private final Function<WebUrl, CompletionStage<Permit>> admission;
    private final Path output;
    private final Storekeeper storekeeper;

    /// @param fetching downloads one URL
    /// @param admission gives the right to one transfer more with the host of an address
    /// @param output the output folder, which bodies are spooled into
    public Respooling(
            Fetching fetching,
            Function<WebUrl, CompletionStage<Permit>> admission,
            Path output,
            Storekeeper storekeeper) {
        this.fetching = fetching;
        this.admission = admission;
        this.output = output;
        this.storekeeper = storekeeper;
    }

    @Override
    public CompletionStage<FetchResult> fetch(Item item, WebUrl url, Permit permit) {
        long begun = System.nanoTime();
        return FetchStage.fetch(fetching, item, url, permit).thenCompose(result -> switch (result) {
            case FetchResult.Lost(Failure failure, var _)
            when failure.kind() == Kind.STORAGE ->
                storekeeper
                        .retry(new StorageTrouble(output, failure.message()), begun)
                        .thenCompose(
                                again -> again ? fetchedAnew(item, url) : CompletableFuture.completedFuture(result));
            case FetchResult.Lost _, FetchResult.Arrived _ -> CompletableFuture.completedFuture(result);
        });
    }

    private CompletionStage<FetchResult> fetchedAnew(Item item, WebUrl url) {
        return admission
                .apply(url)
                .thenCompose(permit -> fetch(item, url, permit))
                .exceptionally(Respooling::notAdmitted);
    }

    private static FetchResult notAdmitted(Throwable failure) {
        return switch (Causes.unwrapped(failure)) {
            case HostDown down -> lost(Stage.SCHEDULE, Kind.HOST_DOWN, down);
            case CancellationException cancelled -> lost(Stage.FETCH, Kind.CANCELLED, cancelled);
            case Throwable bug -> throw new CompletionException(bug);
        };
    }

    private static FetchResult lost(Stage stage, Kind kind, Throwable reason) {
        return new FetchResult.Lost(new Failure(stage, kind, String.valueOf(reason.getMessage())), Transfer.NONE);
    }
}
