package io.seine.server;

import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.JobStatus.Places;
import io.seine.server.Event.Submitted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is remembered of a job from one process to the next.
///
/// @param places from its settings
/// @param sent with which settings it came
/// @param wanted what was asked of it since
/// @param ended its last status; null while there is something left to do
record Kept(
        String id,
        String name,
        Places places,
        Instant submittedAt,
        Sent sent,
        Wanted wanted,
        @Nullable JobStatus ended) {

    /// What was asked of a job since it was submitted.
    ///
    /// @param places how much may be in flight; null where that is as its settings say
    /// @param interval from one start to the next with one host; null where that is as its settings say
    record Wanted(
            boolean paused,
            boolean cancelled,
            boolean listEnded,
            @Nullable Places places,
            @Nullable Duration interval) {
        static final Wanted NOTHING = new Wanted(false, false, false, null, null);

        private Wanted pausing(boolean pause) {
            return new Wanted(pause, cancelled, listEnded, places, interval);
        }

        private Wanted cancelling() {
            return new Wanted(paused, true, listEnded, places, interval);
        }

        private Wanted endingList() {
            return new Wanted(paused, cancelled, true, places, interval);
        }

        private Wanted within(Places others) {
            return new Wanted(paused, cancelled, listEnded, others, interval);
        }

        private Wanted every(Duration another) {
            return new Wanted(paused, cancelled, listEnded, places, another);
        }
    }

    static Kept of(Submitted submitted) {
        return new Kept(
                submitted.id(),
                submitted.name(),
                submitted.places(),
                submitted.at(),
                Sent.of(submitted.submission()),
                Wanted.NOTHING,
                null);
    }

    /// The same after one event more.
    Kept after(Event event) {
        return switch (event) {
            case Submitted again -> of(again);
            case Event.Paused _ -> wanting(wanted.pausing(true));
            case Event.Resumed _ -> wanting(wanted.pausing(false));
            case Event.Cancelled _ -> wanting(wanted.cancelling());
            case Event.ListEnded _ -> wanting(wanted.endingList());
            case Event.Retuned(var _, int all, int perHost) -> wanting(wanted.within(new Places(all, perHost)));
            case Event.Paced(var _, var interval) -> wanting(wanted.every(interval));
            case Event.Ended(var _, var status) -> new Kept(id, name, places, submittedAt, sent.done(), wanted, status);
        };
    }

    private Kept wanting(Wanted more) {
        return new Kept(id, name, places, submittedAt, sent, more, ended);
    }

    /// Its status while there is nobody who could tell it.
    JobStatus lastKnown() {
        return ended == null ? empty(JobState.QUEUED, null) : ended;
    }

    /// Its last status where it was cancelled, the process ended before it told more, and nobody can any more.
    JobStatus cancelled() {
        return empty(JobState.CANCELLED, new Ending(Cause.CANCELLED, "cancelled by request"));
    }

    /// Its last status where it could not start again.
    JobStatus failed(String reason) {
        return empty(JobState.FAILED, new Ending(Cause.SOURCE, reason));
    }

    private JobStatus empty(JobState state, @Nullable Ending ending) {
        return new JobStatus(
                id,
                name,
                state,
                ending,
                null,
                0,
                Map.of(),
                List.of(),
                Map.of(),
                0,
                Objects.requireNonNullElse(wanted.places, places),
                0,
                0,
                Duration.ZERO,
                Duration.ZERO);
    }
}
