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
        var first = gate.retry(FULL).toCompletableFuture();
        var second = gate.retry(FULL).toCompletableFuture();
        assertThat(told).containsExactly(FULL);
        assertThat(first).isNotDone();
        gate.open();
        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
    }

    @Test
    void troubleThatComesBackIsToldAgain() {
        gate.retry(FULL);
        gate.open();
        assertThat(gate.retry(FULL).toCompletableFuture()).isNotDone();
        assertThat(told).hasSize(2);
    }

    @Test
    void whenItClosesEverybodyGivesUpThoseWhoComeLaterAtOnce() {
        var waiting = gate.retry(FULL).toCompletableFuture();
        gate.close();
        assertThat(waiting).isCompletedWithValue(false);
        assertThat(gate.retry(FULL).toCompletableFuture()).isCompletedWithValue(false);
        assertThat(told).hasSize(1);
    }
}
