package io.seine.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The mistakes found in settings, each with its place and its key.
final class Problems {
    private record Problem(String file, int line, String text) {}

    private static final Comparator<Problem> AS_WRITTEN =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line);

    private final List<Problem> found = new ArrayList<>();

    /// Notes that what stands at `origin` under `key` cannot be used.
    void add(ConfigOrigin origin, String key, String message) {
        var file = Optional.ofNullable(origin.filename()).orElse("");
        found.add(new Problem(file, origin.lineNumber(), text(origin, key, message)));
    }

    /// @throws SettingsException with a line for every mistake, if there is one
    void check() {
        if (!found.isEmpty()) {
            throw new SettingsException(
                    found.stream().sorted(AS_WRITTEN).map(Problem::text).toList());
        }
    }

    /// What a person reads: `application.conf:12: seine.job.name: …`. An option or a variable names the key by itself,
    /// and a default has no place.
    static String text(ConfigOrigin origin, String key, String message) {
        var place = place(origin);
        var where = origin.resource() != null
                ? key
                : place.endsWith(key) || place.endsWith(variable(key)) ? place : place + ": " + key;
        return where + ": " + message;
    }

    /// `application.conf: 12` as compilers write it: `application.conf:12`. Of several places the first.
    static String place(ConfigOrigin origin) {
        return origin.description()
                .replaceFirst("^merge of (.*?: \\d+),.*$", "$1")
                .replaceFirst("^merge of ", "")
                .replaceFirst(": (\\d+(-\\d+)?)$", ":$1");
    }

    /// The environment variable that sets `key`.
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
