package io.seine.model;

import java.util.Locale;

/// The stages of the stream, in the order in which an item passes them.
public enum Stage {
    SOURCE,
    SCHEDULE,
    FETCH,
    DECODE,
    SAVE,
    RECORD;

    /// The stage as records and messages spell it: `fetch`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
