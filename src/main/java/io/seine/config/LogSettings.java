package io.seine.config;

import io.seine.model.DataSize;
import java.nio.file.Path;
import java.util.Objects;

/// Where the program's log goes.
///
/// @param file the file that is written; those before it have `.1`, `.2` … behind its name
/// @param maxSize above which a new file is begun
/// @param keep how many of those before are kept
public record LogSettings(Path file, DataSize maxSize, int keep) {
    public LogSettings {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(maxSize, "maxSize");
        if (keep < 0) {
            throw new IllegalArgumentException("no fewer than no files are kept");
        }
    }
}
