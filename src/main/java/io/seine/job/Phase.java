package io.seine.job;

import io.seine.model.JobState;
import io.seine.model.JobStatus.Ending;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Status;
import io.seine.model.StorageTrouble;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a job stands: what a status is made from, beside the counts.
///
/// @param trouble why it is paused, where nobody asked for that
/// @param before how the rows ended that earlier runs have done
record Phase(
        JobState state, @Nullable Ending ending, @Nullable StorageTrouble trouble, Map<Status, Long> before) {
    static final Ending BY_REQUEST = new Ending(Cause.CANCELLED, "cancelled by request");
    static final Phase QUEUED = new Phase(JobState.QUEUED, null, null, Map.of());
    static final Phase CANCELLED_QUEUED = QUEUED.in(JobState.CANCELLED, BY_REQUEST);

    Phase in(JobState next) {
        return new Phase(next, ending, null, before);
    }

    Phase in(JobState next, Ending why) {
        return new Phase(next, why, null, before);
    }

    Phase pausedBy(StorageTrouble reason) {
        return new Phase(JobState.PAUSED, ending, reason, before);
    }

    /// Failed by `why`, unless it is already ending as failed for a reason of its own.
    Phase failedBy(Ending why) {
        boolean known = ending != null && ending.cause() != Cause.CANCELLED;
        return known ? in(JobState.FAILED) : in(JobState.FAILED, why);
    }
}
