package io.seine.cli;

import io.seine.config.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the configuration file that is meant.
final class Home {
    private static final String FILE = "application.conf";

    private Home() {}

    /// The file that was named, or else `application.conf` in the working directory.
    static Path batch(@Nullable Path named) {
        if (named == null && !Files.exists(Path.of(FILE))) {
            throw new SettingsException(List.of(FILE + ": there is none in this folder; name a file"));
        }
        return named == null ? Path.of(FILE) : named;
    }

    /// Seine's own `application.conf`, beside the launcher.
    static Path bundled() {
        var home = System.getProperty("seine.home");
        return home == null ? batch(null) : Path.of(home).resolve(FILE);
    }
}
