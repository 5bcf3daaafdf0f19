package io.seine.config;

import io.seine.model.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the server remembers its jobs.
///
/// @param url a `jdbc:postgresql:` address; null for a file of its own in the server's folder
/// @param user to log in as
/// @param password to log in with, or null where none is asked for
public record DatabaseSettings(
        @Nullable String url, String user, @Nullable Secret password) {
    /// A file of its own.
    public static final DatabaseSettings EMBEDDED = new DatabaseSettings(null, "seine", null);

    public DatabaseSettings {
        Objects.requireNonNull(user, "user");
    }
}
