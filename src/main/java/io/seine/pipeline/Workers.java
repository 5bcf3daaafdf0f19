package io.seine.pipeline;

import io.seine.model.Telemetry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads for what must not run on the actors' own, and who measures the work. Long-lived, shared by jobs.
///
/// @param blocking runs what waits for files: a virtual thread each, bounded by the stages
/// @param decoders runs codecs: a thread per core
public record Workers(ExecutorService blocking, ExecutorService decoders, Telemetry telemetry)
        implements AutoCloseable {

    /// Starts them, measured by nobody.
    public static Workers create() {
        return create(Telemetry.NONE);
    }

    /// Starts them.
    public static Workers create(Telemetry telemetry) {
        int cores = Runtime.getRuntime().availableProcessors();
        var pictures = new LinkedBlockingQueue<Runnable>(); // bounded by the stages
        telemetry.depth(Telemetry.Depth.WAITING_FOR_DECODER, pictures::size);
        return new Workers(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("seine-io-", 0).factory()),
                new ThreadPoolExecutor(
                        cores,
                        cores,
                        0,
                        TimeUnit.SECONDS,
                        pictures,
                        Thread.ofPlatform().daemon().name("seine-decode-", 0).factory()),
                telemetry);
    }

    /// Ends them; what is running is interrupted.
    @Override
    public void close() {
        blocking.shutdownNow();
        decoders.shutdownNow();
    }
}
