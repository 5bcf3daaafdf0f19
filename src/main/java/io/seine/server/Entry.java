package io.seine.server;

import io.seine.model.JobStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

/// A job that the registry knows.
///
/// @param id the job's identity on this server, also the name of its output folder
/// @param settings what was sent, as JSON to be shown
/// @param submittedAt when
/// @param status how it stands; its own `id` is the engine's
/// @param rows about how many its list has, where that is known while it is at work
record Entry(String id, String settings, Instant submittedAt, JobStatus status, OptionalLong rows) {
    public Entry {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(submittedAt, "submittedAt");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(rows, "rows");
    }
}
