package io.seine.cli;

import io.seine.RunningJob;
import io.seine.config.FetchSettings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;

/// What keys do to a running job.
final class Steering {
    static final String HELP = "p pauses and resumes, + and - change how many items are in flight, q cancels";

    /// A key changes the number of items in flight by this part of it.
    private static final int PART = 4;

    private final RunningJob job;
    private final Runnable cancel;

    /// @param cancel does what the first Ctrl-C does
    Steering(RunningJob job, Runnable cancel) {
        this.job = job;
        this.cancel = cancel;
    }

    /// Does what `key` asks for; a key that has no meaning does nothing.
    ///
    /// @param status how the job stands
    void press(int key, JobStatus status) {
        switch (key) {
            case 'p' -> pauseOrResume(status);
            case '+', '=' -> retune(status, step(status));
            case '-' -> retune(status, -step(status));
            case 'q' -> cancel.run();
            default -> {}
        }
    }

    private void pauseOrResume(JobStatus status) {
        if (status.state() == JobState.PAUSED) {
            job.resume();
        } else {
            job.pause();
        }
    }

    private static int step(JobStatus status) {
        return Math.max(1, status.places().all() / PART);
    }

    /// What one host is asked stays as it was set: no key makes a job less polite.
    private void retune(JobStatus status, int change) {
        int all = Math.clamp(status.places().all() + change, 1, FetchSettings.MOST_PARALLEL);
        job.retune(all, status.places().perHost());
    }
}
