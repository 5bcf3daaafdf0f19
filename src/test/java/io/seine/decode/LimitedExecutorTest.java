package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LimitedExecutorTest {
    private final List<Runnable> started = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final LimitedExecutor executor = new LimitedExecutor(started::add, 2);

    @Test
    void noMoreThanTheLimitAreStartedAndEachThatEndsStartsTheNext() {
        List.of("a", "b", "c", "d").forEach(name -> executor.execute(() -> done.add(name)));

        assertThat(started).hasSize(2);
        started.removeFirst().run();
        assertThat(started).hasSize(2);
        while (!started.isEmpty()) {
            started.removeFirst().run();
        }
        assertThat(done).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aTaskThatFailsMakesRoomForTheNext() {
        executor.execute(() -> {
            throw new IllegalStateException("a bug");
        });
        executor.execute(() -> done.add("b"));
        executor.execute(() -> done.add("c"));

        assertThatThrownBy(started.removeFirst()::run).isInstanceOf(IllegalStateException.class);

        assertThat(started).hasSize(2);
    }

    @Test
    void aRefusedTaskTakesNoRoomAndOneThatWaitedIsRunAllTheSame() {
        var refusing = new ArrayList<Boolean>();
        var limited = new LimitedExecutor(
                task -> {
                    if (!refusing.isEmpty()) {
                        throw new RejectedExecutionException("shut down");
                    }
                    started.add(task);
                },
                1);
        limited.execute(() -> done.add("a"));
        limited.execute(() -> done.add("b"));
        refusing.add(true);

        started.removeFirst().run();
        assertThat(done).containsExactly("a", "b");
        assertThatThrownBy(() -> limited.execute(() -> done.add("c"))).isInstanceOf(RejectedExecutionException.class);

        refusing.clear();
        limited.execute(() -> done.add("d"));
        started.removeFirst().run();
        assertThat(done).containsExactly("a", "b", "d");
    }
}
