package io.seine.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What a scripted origin has seen, under one lock on which tests wait for changes.
final class Census {
    private static final int TARGETS_KEPT = 10_000;

    private final List<String> targets = new ArrayList<>();
    private int accepted;
    private int open;
    private int peak;
    private long requests;
    private boolean closing;
    private @Nullable Throwable failure;

    /// Counts a connection and returns its serial number.
    synchronized int opened() {
        accepted++;
        open++;
        peak = Math.max(peak, open);
        notifyAll();
        return accepted;
    }

    synchronized void closed() {
        open--;
        notifyAll();
    }

    synchronized void requested(String target) {
        requests++;
        if (targets.size() < TARGETS_KEPT) {
            targets.add(target);
        }
        notifyAll();
    }

    /// Keeps the first failure of the script, unless the origin is closing, which interrupts scripts.
    synchronized void failed(Throwable cause) {
        if (failure == null && !closing) {
            failure = cause;
        }
    }

    synchronized void closing() {
        closing = true;
    }

    synchronized int accepted() {
        return accepted;
    }

    synchronized int open() {
        return open;
    }

    synchronized int peak() {
        return peak;
    }

    synchronized long requests() {
        return requests;
    }

    synchronized List<String> targets() {
        return List.copyOf(targets);
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /// Waits until `condition` over these counts holds.
    synchronized void await(BooleanSupplier condition, String wanted, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("no " + wanted + " within " + atMost + ", but " + this);
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
    }

    @Override
    public synchronized String toString() {
        return open + " open connections, " + accepted + " accepted, " + requests + " requests";
    }
}
