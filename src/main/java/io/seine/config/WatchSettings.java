package io.seine.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// A folder in which every list, and every job file, that is put there becomes a job.
///
/// @param folder the folder
/// @param settle how long a file must have been left alone before it is taken for whole
/// @param jobs how many of them run at once
public record WatchSettings(Path folder, Duration settle, int jobs) {
    public WatchSettings {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(settle, "settle");
        if (jobs < 1) {
            throw new IllegalArgumentException("at least one job runs at once");
        }
    }
}
