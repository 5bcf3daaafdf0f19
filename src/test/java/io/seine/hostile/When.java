package io.seine.hostile;

import java.time.Duration;

/// When an item ends, with the deadlines of [HostileOrigin#settings].
public enum When {
    /// With nothing to wait for.
    AT_ONCE("at once", 0, 0),
    /// Once a body has come to its end, however that looks.
    AT_ITS_END("at its end", 0, 14_000),
    /// Once too much has come.
    MAX_SIZE("at `max-size`", 0, 1000),
    /// After the longest hold, and one more request.
    MAX_HOLD("after `max-hold`", 900, 1100),
    /// When the connection does not stand in time.
    CONNECT_TIMEOUT("after `connect-timeout`", 1000, 1000),
    /// When no answer has come in time.
    FIRST_BYTE_TIMEOUT("after `first-byte-timeout`", 1000, 1000),
    /// When the body pauses for too long.
    IDLE_TIMEOUT("after `idle-timeout`", 1000, 1000),
    /// When the body's speed has been taken for the first time.
    SPEED_WINDOW("after 20 s", 20_000, 20_500),
    /// When everything together has taken too long.
    TOTAL_TIMEOUT("after `total-timeout`", 2000, 2000);

    /// By how much an item may miss its moment on a machine that has other things to do.
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final String words;
    private final Duration from;
    private final Duration to;

    When(String words, int fromMillis, int toMillis) {
        this.words = words;
        this.from = Duration.ofMillis(fromMillis);
        this.to = Duration.ofMillis(toMillis);
    }

    /// As the README says it.
    public String words() {
        return words;
    }

    /// The least that an item takes.
    Duration earliest() {
        return from;
    }

    /// The most that an item takes.
    Duration latest() {
        return to.plus(SLACK);
    }
}
