package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Kind;
import io.seine.model.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void outcomesAreCountedByStatusAndReason() {
        var tally = new Tally();
        tally.add(Outcomes.saved(0));
        tally.add(Outcomes.ended(1, Kind.DNS));
        tally.add(Outcomes.ended(2, Kind.NOT_FOUND));
        tally.add(Outcomes.ended(3, Kind.DNS));
        var counted = tally.counted();
        assertThat(counted.items()).isEqualTo(4);
        assertThat(counted.counts())
                .containsExactlyInAnyOrderEntriesOf(Map.of(Status.SAVED, 1L, Status.FAILED, 2L, Status.NOT_FOUND, 1L));
        assertThat(counted.attempts()).isEqualTo(4);
        assertThat(counted.bytes()).isEqualTo(100);
        assertThat(counted.itemTime()).isEqualTo(Duration.ofMillis(40));
        assertThat(counted.failures())
                .extracting(each -> each.example().kind())
                .containsExactly(Kind.DNS, Kind.NOT_FOUND);
        assertThat(counted.failures().getFirst().item())
                .as("the first is the example")
                .isEqualTo(Outcomes.saved(1).item());
    }

    @Test
    void equallyFrequentReasonsComeInTheOrderOfTheTable() {
        var tally = new Tally();
        for (var kind : new Kind[] {Kind.TLS, Kind.DNS, Kind.CANCELLED, Kind.CONNECT}) {
            tally.add(Outcomes.ended(0, kind));
        }
        assertThat(tally.counted().failures())
                .extracting(each -> each.example().kind())
                .containsExactly(Kind.DNS, Kind.CONNECT, Kind.TLS, Kind.CANCELLED);
    }

    @Test
    void whatWasCountedDoesNotChange() {
        var tally = new Tally();
        tally.add(Outcomes.saved(0));
        var before = tally.counted();
        tally.add(Outcomes.saved(1));
        assertThat(before.items()).isEqualTo(1);
        assertThat(before.counts()).containsExactly(Map.entry(Status.SAVED, 1L));
    }

    @Test
    void countsAddUpWhoeverCounts() {
        var tally = new Tally();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 5000; i++) {
                        tally.add(i % 2 == 0 ? Outcomes.saved(i) : Outcomes.ended(i, Kind.DNS));
                        var counted = tally.counted();
                        long sum = counted.counts().values().stream()
                                .mapToLong(Long::longValue)
                                .sum();
                        if (sum != counted.items()) {
                            throw new AssertionError(counted);
                        }
                    }
                });
            }
        }
        assertThat(tally.items()).isEqualTo(20_000);
        assertThat(tally.count(Status.SAVED)).isEqualTo(10_000);
        assertThat(tally.count(Status.FILTERED)).isZero();
    }
}
