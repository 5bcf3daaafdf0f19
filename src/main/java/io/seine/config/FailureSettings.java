package io.seine.config;

import java.util.Objects;

/// When failures end the job.
///
/// @param policy which failures do
/// @param ratio share of failed items above which `stop-above` stops, 0 to 1
/// @param after items that have to end before `stop-above` looks
public record FailureSettings(Policy policy, double ratio, long after) {

    /// Which failures end the job.
    public enum Policy {
        /// None: the other items go on.
        CONTINUE,
        /// The first.
        STOP_AT_FIRST,
        /// Those that lift the share of failed items above the ratio.
        STOP_ABOVE
    }

    public FailureSettings {
        Objects.requireNonNull(policy, "policy");
        if (!(ratio >= 0 && ratio <= 1) || after < 1) {
            throw new IllegalArgumentException("ratio is 0 to 1 and after at least 1");
        }
    }
}
