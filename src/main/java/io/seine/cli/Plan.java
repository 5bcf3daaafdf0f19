package io.seine.cli;

import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.JobStatus.FailureCount;
import io.seine.model.Outcome;
import io.seine.model.WebUrl;
import io.seine.record.DoneRows;
import io.seine.record.Tally;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What a job would do: its rows by host, those that would be refused, those that are done.
final class Plan {
    private static final int MOST_HOSTS = 1_000_000;
    private static final int SHOWN = 10;

    private final DoneRows done;
    private final Map<String, Long> hosts = new HashMap<>();
    private final Tally refused = new Tally();
    private long rows;
    private long alreadyDone;
    private long again;
    private long otherHosts;

    Plan(DoneRows done) {
        this.done = done;
    }

    void add(Fate<WebUrl> fate) {
        rows++;
        switch (fate) {
            case Fate.Open<WebUrl>(Item item, var at, WebUrl url) -> addHost(item, url);
            case Fate.Ended<WebUrl>(Outcome outcome) -> refused.add(outcome);
        }
    }

    private void addHost(Item item, WebUrl url) {
        if (done.contains(item)) {
            alreadyDone++;
        } else if (done.takesUp(item)) {
            again++;
        }
        if (hosts.size() < MOST_HOSTS || hosts.containsKey(url.host())) {
            hosts.merge(url.host(), 1L, Long::sum);
        } else {
            otherHosts++;
        }
    }

    void print(PrintStream out, String title) {
        var counted = refused.counted();
        out.println(title);
        out.println();
        row(out, "rows", rows);
        row(out, "to fetch", rows - counted.items() - alreadyDone);
        if (again > 0) {
            row(out, "  taken up again", again);
        }
        row(out, "done before", alreadyDone);
        row(out, "refused", counted.items());
        out.println();
        out.printf(
                Locale.ROOT, "  hosts: %s%,d, the most frequent:%n", otherHosts > 0 ? "more than " : "", hosts.size());
        hosts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .forEach(host -> row(out, host.getKey(), host.getValue()));
        if (!counted.failures().isEmpty()) {
            out.println();
            out.println("  Refused, and an example of each:");
            counted.failures().forEach(failure -> failure(out, failure));
        }
    }

    private static void row(PrintStream out, String name, long count) {
        out.printf(Locale.ROOT, "  %-30s %,12d%n", name, count);
    }

    private static void failure(PrintStream out, FailureCount failure) {
        Failure example = failure.example();
        out.printf(
                Locale.ROOT,
                "  %,6d  %s: %s%n",
                failure.count(),
                example.kind().word(),
                Words.shown(example.message()));
    }
}
