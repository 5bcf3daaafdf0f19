package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.model.Status;
import io.seine.model.WebUrl;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long items took, by the host that they were asked of.
final class HostTimes {
    private final Map<String, Host> hosts = new HashMap<>();
    private int outcomes;

    /// A host and its items.
    ///
    /// @param name with the port, where that is not the usual one
    /// @param saved how many of the items were saved
    /// @param total milliseconds that all took together
    /// @param longest milliseconds that one of them took
    record Host(String name, int items, int saved, long total, long longest) {
        private Host and(Host other) {
            return new Host(
                    name,
                    items + other.items,
                    saved + other.saved,
                    total + other.total,
                    Math.max(longest, other.longest));
        }

        long mean() {
            return total / items;
        }
    }

    /// Takes an outcome, a line of the ledger, into account if anything was asked for.
    void add(JsonNode outcome) {
        outcomes++;
        if (outcome.path("attempts").asInt() == 0
                || outcome.path("status").asText().equals(Status.CANCELLED.word())) {
            return;
        }
        try {
            var name = WebUrl.parse(outcome.path("url").asText()).authority();
            int saved = outcome.path("status").asText().equals(Status.SAVED.word()) ? 1 : 0;
            long elapsed = outcome.path("elapsed_ms").asLong();
            hosts.merge(name, new Host(name, 1, saved, elapsed, elapsed), Host::and);
        } catch (WebUrl.BadUrl e) {
            // nobody was asked
        }
    }

    /// How many outcomes it was shown.
    int outcomes() {
        return outcomes;
    }

    /// Those whose items take longest on average, at most so many.
    List<Host> slowest(int most) {
        return hosts.values().stream()
                .sorted(Comparator.comparingLong(Host::mean).reversed().thenComparing(Host::name))
                .limit(most)
                .toList();
    }
}
