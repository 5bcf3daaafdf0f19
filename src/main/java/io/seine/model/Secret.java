package io.seine.model;

import java.util.Objects;

/// A text that goes to its addressee and nowhere else: it never shows in logs, records and messages.
///
/// @param value the text itself
public record Secret(String value) {
    public Secret {
        Objects.requireNonNull(value, "value");
    }

    /// The same for every secret.
    @Override
    public String toString() {
        return "(secret)";
    }
}
