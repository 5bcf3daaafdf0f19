package io.seine.config;

/// What the jobs of one engine may use together.
///
/// @param runningJobs jobs at work at once, paused ones among them; further ones wait in their order
/// @param transfers downloads in flight at once, over all jobs and streams, which share them fairly
public record Capacity(int runningJobs, int transfers) {
    /// No limits but each job's own.
    public static final Capacity UNBOUNDED = new Capacity(Integer.MAX_VALUE, Integer.MAX_VALUE);

    public Capacity {
        if (runningJobs < 1 || transfers < runningJobs) {
            throw new IllegalArgumentException("jobs want room for one of them, and a transfer for each, not "
                    + runningJobs + " jobs and " + transfers + " transfers");
        }
    }
}
