package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes lanes = new Lanes();

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            lanes.succeeded(8);
        }
    }

    @Test
    void aNewHostBeginsWithTwoAndDoublesUpToTheLimit() {
        assertThat(lanes.limit(8)).isEqualTo(2);
        succeed(2);
        assertThat(lanes.limit(8)).isEqualTo(4);
        succeed(100);
        assertThat(lanes.limit(8)).isEqualTo(8);
        assertThat(lanes.limit(1)).isEqualTo(1);
    }

    @Test
    void overloadHalvesAndThenEveryRoundOfAnswersGivesOneMore() {
        succeed(6);
        lanes.overloaded(8);
        assertThat(lanes.limit(8)).isEqualTo(4);
        succeed(3);
        assertThat(lanes.limit(8)).isEqualTo(4);
        succeed(1);
        assertThat(lanes.limit(8)).isEqualTo(5);
        succeed(5);
        assertThat(lanes.limit(8)).isEqualTo(6);
    }

    @Test
    void oneIsAlwaysLeft() {
        for (int i = 0; i < 10; i++) {
            lanes.overloaded(8);
        }
        assertThat(lanes.limit(8)).isEqualTo(1);
    }

    @Test
    void whoWasOutOfReachBeginsAnew() {
        succeed(6);
        lanes.overloaded(8);
        lanes.restart();
        assertThat(lanes.limit(8)).isEqualTo(2);
        succeed(2);
        assertThat(lanes.limit(8)).isEqualTo(4);
    }

    @Test
    void aLimitThatWasLoweredIsHalvedFromThere() {
        succeed(6);
        lanes.overloaded(4);
        assertThat(lanes.limit(8)).isEqualTo(2);
    }
}
