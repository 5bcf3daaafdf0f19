package io.seine.cli;

import io.seine.config.SaveSettings;
import io.seine.model.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// Numbers for a person to read.
final class Words {
    private static final int MOST_SHOWN = 300;

    private Words() {}

    /// `850 ms`, `6.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
    static String duration(Duration duration) {
        if (duration.toMillis() < 1000) {
            return duration.toMillis() + " ms";
        } else if (duration.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        } else if (duration.toMinutes() < 60) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        } else if (duration.toHours() < 24) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }

    /// Text from a list or an origin, fit to be shown: without control characters, and not too long.
    static String shown(String text) {
        var clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "\ufffd");
        return clean.length() <= MOST_SHOWN ? clean : clean.substring(0, MOST_SHOWN) + "…";
    }

    /// A path as short as it can be from the working directory.
    static Path path(Path path) {
        var here = Path.of("").toAbsolutePath();
        return path.isAbsolute() && path.startsWith(here) && !path.equals(here) ? here.relativize(path) : path;
    }

    /// Where a list is, as short as it can be.
    static String place(Place place) {
        return place instanceof Place.File(Path path) ? path(path).toString() : place.toString();
    }

    /// Where results go, as short as it can be.
    static String output(SaveSettings save) {
        return save.bucket() == null
                ? path(save.directory()).toString()
                : save.bucket().toString();
    }

    /// `30.1`, from a count and the time it took.
    static String rate(long count, Duration time) {
        return String.format(Locale.ROOT, "%.1f", count / Math.max(0.001, time.toMillis() / 1000.0));
    }
}
