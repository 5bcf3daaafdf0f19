package io.seine.fetch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/// Idle connections by origin, for the next request to the same. They are closed after a few seconds, and the oldest
/// when there are too many, so that a list of many hosts does not leave a trail of them.
final class ConnectionPool implements AutoCloseable {
    private static final Duration KEPT = Duration.ofSeconds(4);

    private final int most;
    private final Map<String, Deque<Connection>> idle = new HashMap<>();
    /// The same connections, the longest idle first.
    private final SequencedSet<Connection> byAge = new LinkedHashSet<>();

    private final Cancellable sweeper;
    private boolean closed;

    /// @param most idle connections at once
    ConnectionPool(int most, Scheduler scheduler, ExecutionContext executor) {
        this.most = most;
        sweeper = scheduler.scheduleWithFixedDelay(KEPT, KEPT.dividedBy(4), this::sweep, executor);
    }

    /// An open idle connection to `origin`, the one used last, or null.
    synchronized @Nullable Connection take(String origin) {
        var connections = idle.get(origin);
        while (connections != null) {
            var connection = connections.getLast();
            remove(connection);
            if (connection.open()) {
                return connection;
            }
            connections = idle.get(origin);
        }
        return null;
    }

    private void remove(Connection connection) {
        byAge.remove(connection);
        idle.computeIfPresent(connection.origin(), (origin, connections) -> {
            connections.remove(connection);
            return connections.isEmpty() ? null : connections;
        });
    }

    /// Keeps a connection whose last response was read to its end.
    void keep(Connection connection) {
        var excess = offer(connection);
        if (excess != null) {
            excess.close();
        }
    }

    /// Takes a connection in; what has to be closed for that, or null.
    private synchronized @Nullable Connection offer(Connection connection) {
        if (closed || !connection.open()) {
            return connection;
        }
        connection.becomeIdle(System.nanoTime());
        idle.computeIfAbsent(connection.origin(), origin -> new ArrayDeque<>()).addLast(connection);
        byAge.addLast(connection);
        return byAge.size() > most ? removeOldest() : null;
    }

    private Connection removeOldest() {
        var oldest = byAge.getFirst();
        remove(oldest);
        return oldest;
    }

    private void sweep() {
        expired(System.nanoTime() - KEPT.toNanos()).forEach(Connection::close);
    }

    private synchronized List<Connection> expired(long before) {
        var expired = new ArrayList<Connection>();
        while (!byAge.isEmpty() && byAge.getFirst().idleSince() - before < 0) {
            expired.add(removeOldest());
        }
        return expired;
    }

    /// Closes the idle connections, and from now on those that are given back.
    @Override
    public void close() {
        sweeper.cancel();
        drained().forEach(Connection::close);
    }

    private synchronized List<Connection> drained() {
        closed = true;
        var all = List.copyOf(byAge);
        byAge.clear();
        idle.clear();
        return all;
    }
}
