package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.FetchSettings;
import io.seine.model.DataSize;
import io.seine.model.Kind;
import io.seine.testing.Loopback;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyMeterTest {
    private static final DataSize LARGEST = new DataSize(100_000);
    private static final Duration WINDOW = Duration.ofSeconds(20);

    /// Where a body begins; nanoTime may be anything.
    private static final long START = Long.MAX_VALUE - 1;

    private static BodyMeter meter(String idle, String minSpeed) {
        FetchSettings.Deadlines deadlines =
                Loopback.fetch("idle-timeout", idle, "min-speed", minSpeed).deadlines();
        return new BodyMeter(LARGEST, deadlines, WINDOW, START);
    }

    private static long after(double seconds) {
        return START + (long) (seconds * 1e9);
    }

    @Test
    void aBodyOfTheLargestSizePassesAndOneByteMoreDoesNot() {
        var meter = meter("10s", "0B/s");
        meter.add(60_000);
        meter.add(40_000);
        assertThat(meter.bytes()).isEqualTo(100_000);
        assertThatThrownBy(() -> meter.add(1))
                .isInstanceOfSatisfying(
                        FetchFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.TOO_LARGE));
    }

    @Test
    void aBodyThatTricklesIsTooSlowWhenItsFirstWindowIsOver() {
        var meter = meter("15s", "1KiB/s");
        for (int second = 1; second < 20; second++) {
            meter.add(1023);
            assertThat(meter.overdue(after(second))).isEmpty();
        }
        assertThat(meter.overdue(after(20)))
                .hasValueSatisfying(fault -> assertThat(fault.kind()).isEqualTo(Kind.TOO_SLOW));
    }

    @Test
    void aBodyThatIsFastAtFirstIsTooSlowInALaterWindow() {
        var meter = meter("15s", "1KiB/s");
        meter.add(90_000);
        for (int second = 1; second < 40; second++) {
            meter.add(10);
            assertThat(meter.overdue(after(second))).isEmpty();
        }
        assertThat(meter.overdue(after(40)))
                .hasValueSatisfying(fault -> assertThat(fault.kind()).isEqualTo(Kind.TOO_SLOW));
    }

    @Test
    void aSilentBodyIsIdle() {
        var meter = meter("10s", "0B/s");
        meter.add(10);
        assertThat(meter.overdue(after(1))).isEmpty();
        assertThat(meter.overdue(after(10.9))).isEmpty();
        assertThat(meter.overdue(after(11))).hasValueSatisfying(fault -> {
            assertThat(fault.kind()).isEqualTo(Kind.TIMEOUT_IDLE);
            assertThat(fault).hasMessage("no byte for 10000 ms after 10 bytes");
        });
    }

    @Test
    void aDiskThatTakesItsTimeIsNotTheOriginsFault() {
        var meter = meter("10s", "1KiB/s");
        meter.add(10);
        meter.held(true);
        assertThat(meter.overdue(after(100))).isEmpty();
        meter.held(false);
        assertThat(meter.overdue(after(109))).isEmpty();
        assertThat(meter.overdue(after(110)))
                .hasValueSatisfying(fault -> assertThat(fault.kind()).isEqualTo(Kind.TIMEOUT_IDLE));
    }
}
