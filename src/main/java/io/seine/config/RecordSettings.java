package io.seine.config;

import java.util.Objects;

/// How outcomes are written down.
///
/// @param sync how what is saved and recorded outlives a power cut
/// @param parquet whether the records of every shard are written as a Parquet file, too
public record RecordSettings(Sync sync, boolean parquet) {

    /// How what is saved and recorded outlives a power cut. A killed process loses nothing with any of them.
    public enum Sync {
        /// Not at all: it may cost whatever the operating system had not written.
        NONE,
        /// Once a second everything is forced to the disk together; the next run takes up what came later.
        BATCH,
        /// A file is forced to the disk before its record, and that before the outcome is told.
        EACH
    }

    public RecordSettings {
        Objects.requireNonNull(sync, "sync");
    }
}
