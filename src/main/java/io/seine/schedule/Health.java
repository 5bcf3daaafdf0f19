package io.seine.schedule;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Whether a host may be asked: holds for one that is overloaded, a circuit breaker for one that is out of reach.
///
/// After every hold one transfer at a time goes to the host until one succeeds. A host that has used up its chances is
/// down: it refuses what waits for it, and gets another chance once in a while. All times in nanoseconds.
final class Health {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int UNREACHABLE_IN_A_ROW = 5;
    private static final int FAILED_PROBES = 5;
    /// They double from a second, so that a quota per minute is sat out.
    private static final int OVERLOADS_IN_A_ROW = 8;

    /// A host that answers in between may have some pages only that are always 503.
    private static final long LONGEST_BETWEEN_ANSWERS = 5 * SECOND;

    private static final long LEAST_CALM = 30 * SECOND;
    private static final long FIRST_DOWN = 60 * SECOND;
    private static final long LONGEST_DOWN = 600 * SECOND;
    private static final double JITTER = 0.1;

    private final long maxHold;
    private final RandomGenerator random;
    private long heldSince = Long.MIN_VALUE;
    private long heldUntil;
    /// The host asked for the hold itself, so that only time ends it.
    private boolean asked;

    private boolean trying;
    private boolean down;
    private long nextDown = FIRST_DOWN;
    private String trouble = "";
    private long troubledAt;
    private int unreachable;
    private int failedProbes;
    private int overloads;
    /// Incidents since the last calm; unlike the above they are not forgiven by a success.
    private int incidents;

    private long calmAt;

    Health(long maxHold, RandomGenerator random) {
        this.maxHold = maxHold;
        this.random = random;
    }

    /// Before this nothing may start.
    long heldUntil() {
        return heldUntil;
    }

    /// Whether one transfer at a time has to do.
    boolean trying() {
        return trying;
    }

    /// Whether what waits for the host ends at once. With a transfer in flight its chance is taken.
    boolean refuses(int inFlight, long now) {
        return down && (now < heldUntil || inFlight > 0);
    }

    /// What happened last, for messages.
    String trouble() {
        return trouble;
    }

    /// Until when all this is worth remembering of a host that has nothing to do.
    long knownUntil() {
        return down || trying || unreachable > 0 ? Math.max(heldUntil, troubledAt) + LONGEST_DOWN : calmAt;
    }

    /// A transfer that began at `startedAt` was answered.
    void succeeded(long startedAt) {
        if (asked && startedAt <= heldSince) {
            return; // answers from before a hold tell nothing of after it
        }
        heldUntil = 0;
        trying = false;
        down = false;
        nextDown = FIRST_DOWN;
        unreachable = 0;
        failedProbes = 0;
        overloads = 0;
    }

    /// A transfer was answered with 429 or 503. Transfers that began before a hold belong to its incident.
    ///
    /// @return whether this is a new incident
    boolean overloaded(@Nullable Duration retryAfter, long startedAt, long now) {
        if (startedAt <= heldSince) {
            return false;
        }
        trouble = "answered 429 or 503 however long it was left alone";
        troubledAt = now;
        incidents = now < calmAt ? incidents + 1 : 1;
        overloads++;
        if (down || overloads > OVERLOADS_IN_A_ROW) {
            goDown(now);
            return true;
        }
        long wait = retryAfter == null || retryAfter.isZero()
                ? Math.max(backOff(overloads), Math.min(backOff(incidents), LONGEST_BETWEEN_ANSWERS))
                : Math.max(retryAfter.toNanos(), backOff(overloads));
        hold(Math.min(jittered(Math.min(wait, maxHold)), maxHold), true, now);
        calmAt = heldUntil + Math.max(LEAST_CALM, 10 * (heldUntil - now));
        return true;
    }

    private static long backOff(int incident) {
        return SECOND << Math.min(incident - 1, 20);
    }

    /// A transfer found nobody.
    ///
    /// @return whether the host is held back for it
    boolean unreachable(String what, long startedAt, long now) {
        if (startedAt <= heldSince) {
            return false;
        }
        trouble = what;
        troubledAt = now;
        if (down || (trying && ++failedProbes >= FAILED_PROBES)) {
            goDown(now);
        } else if (trying || ++unreachable >= UNREACHABLE_IN_A_ROW) {
            hold(jittered(SECOND << failedProbes), false, now);
        } else {
            return false;
        }
        return true;
    }

    private void goDown(long now) {
        down = true;
        hold(jittered(nextDown), false, now);
        nextDown = Math.min(2 * nextDown, LONGEST_DOWN);
    }

    private void hold(long wait, boolean byRequest, long now) {
        heldSince = now;
        heldUntil = now + wait;
        asked = byRequest;
        trying = true;
    }

    private long jittered(long wait) {
        return wait + (long) (random.nextDouble() * JITTER * wait);
    }
}
