package io.seine.model;

import java.util.Objects;

/// Why an item was not saved.
///
/// @param stage where it ended
/// @param kind what went wrong, as a stable word
/// @param message the particulars, for a person to read; addresses in it lose user and password
public record Failure(Stage stage, Kind kind, String message) {
    public Failure {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(kind, "kind");
        message = Credentials.dropped(message);
    }

    /// A bug, or a lost resource, at `stage`: the item fails as `internal` with the exception's own words.
    public static Failure internal(Stage stage, Throwable cause) {
        return new Failure(stage, Kind.INTERNAL, cause.toString());
    }
}
