package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Usage usage = new Usage(0);

    @Test
    void aTransferIsChargedInAdvanceAndCorrectedAtItsEnd() {
        long charged = usage.start(0);
        assertThat(usage.due(0, 0)).isEqualTo(charged).isPositive();
        usage.end(0, charged, SECOND / 2);
        assertThat(usage.due(0, SECOND)).isEqualTo(SECOND / 2);
    }

    @Test
    void whatTakesLongIsChargedWhileItLasts() {
        usage.start(0);
        assertThat(usage.due(0, SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(usage.due(0, 2 * SECOND)).isEqualTo(SECOND + Usage.DEAR * SECOND);
    }

    @Test
    void nobodyFallsFurtherBehindThanTheMostDebt() {
        long charged = usage.start(0);
        assertThat(usage.due(0, 1000 * SECOND)).isEqualTo(Usage.MOST_DEBT);
        usage.end(0, charged, 1000 * SECOND);
        assertThat(usage.due(5 * SECOND, 1000 * SECOND)).isEqualTo(Usage.MOST_DEBT + 5 * SECOND);
        assertThat(usage.due(50 * SECOND, 1000 * SECOND)).isEqualTo(Usage.MOST_DEBT + 5 * SECOND);
    }

    @Test
    void nobodySavesUpWhatHeDidNotUse() {
        assertThat(usage.due(500 * SECOND, 0)).isEqualTo(500 * SECOND);
    }

    @Test
    void theEstimateFollowsWhatTransfersTake() {
        for (int i = 0; i < 100; i++) {
            usage.end(0, usage.start(0), SECOND);
        }
        assertThat(usage.start(0)).isBetween(SECOND * 9 / 10, SECOND);
    }
}
