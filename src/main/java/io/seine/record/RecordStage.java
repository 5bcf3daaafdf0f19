package io.seine.record;

import io.seine.model.Causes;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/// The record stage: writes outcomes into the ledger and hands on those that are written.
public final class RecordStage {
    private static final int MOST = 4000;

    /// From one write to the next: where pictures keep every core busy, changing threads costs more than the writing.
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private final Ledger ledger;
    private final Storekeeper storekeeper;
    private final Consumer<Outcome> recorded;
    private final Executor blocking;

    private RecordStage(Ledger ledger, Storekeeper storekeeper, Consumer<Outcome> recorded, Executor blocking) {
        this.ledger = ledger;
        this.storekeeper = storekeeper;
        this.recorded = recorded;
        this.blocking = blocking;
    }

    /// The stage as a flow: outcomes that come within 20 ms of a write, or while others are being written, are
    /// written together. What cannot be written waits until `storekeeper` lets it try again; where that gives up,
    /// the last try fails the stream.
    ///
    /// @param blocking runs the writing
    public static Flow<Outcome, Outcome, NotUsed> flow(Ledger ledger, Storekeeper storekeeper, Executor blocking) {
        return flow(ledger, storekeeper, outcome -> {}, blocking);
    }

    /// The same; `recorded` hears of every outcome when its record outlives the process.
    public static Flow<Outcome, Outcome, NotUsed> flow(
            Ledger ledger, Storekeeper storekeeper, Consumer<Outcome> recorded, Executor blocking) {
        var stage = new RecordStage(ledger, storekeeper, recorded, blocking);
        return Flow.<Outcome>create()
                .batch(MOST, RecordStage::batch, RecordStage::added)
                .throttle(1, BETWEEN)
                .mapAsync(1, stage::record)
                .mapConcat(batch -> batch);
    }

    private static List<Outcome> batch(Outcome first) {
        return added(new ArrayList<>(), first);
    }

    private static List<Outcome> added(List<Outcome> batch, Outcome next) {
        batch.add(next);
        return batch;
    }

    private CompletionStage<List<Outcome>> record(List<Outcome> batch) {
        long begun = System.nanoTime();
        return write(batch).exceptionallyCompose(failure -> switch (Causes.unwrapped(failure)) {
            case OutputException e ->
                storekeeper.retry(trouble(e), begun).thenCompose(again -> again ? record(batch) : write(batch));
            case Throwable bug -> CompletableFuture.failedFuture(bug);
        });
    }

    private CompletableFuture<List<Outcome>> write(List<Outcome> batch) {
        return CompletableFuture.supplyAsync(
                () -> {
                    ledger.append(batch);
                    batch.forEach(recorded);
                    return batch;
                },
                blocking);
    }

    private StorageTrouble trouble(OutputException e) {
        var folder = Objects.requireNonNull(ledger.file().getParent());
        return e.getCause() instanceof IOException cause
                ? StorageTrouble.of(folder, cause)
                : new StorageTrouble(folder, ledger.file().getFileName() + " is gone");
    }
}
