package io.seine.schedule;

import java.util.concurrent.TimeUnit;

/// What a host has used of the places, as a time of its own by which hosts take turns (start-time fair queueing; Goyal,
/// Vin and Cheng 1996). All times in nanoseconds.
///
/// The time for which a transfer holds a place is charged in advance as an estimate, while it lasts as far as it
/// exceeds that, and exactly at its end. What goes beyond a second counts [#DEAR] times, so that hosts that are slow or
/// dead take less than others of what both want.
final class Usage {
    /// How many times a place counts that one transfer has held for long.
    static final int DEAR = 8;

    /// How far behind the others a host can fall: after that much of their time it is its turn whatever it has used.
    static final long MOST_DEBT = TimeUnit.SECONDS.toNanos(60);

    private static final long CHEAP = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST_ESTIMATE = TimeUnit.MILLISECONDS.toNanos(100);
    /// The newest duration counts one part in so many.
    private static final int SMOOTHING = 8;

    private long used;
    private long estimate = FIRST_ESTIMATE;
    private int running;
    /// In microseconds: in nanoseconds a long run with many transfers would overflow.
    private long startedAtSum;

    private long chargedSum;

    /// @param clock the present time of those who wait
    Usage(long clock) {
        used = clock;
    }

    /// Begins a transfer.
    ///
    /// @return what it is charged in advance
    long start(long now) {
        long charged = charge(estimate);
        running++;
        startedAtSum += now / 1000;
        chargedSum += charged;
        used += charged;
        return charged;
    }

    void end(long startedAt, long charged, long now) {
        long duration = now - startedAt;
        running--;
        startedAtSum -= startedAt / 1000;
        chargedSum -= charged;
        used += charge(duration) - charged;
        estimate += (duration - estimate) / SMOOTHING;
    }

    /// The time at which it is this host's turn. What was not used while there was nothing to use is lost.
    long due(long clock, long now) {
        used = Math.min(Math.max(used, clock), clock + MOST_DEBT);
        return Math.min(used + overdue(now), clock + MOST_DEBT);
    }

    /// What running transfers have used beyond what they were charged.
    private long overdue(long now) {
        if (running == 0) {
            return 0;
        }
        long elapsed = now - startedAtSum / running * 1000;
        return Math.max(0, running * charge(elapsed) - chargedSum);
    }

    private static long charge(long duration) {
        return duration + (DEAR - 1) * Math.max(0, duration - CHEAP);
    }
}
