package io.seine.config;

import java.util.Objects;

/// How outcomes are written down.
///
/// @param sync when written records are forced to the disk
/// @param parquet whether the records of every shard are written as a Parquet file, too
public record RecordSettings(Sync sync, boolean parquet) {

    /// When written records are forced to the disk.
    public enum Sync {
        /// Whenever the operating system likes: a power cut may cost records, a killed process does not.
        NONE,
        /// With the first record after a second, and at the end of the run.
        BATCH,
        /// After each record.
        EACH
    }

    public RecordSettings {
        Objects.requireNonNull(sync, "sync");
    }
}
