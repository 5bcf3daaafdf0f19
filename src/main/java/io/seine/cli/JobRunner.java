package io.seine.cli;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.model.JobStatus;
import io.seine.model.Outcome;
import io.seine.record.JsonRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
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
        new Report(options.json() ? terminal.err() : terminal.out()).print(status, settings);
        return new End(status, ExitCode.of(status, Math.max(signals.exitCode(), 1)));
    }

    private void interrupted(RunningJob job) {
        terminal.err().println();
        terminal.err().println("cancelling; once more to stop at once");
        job.cancel();
    }

    /// Shows progress until the job has ended.
    private JobStatus watched(RunningJob job, JobSettings settings) throws InterruptedException {
        var mode = options.progress(terminal);
        var progress = new Progress();
        var total = mode == ProgressMode.NONE ? null : RowCount.begin(settings.source());
        int width = mode == ProgressMode.BAR ? terminal.width() - 1 : Integer.MAX_VALUE;
        var every = mode == ProgressMode.BAR ? BAR_EVERY : LINE_EVERY;
        while (true) {
            try {
                var last = job.done().get(every.toMillis(), TimeUnit.MILLISECONDS);
                if (mode == ProgressMode.BAR) {
                    show(mode, progress.line(last, RowCount.known(total), width), width);
                    terminal.err().println();
                }
                return last;
            } catch (TimeoutException e) {
                if (mode != ProgressMode.NONE) {
                    var status = job.status().toCompletableFuture().join();
                    show(mode, progress.line(status, RowCount.known(total), width), width);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void show(ProgressMode mode, String line, int width) {
        if (mode == ProgressMode.BAR) {
            terminal.err().print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            terminal.err().flush();
        } else {
            terminal.err().println(line);
        }
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
