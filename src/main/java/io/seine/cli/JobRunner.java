package io.seine.cli;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.config.SourceSettings;
import io.seine.decode.Codecs;
import io.seine.job.Restart;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.pipeline.Preflight;
import io.seine.record.Identity;
import io.seine.record.JsonRecords;
import io.seine.s3.S3Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Runs one job to its end, with progress, Ctrl-C and a report.
final class JobRunner {
    private static final CompletableFuture<Void> NOTHING_TO_PRINT = CompletableFuture.completedFuture(null);

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
        var keyboard = keyboard(settings);
        var signals = Signals.handle(() -> interrupted(job), () -> keyboard.ifPresent(Keyboard::close));
        var printed = options.json()
                ? CompletableFuture.runAsync(() -> print(job), Thread::startVirtualThread)
                : NOTHING_TO_PRINT;
        tellCodec(settings);
        JobStatus status;
        try (var keys = keyboard.orElse(null)) {
            status = new JobWatch(terminal, options.progress(terminal), job, settings, keys, signals::interrupt)
                    .untilEnded();
        }
        printed.join();
        if (neverBegan(status)) {
            terminal.complain(Objects.requireNonNull(status.ending()).message());
        } else {
            new Report(options.json() ? terminal.err() : terminal.out()).print(status, settings);
        }
        return new End(status, ExitCode.of(status, Math.max(signals.exitCode(), 1)));
    }

    /// The keyboard, where a person looks on and it is not the list.
    private Optional<Keyboard> keyboard(JobSettings settings) {
        boolean wanted = options.progress(terminal) == ProgressMode.BAR
                && terminal.interactive()
                && !settings.source().paths().contains(SourceSettings.STANDARD_INPUT);
        var keyboard = wanted ? Keyboard.open() : Optional.<Keyboard>empty();
        keyboard.ifPresent(open -> terminal.err().println(Steering.HELP));
        return keyboard;
    }

    private void tellCodec(JobSettings settings) {
        if (options.progress(terminal) != ProgressMode.NONE && settings.decode().mode() != Mode.NONE) {
            terminal.err()
                    .println("pictures by "
                            + Codecs.served(settings.decode().codec()).name());
        }
    }

    private static boolean neverBegan(JobStatus status) {
        return status.ending() != null && status.ending().cause() == Cause.OUTPUT && status.items() == 0;
    }

    private void interrupted(RunningJob job) {
        terminal.err().println();
        terminal.err().println("cancelling; Ctrl-C to stop at once");
        job.cancel();
    }

    private RunningJob started(Seine seine, Settings layers, JobSettings settings, boolean anew) {
        try {
            if (anew) {
                var store = S3Store.of(seine.system(), settings.s3());
                Preflight.check(settings, store); // nothing is removed for a job that cannot begin
                Restart.clear(settings.save(), Identity.bucket(settings), store, terminal.err()::println);
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
