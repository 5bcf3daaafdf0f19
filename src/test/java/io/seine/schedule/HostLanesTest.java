package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Permit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HostLanesTest {
    private final List<String> freed = new ArrayList<>();
    private final HostLanes lanes = new HostLanes(2, freed::add);

    private Permit taken(String host) {
        return Objects.requireNonNull(lanes.tryAcquire(host));
    }

    private CompletableFuture<Permit> waiting(String host) {
        return lanes.acquire(host).toCompletableFuture();
    }

    @Test
    void aHostHasAsManyLanesAsItMayAndNoMore() {
        assertThat(lanes.tryAcquire("a")).isNotNull();
        assertThat(lanes.tryAcquire("a")).isNotNull();
        assertThat(lanes.tryAcquire("a")).isNull();
        assertThat(lanes.tryAcquire("b")).isNotNull();
    }

    @Test
    void aReleasedLaneIsFreeAgainAndThatIsTold() {
        var first = taken("a");
        taken("a");
        first.release();
        assertThat(freed).containsExactly("a");
        assertThat(lanes.tryAcquire("a")).isNotNull();
    }

    @Test
    void aPermitCountsOnceHoweverOftenItIsReleased() {
        var first = taken("a");
        taken("a");
        first.release();
        first.release();
        assertThat(lanes.tryAcquire("a")).isNotNull();
        assertThat(lanes.tryAcquire("a")).isNull();
    }

    @Test
    void whoeverWaitsGoesFirstAndInOrder() {
        var first = taken("a");
        var second = taken("a");
        var early = waiting("a");
        var late = waiting("a");
        first.release();
        assertThat(early).isCompleted();
        assertThat(late).isNotCompleted();
        assertThat(lanes.tryAcquire("a")).isNull();
        assertThat(freed).isEmpty();
        second.release();
        assertThat(late).isCompleted();
    }

    @Test
    void aHostWithoutTransfersTakesNoMemory() {
        var permits = List.of(taken("a"), taken("b"), taken("b"));
        assertThat(lanes.size()).isEqualTo(2);
        permits.forEach(Permit::release);
        assertThat(lanes.size()).isZero();
    }

    @Test
    void moreLanesLetInWhoeverWaitsAtOnce() {
        taken("a");
        taken("a");
        var waiting = List.of(waiting("a"), waiting("a"), waiting("a"));
        lanes.parallelism(4);
        assertThat(waiting.get(0)).isCompleted();
        assertThat(waiting.get(1)).isCompleted();
        assertThat(waiting.get(2)).isNotCompleted();
    }

    @Test
    void fewerLanesHoldBackUntilEnoughHaveEnded() {
        var first = taken("a");
        var second = taken("a");
        var waiting = waiting("a");
        lanes.parallelism(1);
        first.release();
        assertThat(waiting).isNotCompleted();
        second.release();
        assertThat(waiting).isCompleted();
        assertThat(lanes.tryAcquire("a")).isNull();
    }

    /// Takes, waits, releases and retunes in a generated order, with a count kept beside.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noHostEverHasMoreThanItMayAndNobodyWaitsInVain(long seed) {
        var random = new Random(seed);
        var hosts = List.of(new Host("a"), new Host("b"), new Host("c"));
        int parallelism = 2;
        for (int step = 0; step < 20_000; step++) {
            var host = hosts.get(random.nextInt(3));
            switch (random.nextInt(4)) {
                case 0 -> host.tryAcquire(parallelism);
                case 1 -> host.waiting.add(waiting(host.name));
                case 2 -> host.release();
                default -> {
                    if (random.nextInt(50) == 0) {
                        parallelism = 1 + random.nextInt(4);
                        lanes.parallelism(parallelism);
                    }
                }
            }
            hosts.forEach(Host::admit);
            for (var each : hosts) {
                assertThat(each.waiting.isEmpty() || each.held.size() >= parallelism)
                        .as("%s waits at step %d", each.name, step)
                        .isTrue();
            }
        }
    }

    /// What a host holds by the test's own count.
    private final class Host {
        private final String name;
        private final Queue<Permit> held = new ArrayDeque<>();
        private final Queue<CompletableFuture<Permit>> waiting = new ArrayDeque<>();

        Host(String name) {
            this.name = name;
        }

        void tryAcquire(int parallelism) {
            boolean room = held.size() < parallelism;
            var permit = lanes.tryAcquire(name);
            assertThat(permit != null).isEqualTo(room);
            if (permit != null) {
                held.add(permit);
            }
        }

        void release() {
            var permit = held.poll();
            if (permit != null) {
                permit.release();
            }
        }

        void admit() {
            while (!waiting.isEmpty() && waiting.element().isDone()) {
                held.add(waiting.remove().join());
            }
        }
    }

    @Test
    void manyThreadsNeverHoldMoreThanTheHostAllows() {
        var shared = new HostLanes(3, host -> {});
        Map<String, AtomicInteger> holding = new ConcurrentHashMap<>();
        var most = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3_000; i++) {
                var host = "host" + i % 5;
                threads.execute(() -> {
                    var permit = shared.acquire(host).toCompletableFuture().join();
                    var count = holding.computeIfAbsent(host, name -> new AtomicInteger());
                    most.accumulateAndGet(count.incrementAndGet(), Math::max);
                    count.decrementAndGet();
                    permit.release();
                });
            }
        }
        assertThat(most).hasValueBetween(1, 3);
        assertThat(shared.size()).isZero();
    }
}
