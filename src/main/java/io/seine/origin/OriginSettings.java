package io.seine.origin;

import java.time.Duration;

/// How the demo origin behaves.
///
/// @param host name or address to listen on
/// @param port to listen on; 0 for any that is free
/// @param minimumDelay before a response, at least
/// @param maximumDelay before a response, an hour or less; each wait is drawn uniformly between the two
/// @param errorRate share of the flags' documents that are in trouble, from 0 to 1
/// @param seed decides which documents these are
public record OriginSettings(
        String host, int port, Duration minimumDelay, Duration maximumDelay, double errorRate, long seed) {

    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    /// What `seine demo` shows: loopback, port 8940, 100 to 500 ms, three documents in a hundred in trouble.
    public static final OriginSettings DEFAULT =
            new OriginSettings("127.0.0.1", 8940, Duration.ofMillis(100), Duration.ofMillis(500), 0.03, 277);

    public OriginSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an origin wants a host to listen on");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535: " + port);
        }
        if (minimumDelay.isNegative()
                || minimumDelay.compareTo(maximumDelay) > 0
                || maximumDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("a delay goes from its minimum to its maximum, an hour at most: "
                    + minimumDelay + " to " + maximumDelay);
        }
        if (!(errorRate >= 0 && errorRate <= 1)) {
            throw new IllegalArgumentException("an error rate is a share from 0 to 1: " + errorRate);
        }
    }
}
