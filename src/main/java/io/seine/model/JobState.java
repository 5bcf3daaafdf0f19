package io.seine.model;

import java.util.Locale;

/// Where a job stands.
public enum JobState {
    QUEUED,
    RUNNING,
    PAUSED,
    CANCELLING,
    CANCELLED,
    COMPLETED,
    FAILED;

    /// The state as records and messages spell it: `cancelling`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the job will never change its state again.
    public boolean terminal() {
        return this == CANCELLED || this == COMPLETED || this == FAILED;
    }
}
