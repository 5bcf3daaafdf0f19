package io.seine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Transfer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = Metrics.create();

    @AfterEach
    void close() {
        metrics.close();
    }

    private long series(String name) {
        return metrics.scrape(Map.of())
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .count();
    }

    @Test
    void ofManyHostsOnlyTheSlowestAreTold() {
        for (int host = 0; host < 1_000; host++) {
            metrics.fetched("host-" + host, TimeUnit.MILLISECONDS.toNanos(host));
        }
        metrics.fetched("host-0", TimeUnit.HOURS.toNanos(1)); // one slow download among the later ones
        assertThat(series("seine_slowest_host_seconds")).isEqualTo(10);
        assertThat(metrics.scrape(Map.of()))
                .contains("seine_slowest_host_seconds{host=\"host-0\"} 360.0")
                .contains("host=\"host-999\"")
                .doesNotContain("host=\"host-990\"");
        for (int round = 0; round < 100; round++) {
            metrics.fetched("host-0", 0);
        }
        assertThat(metrics.scrape(Map.of())).doesNotContain("host=\"host-0\"").contains("host=\"host-990\"");
    }

    /// A series for every stage and kind at most, whatever the messages and addresses say.
    @Test
    void failuresMakeNoMoreSeriesThanThereAreKinds() {
        for (int row = 0; row < 1_000; row++) {
            for (var kind : Kind.values()) {
                var item = Item.of(row, "http://host-" + row + "/" + row);
                metrics.ended(Outcome.ended(item, new Failure(Stage.FETCH, kind, "message " + row)));
            }
        }
        assertThat(series("seine_items_total")).isEqualTo(Kind.values().length + 1);
    }

    /// What an item costs is small beside the 30 µs that the fastest of them take.
    @Test
    void measuringAnItemTakesMicroseconds() {
        var item = Item.of(1, "http://host/1");
        var outcome = Outcome.saved(item, Transfer.NONE, null, "1.gif", Instant.now());
        measure(outcome, 50_000); // warm
        long nanos = measure(outcome, 200_000);
        assertThat(nanos / 200_000.0).as("nanoseconds for an item").isLessThan(10_000);
    }

    private long measure(Outcome outcome, int items) {
        long begin = System.nanoTime();
        for (int i = 0; i < items; i++) {
            metrics.fetched("host-" + i % 100, i);
            metrics.worked(Stage.DECODE, i);
            metrics.worked(Stage.SAVE, i);
            metrics.ended(outcome);
        }
        return System.nanoTime() - begin;
    }
}
