package io.seine.fetch;

import io.seine.model.Kind;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The one policy on further attempts: which failures deserve one, and after what wait.
///
/// Waits are exponential with full jitter (the field's standard answer to clients in step), unless the origin says how
/// long with `Retry-After` (RFC 9110, section 10.2.3). After 429 and 503 there is none here: the schedule then holds
/// the whole host.
public final class RetryPolicy {
    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final Set<Kind> TROUBLE = Set.of(
            Kind.CONNECT,
            Kind.TIMEOUT_CONNECT,
            Kind.TIMEOUT_FIRST_BYTE,
            Kind.TIMEOUT_IDLE,
            Kind.TOO_SLOW,
            Kind.TRUNCATED);
    private static final Set<Integer> STATUSES = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final int retries;
    private final RandomGenerator random;

    /// @param retries further attempts after the first
    public RetryPolicy(int retries, RandomGenerator random) {
        this.retries = retries;
        this.random = random;
    }

    /// How long to wait after the `attempt`-th attempt, counted from 1, before the next; empty if there is none.
    public Optional<Duration> delay(int attempt, Answer.Failed failed) {
        if (attempt > retries || !deserving(failed)) {
            return Optional.empty();
        }
        return Optional.of(
                overloaded(failed)
                        ? Duration.ZERO
                        : Objects.requireNonNullElseGet(failed.retryAfter(), () -> jittered(attempt)));
    }

    private static boolean overloaded(Answer.Failed failed) {
        return failed.head() != null && Verdicts.overloaded(failed.head().status());
    }

    private static boolean deserving(Answer.Failed failed) {
        if (failed.kind() != Kind.HTTP_STATUS || failed.head() == null) {
            return TROUBLE.contains(failed.kind());
        }
        int status = failed.head().status();
        return STATUSES.contains(status) || (status >= 520 && status <= 529);
    }

    private Duration jittered(int attempt) {
        long ceiling = Math.min(MOST.toMillis(), BASE.toMillis() << Math.min(attempt - 1, 16));
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }
}
