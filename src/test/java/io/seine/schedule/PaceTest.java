package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Pace pace = new Pace(SECOND, 0);

    @Test
    void whatWasNotUsedIsNotSavedUp() {
        pace.started(0);
        assertThat(pace.next()).isEqualTo(SECOND);
        pace.started(100 * SECOND);
        assertThat(pace.next()).isEqualTo(101 * SECOND);
    }

    @Test
    void theStricterHolds() {
        pace.atLeast(3 * SECOND);
        pace.started(0);
        assertThat(pace.next()).isEqualTo(3 * SECOND);
        pace.atLeast(SECOND / 2);
        pace.started(10 * SECOND);
        assertThat(pace.next()).isEqualTo(11 * SECOND);
    }

    @Test
    void aLongerDelayCountsFromTheLastStart() {
        pace.started(10 * SECOND);
        pace.atLeast(5 * SECOND);
        assertThat(pace.next()).isEqualTo(15 * SECOND);
    }

    @Test
    void aDelayThatIsLearnedLaterCountsFromTheLastStart() {
        var free = new Pace(0, 0);
        free.started(10 * SECOND);
        free.atLeast(5 * SECOND);
        assertThat(free.next()).isEqualTo(15 * SECOND);
    }

    @Test
    void whatDidNotReachTheHostTakesNoTime() {
        pace.started(10 * SECOND);
        pace.unused(10 * SECOND);
        assertThat(pace.next()).isEqualTo(10 * SECOND);
        pace.started(11 * SECOND);
        pace.unused(10 * SECOND);
        assertThat(pace.next()).isEqualTo(12 * SECOND);
    }

    @Test
    void aHostIsAskedAQuarterLessThanItBore() {
        var free = new Pace(0, 0);
        for (int i = 1; i <= 10; i++) {
            free.answered(i * SECOND / 5);
        }
        free.overloaded(5 * SECOND); // ten answers in five seconds
        free.started(10 * SECOND);
        assertThat(free.next()).isEqualTo(10 * SECOND + SECOND * 5 / 8);
    }

    @Test
    void aHostThatAnswersNothingTeachesNothing() {
        var free = new Pace(0, 0);
        free.overloaded(SECOND);
        free.overloaded(100 * SECOND);
        free.started(200 * SECOND);
        assertThat(free.next()).isEqualTo(200 * SECOND);
    }

    @Test
    void whatGoesWellIsTriedALittleFaster() {
        var free = new Pace(0, 0);
        free.answered(SECOND);
        free.overloaded(8 * SECOND);
        free.answered(37 * SECOND);
        free.started(40 * SECOND);
        assertThat(free.next()).isEqualTo(50 * SECOND);
        free.answered(38 * SECOND);
        free.started(40 * SECOND);
        assertThat(free.next()).isEqualTo(48 * SECOND + SECOND * 3 / 4);
    }

    @Test
    void nothingWorseIsConcludedThanTenSeconds() {
        var free = new Pace(0, 0);
        free.answered(SECOND);
        free.overloaded(10_000 * SECOND);
        free.started(10_000 * SECOND);
        assertThat(free.next()).isEqualTo(10_010 * SECOND);
    }

    @Test
    void anotherCommonIntervalHoldsFromTheLastStartOn() {
        var pace = new Pace(1_000, 0);
        pace.started(100);
        assertThat(pace.next()).isEqualTo(1_100);
        pace.common(10);
        assertThat(pace.next()).isEqualTo(110);
        pace.atLeast(50);
        pace.common(20);
        assertThat(pace.next()).as("what the host asks for still holds").isEqualTo(150);
    }
}
