package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Set<Kind> TROUBLE = EnumSet.of(
            Kind.CONNECT,
            Kind.TIMEOUT_CONNECT,
            Kind.TIMEOUT_FIRST_BYTE,
            Kind.TIMEOUT_IDLE,
            Kind.TOO_SLOW,
            Kind.TRUNCATED);

    private final RetryPolicy policy = new RetryPolicy(2, new Random(7));

    @Test
    void onlyTroubleOnTheWayDeservesAnotherAttempt() {
        for (var kind : Kind.values()) {
            assertThat(policy.delay(1, failed(null, kind, null)).isPresent())
                    .as(kind.word())
                    .isEqualTo(TROUBLE.contains(kind));
        }
    }

    @Test
    void onlyStatusesThatPassDeserveAnotherAttempt() {
        var deserving = IntStream.rangeClosed(100, 999)
                .filter(status -> policy.delay(1, status(status)).isPresent());
        assertThat(deserving)
                .containsExactly(408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529);
    }

    @Test
    void attemptsEndWithTheRetries() {
        assertThat(policy.delay(2, status(503))).isPresent();
        assertThat(policy.delay(3, status(503))).isEmpty();
        assertThat(new RetryPolicy(0, new Random(7)).delay(1, status(503))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 50, 100})
    void waitsDoubleUpToHalfAMinuteAndAreSpreadFromZero(int attempt) {
        var patient = new RetryPolicy(100, new Random(7));
        long ceiling = attempt > 6 ? 30_000 : 500L << (attempt - 1);
        var waits = IntStream.range(0, 1000)
                .mapToObj(i -> patient.delay(attempt, status(500)).orElseThrow().toMillis())
                .toList();
        assertThat(waits).allMatch(wait -> wait >= 0 && wait <= ceiling);
        assertThat(waits).anyMatch(wait -> wait < ceiling / 10).anyMatch(wait -> wait > ceiling - ceiling / 10);
    }

    @Test
    void theOriginsOwnWaitGoesBeforeOurs() {
        var asked = failed(new Answer.Head(500, null), Kind.HTTP_STATUS, Duration.ofSeconds(77));
        assertThat(policy.delay(1, asked)).contains(Duration.ofSeconds(77));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void anItemOfAHostThatIsOverloadedWaitsWithItsHost(int status) {
        var asked = failed(new Answer.Head(status, null), Kind.HTTP_STATUS, Duration.ofSeconds(77));
        assertThat(policy.delay(1, asked)).contains(Duration.ZERO);
        assertThat(policy.delay(1, status(status))).contains(Duration.ZERO);
    }

    private static Answer.Failed status(int status) {
        return failed(new Answer.Head(status, null), Kind.HTTP_STATUS, null);
    }

    private static Answer.Failed failed(Answer.@Nullable Head head, Kind kind, @Nullable Duration retryAfter) {
        return new Answer.Failed(head, kind, "scripted", 0, retryAfter);
    }
}
