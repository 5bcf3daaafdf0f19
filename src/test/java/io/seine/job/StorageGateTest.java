package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.StorageTrouble;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageGateTest {
    private static final StorageTrouble FULL = new StorageTrouble(Path.of("out"), "no space left on device");

    private final List<StorageTrouble> told = new ArrayList<>();
    private final StorageGate gate = new StorageGate(told::add);

    @Test
    void troubleIsToldOnceHoweverManyMeetIt() {
        var first = gate.retry(FULL, System.nanoTime()).toCompletableFuture();
        var second = gate.retry(FULL, System.nanoTime()).toCompletableFuture();
        assertThat(told).containsExactly(FULL);
        assertThat(first).isNotDone();
        gate.open();
        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
    }

    @Test
    void troubleThatComesBackIsToldAgain() {
        gate.retry(FULL, System.nanoTime());
        gate.open();
        assertThat(gate.retry(FULL, System.nanoTime()).toCompletableFuture()).isNotDone();
        assertThat(told).hasSize(2);
    }

    /// A stage may learn late that it has failed.
    @Test
    void troubleOfAnAttemptFromBeforeItWasSeenToIsNoNews() {
        long begun = System.nanoTime();
        gate.retry(FULL, begun);
        gate.open();
        assertThat(gate.retry(FULL, begun).toCompletableFuture()).isCompletedWithValue(true);
        assertThat(gate.shut()).isFalse();
        assertThat(told).hasSize(1);
    }

    @Test
    void itIsShutWhileSomebodyWaits() {
        assertThat(gate.shut()).isFalse();
        gate.retry(FULL, System.nanoTime());
        assertThat(gate.shut()).isTrue();
        gate.open();
        assertThat(gate.shut()).isFalse();
    }

    @Test
    void whenItClosesEverybodyGivesUpThoseWhoComeLaterAtOnce() {
        var waiting = gate.retry(FULL, System.nanoTime()).toCompletableFuture();
        gate.close();
        assertThat(waiting).isCompletedWithValue(false);
        assertThat(gate.retry(FULL, System.nanoTime()).toCompletableFuture()).isCompletedWithValue(false);
        assertThat(told).hasSize(1);
    }
}
