package io.seine.cli;

import io.seine.config.Settings;
import io.seine.config.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the configuration file that is meant.
final class Home {
    private static final String FILE = "application.conf";
    private static final String RECIPE = "recipe:";

    private Home() {}

    /// The file that was named, or else `application.conf` in the working directory.
    static Path batch(@Nullable Path named) {
        if (named == null && !Files.exists(Path.of(FILE))) {
            throw new SettingsException(List.of(FILE + ": there is none in this folder; name a file"));
        }
        return named == null ? Path.of(FILE) : named;
    }

    /// The settings of the file that was named, or of a recipe: `recipe:lyrics`; or else of `application.conf`.
    static Settings settings(@Nullable String named) {
        if (named != null && named.startsWith(RECIPE)) {
            return Settings.defaults().recipe(named.substring(RECIPE.length()));
        }
        return Settings.defaults().file(batch(named == null ? null : Path.of(named)));
    }

    /// Seine's own `application.conf`, beside the launcher.
    static Path bundled() {
        var home = System.getProperty("seine.home");
        return home == null ? batch(null) : Path.of(home).resolve(FILE);
    }
}
