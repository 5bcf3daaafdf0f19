package io.seine.config;

import java.time.Duration;
import java.util.Objects;

/// In which order and how densely hosts are asked.
///
/// @param perHost what one host is asked at most
/// @param lookAhead rows read ahead, so that a slow host does not hold up the others
/// @param robotsTxt whether an origin's `robots.txt` decides what is asked for
public record ScheduleSettings(PerHost perHost, int lookAhead, boolean robotsTxt) {
    public ScheduleSettings {
        Objects.requireNonNull(perHost, "perHost");
        if (lookAhead < 1) {
            throw new IllegalArgumentException("the look-ahead is at least 1");
        }
    }

    /// What one host is asked at most.
    ///
    /// @param parallelism transfers at once
    /// @param interval shortest time from one start to the next
    /// @param maxHold longest time for which a host that is overloaded is left alone
    public record PerHost(int parallelism, Duration interval, Duration maxHold) {
        /// The interval of a rate: `10/s` is 100 ms, `none` is none.
        ///
        /// @throws IllegalArgumentException if `rate` is no rate, saying what is expected
        public static Duration interval(String rate) {
            return rate.equals("none") ? Duration.ZERO : JobReader.interval(rate);
        }

        public PerHost {
            if (parallelism < 1 || interval.isNegative() || !maxHold.isPositive()) {
                throw new IllegalArgumentException(
                        "parallelism is at least 1, the interval not negative, the longest hold above zero");
            }
        }
    }
}
