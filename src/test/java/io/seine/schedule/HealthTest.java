package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Duration MAX_HOLD = Duration.ofMinutes(5);

    /// Without jitter.
    private final Health health = new Health(MAX_HOLD.toNanos(), () -> 0);

    private long now = 1;

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private long heldFor() {
        return Duration.ofNanos(health.heldUntil() - now).toSeconds();
    }

    /// Lets the hold pass, and then begins a transfer that is answered with 429.
    private long overloadedAgain(Duration retryAfter) {
        now = Math.max(now + 1, health.heldUntil());
        health.overloaded(retryAfter, now, now);
        return heldFor();
    }

    private long overloadedAgain() {
        return overloadedAgain(Duration.ZERO);
    }

    private void succeedAfterTheHold() {
        now = health.heldUntil();
        health.succeeded(now);
    }

    private long unreachableAgain() {
        now = Math.max(now + 1, health.heldUntil());
        health.unreachable("connect, refused", now, now);
        return Math.max(0, heldFor());
    }

    @Test
    void holdsDoubleFromOneIncidentToTheNext() {
        assertThat(LongStream.generate(this::overloadedAgain).limit(8))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L);
    }

    @Test
    void aSuccessInBetweenDoesNotForgiveAndAQuietTimeDoes() {
        overloadedAgain();
        overloadedAgain();
        now = health.heldUntil() + seconds(29);
        health.succeeded(now);
        assertThat(overloadedAgain()).isEqualTo(4);
        now = health.heldUntil() + seconds(41); // ten times the last hold
        health.succeeded(now);
        assertThat(overloadedAgain()).isEqualTo(1);
    }

    @Test
    void aHostThatAnswersInBetweenIsNotHeldForLong() {
        for (int i = 0; i < 20; i++) {
            overloadedAgain();
            succeedAfterTheHold();
        }
        assertThat(overloadedAgain()).isEqualTo(5);
        assertThat(overloadedAgain()).isEqualTo(5);
        assertThat(LongStream.generate(this::overloadedAgain).limit(3)).containsExactly(5L, 8L, 16L);
    }

    @Test
    void transfersThatBeganBeforeTheHoldBelongToItsIncident() {
        assertThat(health.overloaded(null, 5, 10)).isTrue();
        assertThat(health.overloaded(Duration.ofMinutes(1), 6, 20)).isFalse();
        assertThat(health.heldUntil()).isEqualTo(10 + seconds(1));
    }

    @Test
    void retryAfterIsHonouredUpToTheLongestHold() {
        assertThat(overloadedAgain(Duration.ofSeconds(77))).isEqualTo(77);
        succeedAfterTheHold();
        assertThat(overloadedAgain(Duration.ofHours(2))).isEqualTo(MAX_HOLD.toSeconds());
    }

    @Test
    void aRetryAfterThatIsTooShortIsNotBelievedForever() {
        var second = Duration.ofSeconds(1);
        assertThat(LongStream.generate(() -> overloadedAgain(second)).limit(4)).containsExactly(1L, 2L, 4L, 8L);
        succeedAfterTheHold();
        assertThat(overloadedAgain(second)).isEqualTo(1);
    }

    @Test
    void holdsAreSpreadButNeverShorterThanAskedForNorLongerThanTheLongest() {
        var random = new Random(7);
        var holds = LongStream.generate(() -> {
                    var spread = new Health(MAX_HOLD.toNanos(), random);
                    spread.overloaded(Duration.ofSeconds(100), 1, 2);
                    return spread.heldUntil() - 2;
                })
                .limit(200)
                .toArray();
        assertThat(LongStream.of(holds)).allMatch(hold -> hold >= seconds(100) && hold <= seconds(110));
        assertThat(LongStream.of(holds).distinct().count()).isGreaterThan(100);
        var most = new Health(MAX_HOLD.toNanos(), random);
        most.overloaded(MAX_HOLD, 1, 2);
        assertThat(most.heldUntil()).isEqualTo(2 + MAX_HOLD.toNanos());
    }

    @Test
    void afterAHoldOneTransferAtATimeGoesUntilOneSucceeds() {
        overloadedAgain();
        assertThat(health.trying()).isTrue();
        health.succeeded(0); // began before the hold
        assertThat(health.trying()).isTrue();
        assertThat(health.heldUntil()).isGreaterThan(now);
        health.succeeded(health.heldUntil());
        assertThat(health.trying()).isFalse();
    }

    @Test
    void fiveThatFindNobodyInARowOpenTheBreaker() {
        for (int i = 0; i < 4; i++) {
            assertThat(unreachableAgain()).isZero();
        }
        health.succeeded(now);
        for (int i = 0; i < 4; i++) {
            assertThat(unreachableAgain()).isZero();
        }
        assertThat(unreachableAgain()).isEqualTo(1);
        assertThat(health.trying()).isTrue();
    }

    @Test
    void probesThatFailDoubleTheHoldAndTheFifthBringsTheHostDown() {
        for (int i = 0; i < 5; i++) {
            unreachableAgain();
        }
        assertThat(LongStream.generate(this::unreachableAgain).limit(4)).containsExactly(2L, 4L, 8L, 16L);
        assertThat(health.refuses(0, now)).isFalse();
        assertThat(unreachableAgain()).isEqualTo(60);
        assertThat(health.refuses(0, now)).isTrue();
        assertThat(health.trouble()).isEqualTo("connect, refused");
    }

    @Test
    void aSuccessOfATransferThatBeganBeforeClosesTheBreaker() {
        for (int i = 0; i < 5; i++) {
            unreachableAgain();
        }
        health.succeeded(0);
        assertThat(health.trying()).isFalse();
        assertThat(health.heldUntil()).isLessThan(now);
    }

    private void bringDown() {
        while (!health.refuses(0, now)) {
            unreachableAgain();
        }
    }

    @Test
    void aHostThatIsDownGetsAChanceNowAndThen() {
        bringDown();
        assertThat(LongStream.generate(this::unreachableAgain).limit(5)).containsExactly(120L, 240L, 480L, 600L, 600L);
        now = health.heldUntil();
        assertThat(health.refuses(0, now)).isFalse();
        assertThat(health.refuses(1, now)).as("its chance is taken").isTrue();
        health.succeeded(now);
        assertThat(health.refuses(1, now)).isFalse();
        bringDown();
        assertThat(heldFor()).isEqualTo(60);
    }

    @Test
    void aHostThatIsOverloadedWhateverOneWaitsIsDown() {
        for (int i = 0; i < 8; i++) {
            overloadedAgain();
            assertThat(health.refuses(0, now)).isFalse();
        }
        overloadedAgain();
        assertThat(health.refuses(0, now)).isTrue();
    }

    @Test
    void aHostWithoutTroubleIsNotWorthRemembering() {
        assertThat(health.knownUntil()).isZero();
        unreachableAgain();
        assertThat(health.knownUntil()).isGreaterThan(now + seconds(500));
        health.succeeded(now);
        assertThat(health.knownUntil()).isZero();
        overloadedAgain();
        succeedAfterTheHold();
        assertThat(health.knownUntil()).isEqualTo(now + seconds(30));
    }
}
