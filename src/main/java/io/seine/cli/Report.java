package io.seine.cli;

import io.seine.config.JobSettings;
import io.seine.config.RetrySettings;
import io.seine.config.SaveSettings.Layout;
import io.seine.model.DataSize;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.FailureCount;
import io.seine.model.Kind;
import io.seine.model.Status;
import io.seine.record.Ledger;
import java.io.PrintStream;
import java.util.Locale;

/// What is told when a job has ended.
final class Report {
    private static final int MOST_FAILURES = 20;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void print(JobStatus status, JobSettings settings) {
        out.println();
        out.println(status.name() + ": " + status.state().word() + " after " + Words.duration(status.elapsed()));
        if (status.ending() != null) {
            out.println("  " + Words.shown(status.ending().message()));
        }
        out.println();
        counts(status);
        rates(status);
        failures(status);
        places(status, settings);
    }

    private void counts(JobStatus status) {
        for (var each : Status.values()) {
            row(each.word(), status.count(each));
        }
        row("items", status.items());
        if (status.alreadyDone() > 0) {
            row("done before", status.alreadyDone());
            before(status);
        }
        out.println();
    }

    /// What of the rows done before is not in the output, in the same words.
    private void before(JobStatus status) {
        for (var each : Status.values()) {
            long count = status.before().getOrDefault(each, 0L);
            if (each != Status.SAVED && count > 0) {
                row("  " + each.word(), count);
            }
        }
    }

    private void row(String name, long count) {
        out.printf(Locale.ROOT, "  %-12s %,12d%n", name, count);
    }

    private void rates(JobStatus status) {
        var elapsed = status.elapsed();
        long bytesPerSecond = (long) (status.bytes() / Math.max(0.001, elapsed.toMillis() / 1000.0));
        out.printf(
                Locale.ROOT,
                "  %s saved/s, %s requests/s, %s/s (%s)%n",
                Words.rate(status.count(Status.SAVED), elapsed),
                Words.rate(status.attempts(), elapsed),
                new DataSize(bytesPerSecond),
                new DataSize(status.bytes()));
    }

    private void failures(JobStatus status) {
        var failures = status.failures().stream()
                .filter(failure -> failure.example().kind() != Kind.CANCELLED)
                .toList();
        if (failures.isEmpty()) {
            return;
        }
        out.println();
        out.println("  Not saved, and an example of each:");
        failures.stream().limit(MOST_FAILURES).forEach(this::failure);
        if (failures.size() > MOST_FAILURES) {
            out.println("  and " + (failures.size() - MOST_FAILURES) + " kinds more");
        }
    }

    private void failure(FailureCount failure) {
        var example = failure.example();
        var item = failure.item();
        out.printf(
                Locale.ROOT,
                "  %,6d  %s %s%n          %s %s%n          %s%n",
                failure.count(),
                example.stage().word(),
                example.kind().word(),
                Words.shown(item.key()),
                Words.shown(item.url()),
                Words.shown(example.message()));
    }

    private void places(JobStatus status, JobSettings settings) {
        var directory = Words.path(settings.save().directory());
        out.println();
        boolean saves = settings.save().layout() != Layout.NONE;
        out.println(
                saves
                        ? "  Saved in " + Words.output(settings.save()) + ", recorded in " + Ledger.in(directory)
                        : "  Recorded in " + Ledger.in(directory));
        if (status.before().getOrDefault(Status.FAILED, 0L) > 0
                && settings.retry().equals(RetrySettings.NONE)) {
            out.println("  What failed before is done; --retry failed takes it up again.");
        }
        if (status.state() == JobState.CANCELLED) {
            out.println("  Run again with this output folder, it goes on where it was interrupted.");
        }
    }
}
