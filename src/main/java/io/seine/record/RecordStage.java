package io.seine.record;

import io.seine.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/// The record stage: writes outcomes into the ledger and hands on those that are written.
public final class RecordStage {
    private static final int MOST = 1000;

    private RecordStage() {}

    /// The stage as a flow: outcomes that come while others are being written are written together.
    ///
    /// @param blocking runs the writing
    public static Flow<Outcome, Outcome, NotUsed> flow(Ledger ledger, Executor blocking) {
        return Flow.<Outcome>create()
                .batch(MOST, RecordStage::batch, RecordStage::added)
                .mapAsync(1, batch -> CompletableFuture.supplyAsync(() -> written(ledger, batch), blocking))
                .mapConcat(batch -> batch);
    }

    private static List<Outcome> batch(Outcome first) {
        return added(new ArrayList<>(), first);
    }

    private static List<Outcome> added(List<Outcome> batch, Outcome next) {
        batch.add(next);
        return batch;
    }

    private static List<Outcome> written(Ledger ledger, List<Outcome> batch) {
        ledger.append(batch);
        return batch;
    }
}
