package io.seine.fetch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import scala.concurrent.ExecutionContext;

/// Looks at every exchange under way a few times a second, and has those end that are overdue: one timer in all instead
/// of several for each.
final class Watch implements AutoCloseable {
    private static final Duration LONGEST_BEAT = Duration.ofMillis(100);
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(10);

    private final Set<HttpExchange> exchanges = ConcurrentHashMap.newKeySet();
    private final Cancellable beats;

    /// @param shortest the shortest deadline there is
    Watch(Duration shortest, Scheduler scheduler, ExecutionContext executor) {
        var eighth = shortest.dividedBy(8);
        var beat = eighth.compareTo(LONGEST_BEAT) > 0
                ? LONGEST_BEAT
                : eighth.compareTo(SHORTEST_BEAT) < 0 ? SHORTEST_BEAT : eighth;
        beats = scheduler.scheduleWithFixedDelay(beat, beat, this::look, executor);
    }

    private void look() {
        long now = System.nanoTime();
        exchanges.forEach(exchange -> exchange.check(now));
    }

    void begin(HttpExchange exchange) {
        exchanges.add(exchange);
    }

    void end(HttpExchange exchange) {
        exchanges.remove(exchange);
    }

    /// Watches no more.
    @Override
    public void close() {
        beats.cancel();
    }
}
