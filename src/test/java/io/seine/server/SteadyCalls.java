package io.seine.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Requests to a server at a steady rate, in turn, over a few connections.
final class SteadyCalls {
    private static final int CONNECTIONS = 8;

    private final List<byte[]> requests;
    private final long between;
    private volatile long begun = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean resting;
    private volatile boolean closed;
    private volatile @Nullable IOException failed;

    private SteadyCalls(List<String> requests, int perSecond) {
        this.requests = requests.stream()
                .map(request -> request.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.between = 1_000_000_000L / perSecond;
    }

    /// Begins with the first of `requests`; none are no calls.
    static SteadyCalls begin(int port, List<String> requests, int perSecond) {
        var calls = new SteadyCalls(requests, perSecond);
        for (int i = 0; i < CONNECTIONS && !requests.isEmpty(); i++) {
            calls.threads.add(Thread.ofPlatform().start(() -> calls.callFrom(port)));
        }
        return calls;
    }

    static String request(int port, String method, String path, String body) {
        return "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(
                        method,
                        path,
                        port,
                        body.isEmpty() ? "" : "Content-Type: application/json\r\n",
                        body.length(),
                        body);
    }

    /// The body of the response to one request.
    static byte[] once(int port, String request) throws IOException {
        try (var connection = new KeptConnection(port)) {
            connection.call(request.getBytes(StandardCharsets.UTF_8));
            return connection.body();
        }
    }

    private void callFrom(int port) {
        try (var connection = new KeptConnection(port)) {
            while (!closed) {
                awaitWork();
                long turn = next.getAndIncrement();
                LockSupport.parkNanos(begun + turn * between - System.nanoTime());
                long sent = System.nanoTime();
                connection.call(requests.get((int) (turn % requests.size())));
                times.add(System.nanoTime() - sent);
            }
        } catch (IOException e) {
            failed = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitWork() throws InterruptedException {
        while (resting && !closed) {
            wait();
        }
    }

    /// Calls no more; the connections stay.
    synchronized void rest() {
        resting = true;
    }

    /// Calls again after [#rest].
    synchronized void goOn() {
        resting = false;
        begun = System.nanoTime() - next.get() * between;
        notifyAll();
    }

    /// Counts and times from here on.
    void forget() {
        times.clear();
    }

    /// How many have been answered.
    int answered() {
        return times.size();
    }

    /// Milliseconds that all but one in a hundred took at most.
    double slow() {
        var sorted = times.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100) / 1e6;
    }

    /// Ends them.
    ///
    /// @throws IllegalStateException if one was refused
    void end() throws InterruptedException {
        closed = true;
        goOn();
        for (var thread : threads) {
            thread.join();
        }
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
    }
}
