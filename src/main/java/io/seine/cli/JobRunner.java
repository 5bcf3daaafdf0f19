package io.seine.cli;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.decode.Codecs;
import io.seine.job.Restart;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.pipeline.Preflight;
import io.seine.record.JsonRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs one job to its end, with progress, Ctrl-C and a report.
final class JobRunner {
    private static final CompletableFuture<Void> NOTHING_TO_PRINT = CompletableFuture.completedFuture(null);
    /// ECMA-48's EL: what stands behind the line goes.
    private static final String CLEAR_TO_END = "\u001b[K";

    private static final Duration BAR_EVERY = Duration.ofMillis(200);
    private static final int DRAWN_BEFORE_MEASURED = 10;
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final RunOptions options;

    JobRunner(Terminal terminal, RunOptions options) {
        this.terminal = terminal;
        this.options = options;
    }

    /// The end of a job.
    record End(JobStatus status, int exitCode) {}

    /// Runs the job that `layers` describe.
    ///
    /// @param anew whether what earlier runs left is removed first
    End run(Seine seine, Settings layers, boolean anew) throws InterruptedException {
        var settings = layers.job();
        var job = started(seine, layers, settings, anew);
        var signals = Signals.handle(() -> interrupted(job));
        var printed = options.json()
                ? CompletableFuture.runAsync(() -> print(job), Thread::startVirtualThread)
                : NOTHING_TO_PRINT;
        var status = watched(job, settings);
        printed.join();
        if (neverBegan(status)) {
            terminal.complain(Objects.requireNonNull(status.ending()).message());
        } else {
            new Report(options.json() ? terminal.err() : terminal.out()).print(status, settings);
        }
        return new End(status, ExitCode.of(status, Math.max(signals.exitCode(), 1)));
    }

    private static boolean neverBegan(JobStatus status) {
        return status.ending() != null && status.ending().cause() == Cause.OUTPUT && status.items() == 0;
    }

    private void interrupted(RunningJob job) {
        terminal.err().println();
        terminal.err().println("cancelling; once more to stop at once");
        job.cancel();
    }

    /// Shows progress until the job has ended.
    private JobStatus watched(RunningJob job, JobSettings settings) throws InterruptedException {
        var progress = options.progress(terminal);
        if (progress != ProgressMode.NONE && settings.decode().mode() != Mode.NONE) {
            terminal.err()
                    .println("pictures by "
                            + Codecs.served(settings.decode().codec()).name());
        }
        return switch (progress) {
            case NONE -> job.done().join();
            case PLAIN -> watchedPlainly(job, RowCount.begin(settings));
            case BAR -> watchedAsBar(job, RowCount.begin(settings));
        };
    }

    private JobStatus watchedPlainly(RunningJob job, CompletableFuture<OptionalLong> total)
            throws InterruptedException {
        var progress = new Progress();
        while (!ends(job, LINE_EVERY)) {
            terminal.err().println(progress.plain(now(job), RowCount.known(total)));
        }
        return job.done().join();
    }

    private JobStatus watchedAsBar(RunningJob job, CompletableFuture<OptionalLong> total) throws InterruptedException {
        var progress = new Progress();
        int width = terminal.width();
        for (int drawn = 1; !ends(job, BAR_EVERY); drawn++) {
            draw(progress.bar(now(job), RowCount.known(total), width));
            width = drawn % DRAWN_BEFORE_MEASURED == 0 ? terminal.width() : width;
        }
        var last = job.done().join();
        draw(progress.bar(last, RowCount.known(total), width));
        terminal.err().println();
        return last;
    }

    private static JobStatus now(RunningJob job) {
        return job.status().toCompletableFuture().join();
    }

    /// Whether the job ends within `time`.
    private static boolean ends(RunningJob job, Duration time) throws InterruptedException {
        try {
            job.done().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // the status of a job never fails
        }
    }

    private void draw(String line) {
        terminal.err().print("\r" + line + CLEAR_TO_END);
        terminal.err().flush();
    }

    private RunningJob started(Seine seine, Settings layers, JobSettings settings, boolean anew) {
        try {
            if (anew) {
                Preflight.check(settings); // nothing is removed for a job that cannot begin
                Restart.clear(settings.save().directory(), terminal.err()::println);
            }
            return seine.run(settings);
        } catch (SettingsException wrong) {
            throw layers.located(wrong);
        }
    }

    private void print(RunningJob job) {
        try {
            for (Outcome outcome : job) {
                JsonRecords.writeLine(outcome, terminal.out());
                if (terminal.out().checkError()) {
                    throw new OutputException("standard output cannot be written; the ledger has every outcome", null);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
