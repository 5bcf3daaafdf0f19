package io.seine.schedule;

import java.util.concurrent.TimeUnit;

/// The time from one start to the next with a host; nothing that was not used is saved up. All times in nanoseconds.
///
/// The strictest of three holds: what the settings ask for, what the host asks for, and what it has been found to bear.
final class Pace {
    /// However seldom a host answered, more than this is not concluded from it.
    private static final long LONGEST_FOUND = TimeUnit.SECONDS.toNanos(10);

    private static final long EASED_AFTER = TimeUnit.SECONDS.toNanos(30);

    private long common;
    private long own;
    private long found;
    private long next;
    private long latest = Long.MIN_VALUE / 2; // never
    /// Since when answers are counted.
    private long since;

    private int answers;
    private long easedAt;

    /// @param common what the settings ask for with every host
    Pace(long common, long now) {
        this.common = common;
        this.since = now;
    }

    /// Asks for at least `interval` with every host.
    void common(long interval) {
        common = interval;
        next = latest + interval();
    }

    /// Asks for at least `interval` with this host.
    void atLeast(long interval) {
        own = interval;
        next = latest + interval();
    }

    private long interval() {
        return Math.max(common, Math.max(own, found));
    }

    /// When the next transfer may start.
    long next() {
        return next;
    }

    void started(long now) {
        latest = now;
        next = now + interval();
    }

    /// What started then has not reached the host.
    void unused(long startedAt) {
        if (startedAt == latest) {
            next = startedAt;
        }
    }

    /// The host has answered. When that has gone well for a while, it may bear a little more.
    void answered(long now) {
        answers++;
        if (now - easedAt >= EASED_AFTER) {
            found -= found / 8;
            easedAt = now;
        }
    }

    /// The host has had too many requests. What it answered since the last time, holds included, is about what it
    /// bears; a fifth less is safe. Where it has answered nothing since, nothing is learned.
    void overloaded(long now) {
        if (answers > 0) {
            found = Math.min((now - since) / answers * 5 / 4, LONGEST_FOUND);
            since = now;
            easedAt = now;
            answers = 0;
        }
    }

    /// Whether this host has a pace of its own.
    boolean special() {
        return Math.max(own, found) > common;
    }
}
