package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.server.Registry.Answered;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// How long changes of jobs wait for others that are written with them.
class UnwrittenTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /// After a write, and so many milliseconds more.
    private static Duration untilNext(Event change, long millis) {
        var unwritten = new Unwritten();
        long written = System.nanoTime();
        unwritten.all(written);
        assertThat(unwritten.add(new Answered("1", change, KIT.system().deadLetters())))
                .isTrue();
        return unwritten.untilNext(written + Duration.ofMillis(millis).toNanos());
    }

    @Test
    void numbersWaitLongerThanWhatStopsAJobOrLetsItGoOn() {
        assertThat(untilNext(new Event.Paused("1"), 10)).isEqualTo(Duration.ofMillis(40));
        assertThat(untilNext(new Event.Retuned("1", 2, 1), 10)).isEqualTo(Duration.ofMillis(90));
        assertThat(untilNext(new Event.Paced("1", Duration.ZERO), 10)).isEqualTo(Duration.ofMillis(90));
    }

    @Test
    void whatComesLaterIsWrittenAtOnce() {
        assertThat(untilNext(new Event.Cancelled("1"), 51)).isZero();
        assertThat(untilNext(new Event.Retuned("1", 2, 1), 101)).isZero();
    }
}
