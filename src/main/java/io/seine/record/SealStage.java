package io.seine.record;

import io.seine.model.Outcome;
import io.seine.model.Storekeeper;
import java.util.function.BooleanSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Source;

/// Behind the record stage: lets recorded outcomes through at once, while the shards that they complete are sealed. The
/// stream ends when the last shard is.
public final class SealStage {
    private SealStage() {}

    /// The stage as a flow. It fails where a shard cannot be sealed and `storekeeper` gives up.
    ///
    /// @param completed whether all rows of the input have ended, asked when there are no more outcomes
    public static Flow<Outcome, Outcome, NotUsed> flow(
            Ledger ledger, Storekeeper storekeeper, BooleanSupplier completed) {
        return ledger.sealing()
                .map(sealing -> flow(sealing, storekeeper, completed))
                .orElseGet(() -> Flow.<Outcome>create());
    }

    private static Flow<Outcome, Outcome, NotUsed> flow(
            Sealing sealing, Storekeeper storekeeper, BooleanSupplier completed) {
        sealing.start(storekeeper, completed);
        return Flow.<Outcome>create()
                .map(outcome -> {
                    sealing.proceed();
                    return outcome;
                })
                .concatLazy(Source.lazyCompletionStageSource(
                        () -> sealing.finish().thenApply(done -> Source.<Outcome>empty())));
    }
}
