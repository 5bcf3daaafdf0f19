package io.seine.cli;

import io.seine.config.LogSettings;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.connectors.file.javadsl.LogRotatorSink;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// A log in files of limited size, of which a limited number is kept.
///
/// Whoever writes never waits: lines for which there is no room, because the disk is slow or cannot be written, are
/// dropped, and the log tells how many. After trouble it is tried again. Thread-safe.
final class LogFile implements AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(2);

    private final LogSettings settings;
    private final ActorSystem<?> system;
    private final Consumer<String> complaint;
    private Writing writing;
    private long dropped;

    /// A stream into files, which ends where they cannot be written.
    private record Writing(BoundedSourceQueue<ByteString> lines, CompletionStage<Done> end, long since) {}

    /// @param complaint told when the file cannot be written
    LogFile(LogSettings settings, ActorSystem<?> system, Consumer<String> complaint) {
        this.settings = settings;
        this.system = system;
        this.complaint = complaint;
        this.writing = begin();
    }

    private Writing begin() {
        var files = LogRotatorSink.createFromFunctionAndOptions(
                () -> new LogRotation(settings), Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        Pair<BoundedSourceQueue<ByteString>, CompletionStage<Done>> stream =
                Source.<ByteString>queue(MOST_WAITING).toMat(files, Keep.both()).run(system);
        stream.second().whenComplete((done, failure) -> {
            if (failure != null) {
                complaint.accept(settings.file() + ": the log cannot be written: " + failure);
            }
        });
        return new Writing(stream.first(), stream.second(), System.nanoTime());
    }

    /// Writes a line, which brings its end.
    synchronized void write(String line) {
        if (writing.lines().isCompleted() && System.nanoTime() - writing.since() > AGAIN_AFTER.toNanos()) {
            writing = begin();
        }
        if (dropped > 0 && offered("… " + dropped + " lines were dropped here\n")) {
            dropped = 0;
        }
        if (dropped > 0 || !offered(line)) {
            dropped++;
        }
    }

    private boolean offered(String line) {
        return writing.lines().offer(ByteString.fromString(line)).isEnqueued();
    }

    /// Writes what is left, if that does not take long.
    @Override
    public synchronized void close() {
        if (!writing.lines().isCompleted()) {
            writing.lines().complete();
        }
        try {
            writing.end().toCompletableFuture().get(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // told already, or the disk hangs: the log holds up nobody
        }
    }
}
