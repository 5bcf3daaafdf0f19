package io.seine.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Elements read ahead, queued by host. Hosts take turns; the elements of one host keep their order.
///
/// @param <T> what is queued
final class Window<T> {
    private final Map<String, Queue<T>> byHost = new HashMap<>();
    /// Hosts with elements that may have a free lane; the others wait for [#free].
    private final Set<String> ready = new LinkedHashSet<>();
    private int size;

    void add(String host, T element) {
        var queue = byHost.computeIfAbsent(host, name -> new ArrayDeque<>());
        if (queue.isEmpty()) {
            ready.add(host);
        }
        queue.add(element);
        size++;
    }

    /// The next element whose host `admit` lets through, made into what `admit` gives for it. A host that is not let
    /// through is not asked again until it is free.
    <P, R> Optional<R> poll(Function<String, @Nullable P> admit, java.util.function.BiFunction<T, P, R> made) {
        while (!ready.isEmpty()) {
            var host = ready.iterator().next();
            ready.remove(host);
            var permit = admit.apply(host);
            if (permit != null) {
                return Optional.of(made.apply(take(host), permit));
            }
        }
        return Optional.empty();
    }

    private T take(String host) {
        var queue = byHost.get(host);
        if (queue == null) {
            throw new IllegalStateException("no element of " + host);
        }
        var element = queue.remove();
        size--;
        if (queue.isEmpty()) {
            byHost.remove(host);
        } else {
            ready.add(host); // behind the others
        }
        return element;
    }

    /// A lane of `host` has become free.
    void free(String host) {
        if (byHost.containsKey(host)) {
            ready.add(host);
        }
    }

    /// Every host may have free lanes again.
    void freeAll() {
        ready.addAll(byHost.keySet());
    }

    int size() {
        return size;
    }

    /// Empties the window.
    List<T> drain() {
        var all = new ArrayList<T>(size);
        byHost.values().forEach(all::addAll);
        byHost.clear();
        ready.clear();
        size = 0;
        return all;
    }
}
