package io.seine.cli;

import io.seine.config.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the batch that is meant where none is named.
final class Home {
    private static final String FILE = "application.conf";

    private Home() {}

    /// `application.conf` in the working directory, or else Seine's own, which the launcher points to.
    static Path batch(@Nullable Path named) {
        if (named != null) {
            return named;
        }
        var here = Path.of(FILE);
        return Files.exists(here) ? here : bundled();
    }

    /// Seine's own `application.conf`.
    static Path bundled() {
        var home = System.getProperty("seine.home");
        if (home == null) {
            throw new SettingsException(List.of(FILE + ": there is none in the working directory; name a file"));
        }
        return Path.of(home).resolve(FILE);
    }
}
