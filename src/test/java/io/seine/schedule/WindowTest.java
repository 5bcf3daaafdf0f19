package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    private final Window<String> window = new Window<>();
    private final Set<String> blocked = new HashSet<>();
    private final List<String> asked = new ArrayList<>();

    private Optional<String> poll() {
        return window.poll(
                host -> {
                    asked.add(host);
                    return blocked.contains(host) ? null : host;
                },
                (element, permit) -> element);
    }

    private void addAll(String... elements) {
        for (var element : elements) {
            window.add(element.substring(0, 1), element);
        }
    }

    private String polledAll() {
        var all = new ArrayList<String>();
        for (var next = poll(); next.isPresent(); next = poll()) {
            all.add(next.get());
        }
        return String.join(" ", all);
    }

    @Test
    void hostsTakeTurnsAndTheElementsOfAHostKeepTheirOrder() {
        addAll("a1", "a2", "a3", "b1", "b2", "c1");
        assertThat(polledAll()).isEqualTo("a1 b1 c1 a2 b2 a3");
        assertThat(window.size()).isZero();
    }

    @Test
    void aBlockedHostDoesNotHoldUpTheOthers() {
        addAll("a1", "a2", "b1", "b2");
        blocked.add("a");
        assertThat(polledAll()).isEqualTo("b1 b2");
        assertThat(window.size()).isEqualTo(2);
    }

    @Test
    void aBlockedHostIsNotAskedAgainUntilItIsFree() {
        addAll("a1", "b1");
        blocked.add("a");
        polledAll();
        polledAll();
        addAll("a2");
        polledAll();
        assertThat(asked).containsOnlyOnce("a");
        blocked.clear();
        assertThat(polledAll()).isEmpty();
        window.free("a");
        assertThat(polledAll()).isEqualTo("a1 a2");
    }

    @Test
    void everyHostMayBeAskedAgainAfterARetune() {
        addAll("a1", "b1");
        blocked.addAll(Set.of("a", "b"));
        polledAll();
        blocked.clear();
        window.freeAll();
        assertThat(polledAll().split(" ")).containsExactlyInAnyOrder("a1", "b1");
    }

    @Test
    void aFreeHostWithoutElementsIsForgotten() {
        window.free("z");
        assertThat(poll()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void drainingTakesEverythingOut() {
        addAll("a1", "b1", "a2");
        blocked.add("a");
        assertThat(window.drain()).containsExactlyInAnyOrder("a1", "a2", "b1");
        assertThat(window.size()).isZero();
        assertThat(poll()).isEmpty();
    }

    /// Adds, polls, blocks and frees in a generated order.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyElementComesOutOnceAndInItsHostsOrder(long seed) {
        var random = new Random(seed);
        Map<String, Integer> added = new HashMap<>();
        Map<String, Integer> polled = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            var host = "" + (char) ('a' + random.nextInt(6));
            switch (random.nextInt(4)) {
                case 0 -> window.add(host, host + added.merge(host, 1, Integer::sum));
                case 1 -> poll().ifPresent(element -> assertThat(element).isEqualTo(next(element, polled)));
                case 2 -> blocked.add(host);
                default -> {
                    blocked.remove(host);
                    window.free(host);
                }
            }
            assertThat(window.size()).isEqualTo(sum(added) - sum(polled));
        }
        blocked.clear();
        window.freeAll();
        for (var element = poll(); element.isPresent(); element = poll()) {
            assertThat(element.get()).isEqualTo(next(element.get(), polled));
        }
        assertThat(polled).isEqualTo(added);
    }

    private static String next(String element, Map<String, Integer> polled) {
        var host = element.substring(0, 1);
        return host + polled.merge(host, 1, Integer::sum);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
