package io.seine.cli;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Outcome;
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
    private static final Duration BAR_EVERY = Duration.ofMillis(200);
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final RunOptions options;

    JobRunner(Terminal terminal, RunOptions options) {
        this.terminal = terminal;
        this.options = options;
    }

    /// The end of a job.
    record End(JobStatus status, int exitCode) {}

    /// Runs the job that `settings` describe.
    End run(Seine seine, JobSettings settings) throws InterruptedException {
        var job = seine.run(settings);
        var signals = Signals.handle(() -> interrupted(job));
        var printer = options.json() ? Thread.ofVirtual().start(() -> print(job)) : null;
        var status = watched(job, settings);
        if (printer != null) {
            printer.join();
        }
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
        return switch (options.progress(terminal)) {
            case NONE -> job.done().join();
            case PLAIN -> watchedPlainly(job, RowCount.begin(settings.source()));
            case BAR -> watchedAsBar(job, RowCount.begin(settings.source()));
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
        int width = terminal.width() - 1;
        while (!ends(job, BAR_EVERY)) {
            draw(progress.bar(now(job), RowCount.known(total), width), width);
        }
        var last = job.done().join();
        draw(progress.bar(last, RowCount.known(total), width), width);
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

    private void draw(String line, int width) {
        terminal.err().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        terminal.err().flush();
    }

    private void print(RunningJob job) {
        try {
            for (Outcome outcome : job) {
                JsonRecords.writeLine(outcome, terminal.out());
                terminal.out().flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
