package io.seine.cli;

import io.seine.model.JobState;
import io.seine.model.JobStatus;

/// What the process ends with; users script against these.
final class ExitCode {
    static final int OK = 0;
    static final int INTERNAL = 1;
    static final int USAGE = 2;
    static final int POLICY = 3;
    static final int OUTPUT = 4;

    private ExitCode() {}

    /// The exit code of a job that has ended.
    ///
    /// @param interrupted the exit code for the signal that cancelled it
    static int of(JobStatus status, int interrupted) {
        var ending = status.ending();
        if (ending == null) {
            return status.state() == JobState.COMPLETED ? OK : INTERNAL;
        }
        return switch (ending.cause()) {
            case CANCELLED -> interrupted;
            case POLICY -> POLICY;
            case OUTPUT -> OUTPUT;
            case SOURCE, INTERNAL -> INTERNAL;
        };
    }
}
