package io.seine.record;

import io.seine.model.Failure;
import io.seine.model.JobStatus.FailureCount;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts outcomes as they are recorded; may be read on any thread while it counts.
public final class Tally {
    private record Reason(Stage stage, Kind kind) {}

    static final Comparator<FailureCount> MOST_FREQUENT_FIRST = Comparator.comparingLong(FailureCount::count)
            .reversed()
            .thenComparing(each -> each.example().stage())
            .thenComparing(each -> each.example().kind());

    private final Map<Status, Long> counts = new EnumMap<>(Status.class);
    private final Map<Reason, FailureCount> failures = new HashMap<>();
    private long items;
    private long attempts;
    private long bytes;
    private Duration itemTime = Duration.ZERO;

    /// Counts one outcome.
    public synchronized void add(Outcome outcome) {
        items++;
        attempts += outcome.transfer().attempts();
        bytes += outcome.transfer().bytes();
        itemTime = itemTime.plus(outcome.elapsed());
        counts.merge(outcome.status(), 1L, Long::sum);
        if (outcome.failure() != null) {
            count(outcome, outcome.failure());
        }
    }

    private void count(Outcome outcome, Failure failure) {
        failures.merge(
                new Reason(failure.stage(), failure.kind()),
                new FailureCount(failure, outcome.item(), 1),
                (first, more) -> new FailureCount(first.example(), first.item(), first.count() + 1));
    }

    /// What has been counted so far, all of one moment.
    ///
    /// @param failures the most frequent reason first
    public record Counted(
            long items,
            Map<Status, Long> counts,
            List<FailureCount> failures,
            long attempts,
            long bytes,
            Duration itemTime) {}

    /// What has been counted so far.
    public synchronized Counted counted() {
        var sorted = new ArrayList<>(failures.values());
        sorted.sort(MOST_FREQUENT_FIRST);
        return new Counted(items, Map.copyOf(counts), List.copyOf(sorted), attempts, bytes, itemTime);
    }

    /// How many items ended as `status`.
    public synchronized long count(Status status) {
        return counts.getOrDefault(status, 0L);
    }

    /// How many items ended.
    public synchronized long items() {
        return items;
    }
}
