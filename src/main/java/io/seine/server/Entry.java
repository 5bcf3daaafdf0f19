package io.seine.server;

import io.seine.RunningJob;
import io.seine.model.JobStatus;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A job that the registry knows.
///
/// @param id the job's identity on this server, also the name of its output folder
/// @param settings what was sent, as JSON to be shown
/// @param submittedAt when
/// @param status how it stands; its own `id` is the engine's
/// @param running by which it is steered; null where no job of this process belongs to it any more
public record Entry(
        String id,
        String settings,
        Instant submittedAt,
        JobStatus status,
        @Nullable RunningJob running) {
    public Entry {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(submittedAt, "submittedAt");
        Objects.requireNonNull(status, "status");
    }

    Entry with(JobStatus newer) {
        return new Entry(id, settings, submittedAt, newer, running);
    }
}
