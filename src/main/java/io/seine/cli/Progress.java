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

    private final RateMeter items = new RateMeter();
    private final RateMeter saved = new RateMeter();
    private final RateMeter bytes = new RateMeter();

    /// The line, not longer than `width`.
    ///
    /// @param total rows of the input, if that is known
    String line(JobStatus status, OptionalLong total, int width) {
        var elapsed = status.elapsed();
        double itemRate = items.rate(status.items(), elapsed);
        var parts = new ArrayList<String>();
        total.ifPresent(rows -> parts.add(bar(status, rows)));
        parts.add(counts(status));
        parts.add(String.format(
                Locale.ROOT,
                "%.0f saved/s, %s/s",
                saved.rate(status.count(Status.SAVED), elapsed),
                new DataSize((long) bytes.rate(status.bytes(), elapsed))));
        parts.add(ending(status, total, itemRate));
        var line = String.join("  ", parts.stream().filter(part -> !part.isEmpty()).toList());
        return line.length() > width ? line.substring(0, width) : line;
    }

    private static String bar(JobStatus status, long rows) {
        long ended = status.items() + status.alreadyDone();
        double share = rows == 0 ? 1 : Math.min(1, (double) ended / rows);
        int filled = (int) (share * BAR);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] "
                + String.format(Locale.ROOT, "%d/%d", ended, Math.max(rows, ended));
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

    private static String ending(JobStatus status, OptionalLong total, double rate) {
        return switch (status.state()) {
            case QUEUED -> "starting";
            case PAUSED -> "paused";
            case CANCELLING -> "cancelling";
            case RUNNING -> total.isPresent() && rate > 0 ? left(status, total.getAsLong(), rate) : "";
            case CANCELLED, COMPLETED, FAILED -> status.state().word();
        };
    }

    private static String left(JobStatus status, long rows, double rate) {
        long open = Math.max(0, rows - status.items() - status.alreadyDone());
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
