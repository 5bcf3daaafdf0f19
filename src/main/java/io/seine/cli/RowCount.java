package io.seine.cli;

import io.seine.config.JobSettings;
import io.seine.source.ItemSource;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// About how many rows an input has, for the bar and the time left, counted beside the run.
final class RowCount {
    private RowCount() {}

    /// Begins to count. The result is empty where only reading tells, as with standard input.
    static CompletableFuture<OptionalLong> begin(JobSettings job) {
        var source = new ItemSource(job.source(), job.save().shardSize());
        return CompletableFuture.supplyAsync(source::count, Thread::startVirtualThread);
    }

    /// The count, once it is there.
    static OptionalLong known(CompletableFuture<OptionalLong> count) {
        return count.getNow(OptionalLong.empty());
    }
}
