package io.seine.server;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A job as it was sent: all that is needed to start it, now and after a restart of the server.
///
/// @param settings the settings of `seine.job` as JSON, which may hold secrets
/// @param idempotencyKey under which the same submission is taken once, or null
public record Submission(String settings, @Nullable String idempotencyKey) {
    public Submission {
        Objects.requireNonNull(settings, "settings");
    }

    /// Never tells the settings, which may hold secrets.
    @Override
    public String toString() {
        return "Submission[" + settings.length() + " characters, idempotencyKey=" + idempotencyKey + "]";
    }
}
