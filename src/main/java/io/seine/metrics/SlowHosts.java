package io.seine.metrics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// How long downloads take by host, of the last few minutes, for as many hosts as fit.
final class SlowHosts {
    private static final int MOST = 10_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    /// What the newest download weighs in a host's mean.
    private static final double WEIGHT = 0.1;

    /// How long downloads from a host take.
    ///
    /// @param seconds a mean in which later ones weigh more
    record Speed(String host, double seconds) {}

    private final Cache<String, Mean> hosts = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(REMEMBERED)
            .executor(Runnable::run)
            .build();

    void fetched(String host, double seconds) {
        hosts.get(host, absent -> new Mean()).add(seconds);
    }

    /// The slowest hosts, at most so many.
    List<Speed> slowest(int most) {
        return hosts.asMap().entrySet().stream()
                .map(entry -> new Speed(entry.getKey(), entry.getValue().now()))
                .sorted(Comparator.comparingDouble(Speed::seconds).reversed())
                .limit(most)
                .toList();
    }

    private static final class Mean {
        private double mean;
        private boolean begun;

        synchronized void add(double seconds) {
            mean = begun ? mean + WEIGHT * (seconds - mean) : seconds;
            begun = true;
        }

        synchronized double now() {
            return mean;
        }
    }
}
