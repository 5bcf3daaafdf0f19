package io.seine.pipeline;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Threads for what must not run on the actors' own. Long-lived, shared by jobs.
///
/// @param blocking runs what waits for files: a virtual thread each, bounded by the stages
/// @param decoders runs codecs: a thread per core
public record Workers(ExecutorService blocking, ExecutorService decoders) implements AutoCloseable {

    /// Starts them.
    public static Workers create() {
        return new Workers(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("seine-io-", 0).factory()),
                Executors.newFixedThreadPool(
                        Runtime.getRuntime().availableProcessors(),
                        Thread.ofPlatform().daemon().name("seine-decode-", 0).factory()));
    }

    /// Ends them; what is running is interrupted.
    @Override
    public void close() {
        blocking.shutdownNow();
        decoders.shutdownNow();
    }
}
