package io.seine.fetch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/// Idle connections by origin, for the next request to the same. They are closed after a few seconds, so that a list
/// of many hosts does not leave a trail of them.
final class ConnectionPool implements AutoCloseable {
    private static final Duration KEPT = Duration.ofSeconds(4);

    private final Map<String, Deque<Connection>> idle = new HashMap<>();
    private final Cancellable sweeper;
    private boolean closed;

    ConnectionPool(Scheduler scheduler, ExecutionContext executor) {
        sweeper = scheduler.scheduleWithFixedDelay(KEPT, KEPT.dividedBy(4), this::sweep, executor);
    }

    /// An open idle connection to `origin`, the one used last, or null.
    synchronized @Nullable Connection take(String origin) {
        var connections = idle.get(origin);
        while (connections != null && !connections.isEmpty()) {
            var connection = connections.removeLast();
            if (connection.open()) {
                return connection;
            }
        }
        idle.remove(origin);
        return null;
    }

    /// Keeps a connection whose last response was read to its end.
    void keep(Connection connection) {
        if (!offer(connection)) {
            connection.close();
        }
    }

    private synchronized boolean offer(Connection connection) {
        if (closed || !connection.open()) {
            return false;
        }
        connection.idleSince(System.nanoTime());
        return idle.computeIfAbsent(connection.origin(), origin -> new ArrayDeque<>())
                .add(connection);
    }

    private void sweep() {
        expired(System.nanoTime() - KEPT.toNanos()).forEach(Connection::close);
    }

    private synchronized List<Connection> expired(long before) {
        var expired = new ArrayList<Connection>();
        for (var connections : idle.values()) {
            while (!connections.isEmpty() && connections.getFirst().idleSince() - before < 0) {
                expired.add(connections.removeFirst());
            }
        }
        idle.values().removeIf(Deque::isEmpty);
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
        var all = idle.values().stream().flatMap(Deque::stream).toList();
        idle.clear();
        return all;
    }
}
