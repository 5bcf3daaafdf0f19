package io.seine.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One look at a job, at one moment: counts always add up to `items`.
///
/// @param id the job's identity within its [io.seine.Seine]
/// @param name the job's name, from its settings
/// @param state where it stands
/// @param ending why it failed or was cancelled; null otherwise
/// @param trouble why it is paused and what helps, where its output cannot be written; null otherwise
/// @param items items that have ended in this run
/// @param counts how they ended
/// @param failures those not saved, grouped by stage and kind, the most frequent first
/// @param before how the rows ended that earlier runs had done and that this one passes over
/// @param inFlight items that have left the schedule and not yet the fetch stage
/// @param places how many may be at once
/// @param attempts requests sent
/// @param bytes bytes of body received
/// @param elapsed time since the job started, pauses included
/// @param itemTime the items' own times added up: how long one at a time would have taken
public record JobStatus(
        String id,
        String name,
        JobState state,
        @Nullable Ending ending,
        @Nullable String trouble,
        long items,
        Map<Status, Long> counts,
        List<FailureCount> failures,
        Map<Status, Long> before,
        long inFlight,
        Places places,
        long attempts,
        long bytes,
        Duration elapsed,
        Duration itemTime) {

    /// Why a job ended before its input did.
    ///
    /// @param message the particulars, for a person to read
    public record Ending(Cause cause, String message) {
        /// What ended the job.
        public enum Cause {
            /// Somebody asked for it.
            CANCELLED,
            /// Its failure policy.
            POLICY,
            /// Its output could not be written.
            OUTPUT,
            /// Its input could not be read.
            SOURCE,
            /// A bug or a lost resource.
            INTERNAL
        }
    }

    /// How many items may be in flight at once.
    ///
    /// @param all over all hosts
    /// @param perHost with one host
    public record Places(int all, int perHost) {}

    /// Items that ended for the same reason, with one of them as an example.
    public record FailureCount(Failure example, Item item, long count) {}

    public JobStatus {
        counts = Map.copyOf(counts);
        failures = List.copyOf(failures);
        before = Map.copyOf(before);
    }

    /// How many rows earlier runs had done.
    public long alreadyDone() {
        return before.values().stream().mapToLong(Long::longValue).sum();
    }

    /// How many items ended as `status`.
    public long count(Status status) {
        return counts.getOrDefault(status, 0L);
    }
}
