package io.seine.server;

import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Places;
import java.time.Duration;
import java.time.Instant;

/// What has happened to the server's jobs, as the journal keeps it for ever: written as JSON by the names of these
/// members. Whatever changes here has to read what was written before (Pekko's Jackson migrations); `events-1.jsonl` of
/// the tests holds it to that.
sealed interface Event {
    /// The job's identity.
    String id();

    /// What of the job it tells: of two events on one matter the later is all that counts.
    default Class<? extends Event> matter() {
        return this instanceof Resumed ? Paused.class : getClass();
    }

    /// A job was taken on.
    ///
    /// @param name from its settings
    /// @param places from its settings
    record Submitted(String id, String name, Places places, Submission submission, Instant at) implements Event {}

    /// A job was paused.
    record Paused(String id) implements Event {}

    /// A job was let go on.
    record Resumed(String id) implements Event {}

    /// A job was cancelled; it may still have something to let go.
    record Cancelled(String id) implements Event {}

    /// A job has other numbers of places.
    record Retuned(String id, int parallelism, int perHost) implements Event {}

    /// A job has another shortest time from one start to the next with one host.
    record Paced(String id, Duration interval) implements Event {}

    /// The list that a job follows has ended.
    record ListEnded(String id) implements Event {}

    /// Nothing of a job is left to do.
    record Ended(String id, JobStatus status) implements Event {}
}
