package io.seine.server;

import io.seine.RunningJob;
import io.seine.config.JobSettings;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/// Makes jobs of submissions. Every method blocks, and may be called on any thread.
interface Launcher {
    /// What a submission asks for, confined to what this server allows.
    ///
    /// @param id decides the job's output folder
    /// @throws io.seine.config.SettingsException naming every mistake
    JobSettings settings(String id, Submission submission);

    /// Looks whether a job can start.
    ///
    /// @throws io.seine.config.SettingsException if its input cannot be read
    void check(JobSettings settings);

    /// Starts a job, or goes on with one whose output folder holds a ledger.
    ///
    /// @param paused whether it begins paused
    /// @throws io.seine.config.SettingsException if its input cannot be read
    RunningJob start(JobSettings settings, boolean paused);

    /// Goes on with a job that is remembered, as it has been asked since it was submitted.
    ///
    /// @throws io.seine.config.SettingsException if its submission cannot be used any more, or its input
    /// cannot be read
    default RunningJob goOn(Kept kept) {
        var submission = Objects.requireNonNull(kept.sent().submission());
        var wanted = kept.wanted();
        var job = start(settings(kept.id(), submission), wanted.paused() || wanted.cancelled());
        if (wanted.cancelled()) { // and the process ended before it was; it counts what was done
            job.cancel();
        }
        if (wanted.places() != null) {
            await(job.retune(wanted.places().all(), wanted.places().perHost()));
        }
        if (wanted.interval() != null) {
            await(job.pace(wanted.interval()));
        }
        if (wanted.listEnded()) {
            job.endList();
        }
        return job;
    }

    /// Nobody is to see the job as it was submitted; where it does not answer it is shown as it is.
    private static void await(CompletionStage<Boolean> done) {
        done.handle((accepted, failure) -> accepted).toCompletableFuture().join();
    }
}
