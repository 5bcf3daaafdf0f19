package io.seine.cli;

import io.seine.model.DataSize;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// One line that tells how far a job has come.
final class Progress {
    private static final int BAR = 20;
    private static final String BETWEEN = "  ";

    private final RateMeter items = new RateMeter();
    private final RateMeter saved = new RateMeter();
    private final RateMeter bytes = new RateMeter();
    private final int usual;

    /// @param usual items in flight at once that need no mention
    Progress(int usual) {
        this.usual = usual;
    }

    /// The line.
    ///
    /// @param total rows of the input, if that is known
    String plain(JobStatus status, OptionalLong total) {
        return line(status, total, total.isPresent() ? share(status, total.getAsLong()) : "");
    }

    /// The line with a bar before it, and as much of the rest as `width` has room for.
    ///
    /// @param total rows of the input, if that is known
    String bar(JobStatus status, OptionalLong total, int width) {
        var line = line(status, total, total.isPresent() ? bar(status, total.getAsLong()) : "");
        while (line.length() > width && line.contains(BETWEEN)) {
            line = line.substring(0, line.lastIndexOf(BETWEEN));
        }
        return line.length() > width ? "" : line;
    }

    private String line(JobStatus status, OptionalLong total, String share) {
        var elapsed = status.elapsed();
        double itemRate = items.rate(status.items(), elapsed);
        var parts = new ArrayList<String>();
        parts.add(share);
        parts.add(interrupted(status));
        parts.add(counts(status));
        parts.add(String.format(
                Locale.ROOT, "%.0f saved/s, %s/s", saved.rate(status.count(Status.SAVED), elapsed), new DataSize((long)
                        bytes.rate(status.bytes(), elapsed))));
        parts.add(ending(status, total, itemRate));
        return String.join(
                BETWEEN, parts.stream().filter(part -> !part.isEmpty()).toList());
    }

    private static String bar(JobStatus status, long rows) {
        double part = rows == 0 ? 1 : Math.min(1, (double) ended(status) / rows);
        int filled = (int) (part * BAR);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + share(status, rows);
    }

    private static String share(JobStatus status, long rows) {
        return ended(status) + "/" + Math.max(rows, ended(status));
    }

    private static long ended(JobStatus status) {
        return status.items() + status.alreadyDone();
    }

    private static String counts(JobStatus status) {
        var counts = new ArrayList<String>();
        for (var each : Status.values()) {
            if (status.count(each) > 0 || each == Status.SAVED) {
                counts.add(status.count(each) + " " + each.word());
            }
        }
        return String.join(", ", counts);
    }

    /// What has been done to the job, before what a narrow terminal has no room for.
    private String interrupted(JobStatus status) {
        var places = status.places().all() == usual ? "" : status.places().all() + " at once";
        return switch (status.state()) {
            case PAUSED, CANCELLING -> status.state().word() + (places.isEmpty() ? "" : ", " + places);
            case RUNNING -> places;
            case QUEUED, CANCELLED, COMPLETED, FAILED -> "";
        };
    }

    private static String ending(JobStatus status, OptionalLong total, double rate) {
        return switch (status.state()) {
            case QUEUED -> "starting";
            case PAUSED, CANCELLING -> "";
            case RUNNING -> total.isPresent() && rate > 0 ? left(status, total.getAsLong(), rate) : "";
            case CANCELLED, COMPLETED, FAILED -> status.state().word();
        };
    }

    private static String left(JobStatus status, long rows, double rate) {
        long open = Math.max(0, rows - ended(status));
        return Words.duration(Duration.ofMillis((long) (open / rate * 1000))) + " left";
    }

    /// The rate of a count over the last seconds.
    private static final class RateMeter {
        private static final Duration WINDOW = Duration.ofSeconds(5);

        private record Reading(long count, Duration at) {}

        private final List<Reading> readings = new ArrayList<>(List.of(new Reading(0, Duration.ZERO)));

        double rate(long count, Duration at) {
            readings.add(new Reading(count, at));
            while (readings.size() > 2 && at.minus(readings.get(1).at()).compareTo(WINDOW) > 0) {
                readings.removeFirst();
            }
            var first = readings.getFirst();
            double seconds = at.minus(first.at()).toNanos() / 1e9;
            return seconds <= 0 ? 0 : (count - first.count()) / seconds;
        }
    }
}
