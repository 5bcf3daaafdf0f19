package io.seine.cli;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.config.WatchSettings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.OutputException;
import io.seine.source.DropFolder;
import io.seine.source.DroppedFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;

/// Runs a job for every file that is dropped into a folder, until it is interrupted.
final class DropRunner {
    private static final Executor THREADS = Thread::startVirtualThread;

    private final Terminal terminal;
    private final ProgressMode progress;
    private final Seine seine;
    private final Settings layers;
    private final SharedKillSwitch stopping = KillSwitches.shared("drops");
    private final Set<RunningJob> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /// @param layers what the jobs have in common
    DropRunner(Terminal terminal, ProgressMode progress, Seine seine, Settings layers) {
        this.terminal = terminal;
        this.progress = progress;
        this.seine = seine;
        this.layers = layers;
    }

    /// Returns the exit code, once it was interrupted.
    ///
    /// @throws OutputException if the folder, or what a job saves, cannot be written
    int run(JobSettings settings, WatchSettings watch) {
        var signals = Signals.handle(this::stop);
        try (var folder = DropFolder.open(watch, settings.save().directory())) {
            terminal.err().println("watching " + Words.path(watch.folder()) + "; Ctrl-C to end");
            folder.drops(THREADS)
                    .via(stopping.flow())
                    .mapAsyncUnordered(
                            watch.jobs(),
                            drop -> CompletableFuture.runAsync(() -> run(folder, drop, settings), THREADS))
                    .runWith(Sink.ignore(), seine.system())
                    .toCompletableFuture()
                    .join();
        }
        return signals.exitCode();
    }

    private void stop() {
        stopped = true;
        terminal.err().println("cancelling; Ctrl-C to stop at once");
        running.forEach(RunningJob::cancel);
        stopping.shutdown();
    }

    private void run(DropFolder folder, DropFolder.Drop drop, JobSettings common) {
        if (stopped) {
            return;
        }
        folder.take(drop).ifPresent(file -> run(folder, file, common));
    }

    private void run(DropFolder folder, DroppedFile file, JobSettings common) {
        try {
            run(folder, file, job(file, common));
        } catch (OutputException e) {
            throw e;
        } catch (RuntimeException e) { // whatever a file brings about, the others are not to suffer
            var why =
                    e instanceof SettingsException wrong ? String.join("\n", wrong.problems()) : "internal error: " + e;
            terminal.complain(file.name() + ": " + why);
            folder.failed(file, why, directory(common, file).resolve("summary.json"));
        }
    }

    private Settings job(DroppedFile file, JobSettings common) {
        var own = layers.setText("seine.job.source.watch", "none")
                .setText("seine.job.name", file.name())
                .set("seine.job.save.directory", directory(common, file));
        var bucket = common.save().bucket();
        if (bucket != null) {
            own = own.set("seine.job.save.bucket", bucket.resolve(file.name()).toString());
        }
        return file.isJob()
                ? own.file(file.path())
                : own.setText("seine.job.source.path", file.path().toString());
    }

    private static Path directory(JobSettings common, DroppedFile file) {
        return common.save().directory().resolve(file.name());
    }

    private void run(DropFolder folder, DroppedFile file, Settings layers) {
        var settings = layers.job();
        var job = started(layers, settings);
        running.add(job);
        if (stopped) {
            job.cancel();
        }
        var watch = new JobWatch(terminal, progress, job, settings, null, job::cancel);
        var status = ended(watch);
        running.remove(job);
        job.forget();
        new Report(terminal.out()).print(status, settings);
        moveAside(folder, file, settings, status, watch.gaveUp());
    }

    private RunningJob started(Settings layers, JobSettings settings) {
        try {
            return seine.run(settings);
        } catch (SettingsException wrong) {
            throw layers.located(wrong);
        }
    }

    private static JobStatus ended(JobWatch watch) {
        try {
            return watch.untilEnded();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    /// A file whose job was cancelled, or found no room, stays: it is taken up by the next run.
    private static void moveAside(
            DropFolder folder, DroppedFile file, JobSettings settings, JobStatus status, boolean noRoom) {
        var summary = settings.save().directory().resolve("summary.json");
        if (status.state() == JobState.COMPLETED) {
            folder.done(file, summary);
        } else if (noRoom) {
            throw new OutputException(message(status), null);
        } else if (status.state() == JobState.FAILED) {
            folder.failed(file, message(status), summary);
        }
    }

    private static String message(JobStatus status) {
        return Objects.requireNonNull(status.ending()).message();
    }
}
