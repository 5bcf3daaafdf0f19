package io.seine.schedule;

import io.seine.model.Permit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How many transfers each host has, and whether it may have one more. Hosts without any take no memory.
///
/// Whoever waits for a permit goes before the window: a linked fetch belongs to an item that is in flight already.
final class HostLanes {
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Consumer<String> onFree;
    private int parallelism;

    private static final class Lane {
        int taken;
        final Queue<CompletableFuture<Permit>> waiting = new ArrayDeque<>();
    }

    /// @param parallelism transfers at once with one host
    /// @param onFree told the host whenever one of its lanes becomes free; called on any thread
    HostLanes(int parallelism, Consumer<String> onFree) {
        this.parallelism = parallelism;
        this.onFree = onFree;
    }

    /// A permit for `host`, or null if it has as many transfers as it may.
    synchronized @Nullable Permit tryAcquire(String host) {
        var lane = lanes.computeIfAbsent(host, name -> new Lane());
        if (lane.taken >= parallelism) {
            return null;
        }
        lane.taken++;
        return permit(host);
    }

    /// A permit for `host` as soon as there is one; first come, first served.
    synchronized CompletionStage<Permit> acquire(String host) {
        var permit = tryAcquire(host);
        if (permit != null) {
            return CompletableFuture.completedFuture(permit);
        }
        var promise = new CompletableFuture<Permit>();
        lanes.computeIfAbsent(host, name -> new Lane()).waiting.add(promise);
        return promise;
    }

    private Permit permit(String host) {
        var released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                release(host);
            }
        };
    }

    private void release(String host) {
        var next = nextOrFree(host);
        if (next == null) {
            onFree.accept(host);
        } else {
            next.complete(permit(host));
        }
    }

    private synchronized @Nullable CompletableFuture<Permit> nextOrFree(String host) {
        var lane = lanes.get(host);
        if (lane == null) {
            throw new IllegalStateException("a permit of " + host + " was released that nobody holds");
        }
        var next = lane.taken <= parallelism ? lane.waiting.poll() : null;
        if (next == null && --lane.taken == 0) {
            lanes.remove(host);
        }
        return next;
    }

    /// Changes how many transfers at once each host may have; those in flight go on.
    void parallelism(int transfers) {
        raised(transfers).forEach(Runnable::run);
    }

    /// What lets those in who now need not wait any longer; to be run without the lock.
    private synchronized List<Runnable> raised(int transfers) {
        parallelism = transfers;
        var admitted = new ArrayList<Runnable>();
        lanes.forEach((host, lane) -> {
            while (lane.taken < transfers && !lane.waiting.isEmpty()) {
                lane.taken++;
                var next = lane.waiting.remove();
                admitted.add(() -> next.complete(permit(host)));
            }
        });
        return admitted;
    }

    /// Hosts with transfers in flight.
    synchronized int size() {
        return lanes.size();
    }
}
