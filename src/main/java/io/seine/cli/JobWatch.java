package io.seine.cli;

import io.seine.RunningJob;
import io.seine.config.JobSettings;
import io.seine.model.JobStatus;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Looks after a job until it has ended: shows its progress, does what is typed, and ends it where its output cannot be
/// written and nobody could see to that.
final class JobWatch {
    /// ECMA-48's EL: what stands behind the line goes.
    private static final String CLEAR_TO_END = "\u001b[K";

    private static final Duration LOOKS_EVERY = Duration.ofMillis(200);
    /// In looks:
    private static final int LINE_EVERY = 25;

    private static final int MEASURED_EVERY = 10;

    private final Terminal terminal;
    private final ProgressMode mode;
    private final RunningJob job;
    private final Progress progress;
    private final @Nullable Keyboard keyboard;
    private final Steering steering;
    private int width;
    private boolean gaveUp;
    /// The trouble that was told of last.
    private @Nullable String told;

    /// @param keyboard by which the job is steered, or null
    /// @param cancel does what the first Ctrl-C does
    JobWatch(
            Terminal terminal,
            ProgressMode mode,
            RunningJob job,
            JobSettings settings,
            @Nullable Keyboard keyboard,
            Runnable cancel) {
        this.terminal = terminal;
        this.mode = mode;
        this.job = job;
        this.progress = new Progress(settings.fetch().parallelism());
        this.keyboard = keyboard;
        this.steering = new Steering(job, cancel);
        this.width = mode == ProgressMode.BAR ? terminal.width() : 0;
    }

    /// Returns the last status, when the job has ended.
    JobStatus untilEnded() throws InterruptedException {
        for (int look = 1; !ends(); look++) {
            doWhatIsTyped();
            var status = now();
            tellTrouble(status);
            show(status, look);
        }
        var last = job.done().join();
        if (mode == ProgressMode.BAR) {
            draw(last);
            terminal.err().println();
        }
        return last;
    }

    /// Whether the job ends before it is time for another look.
    private boolean ends() throws InterruptedException {
        try {
            job.done().get(LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // the status of a job never fails
        }
    }

    private JobStatus now() {
        return job.status().toCompletableFuture().join();
    }

    private void doWhatIsTyped() {
        if (keyboard == null) {
            return;
        }
        for (int key = keyboard.key(); key != Keyboard.NONE; key = keyboard.key()) {
            if (key == '?') {
                say(Steering.HELP);
            } else {
                told = key == 'p' ? null : told;
                steering.press(key, now());
            }
        }
    }

    private void tellTrouble(JobStatus status) {
        var trouble = status.trouble();
        if (trouble != null && keyboard == null) {
            job.giveUp();
            gaveUp = true;
        } else if (trouble != null && !trouble.equals(told)) {
            say("paused: " + Words.shown(trouble) + " (p)");
        }
        told = trouble;
    }

    /// Whether the job was ended because its output could not be written.
    boolean gaveUp() {
        return gaveUp;
    }

    private void show(JobStatus status, int look) {
        if (mode == ProgressMode.BAR) {
            width = look % MEASURED_EVERY == 0 ? terminal.width() : width;
            draw(status);
        } else if (mode == ProgressMode.PLAIN && look % LINE_EVERY == 0) {
            terminal.err().println(progress.plain(status, total()));
        }
    }

    private OptionalLong total() {
        return job.rows().getNow(OptionalLong.empty());
    }

    /// Draws the line anew, over the one that was drawn last.
    private void draw(JobStatus status) {
        terminal.err().print("\r" + progress.bar(status, total(), width) + CLEAR_TO_END);
        terminal.err().flush();
    }

    /// Puts a line above the one that is drawn.
    private void say(String line) {
        terminal.err().println("\r" + line + CLEAR_TO_END);
    }
}
