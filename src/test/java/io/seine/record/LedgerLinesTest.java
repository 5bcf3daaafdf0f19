package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerLinesTest {
    @TempDir
    private Path folder;

    /// Lines from a hundred bytes to a megabyte: shorter and longer than what is read at once.
    private static List<Outcome> outcomes() {
        var random = new Random(6);
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < 300; i++) {
            var item = new Item(i, "k", "http://h/", Map.of("a", "ä".repeat(1 << random.nextInt(20))));
            outcomes.add(Outcome.ended(item, new Failure(Stage.FETCH, Kind.DNS, "no")));
        }
        return outcomes;
    }

    @Test
    void recordsAreFoundByWhereTheyBeginInAnyOrder() throws IOException {
        var outcomes = outcomes();
        var begins = new ArrayList<Long>();
        try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            ledger.append(outcomes);
        }
        Replay.of(Ledger.in(folder), RetrySettings.NONE, Long.MAX_VALUE, (index, status, offset) -> begins.add(offset));
        var order = new ArrayList<Integer>();
        for (int i = 0; i < outcomes.size(); i++) {
            order.add(i);
        }
        try (var lines = LedgerLines.open(Ledger.in(folder))) {
            for (int round = 0; round < 2; round++) {
                for (int i : order) {
                    assertThat(lines.read(begins.get(i)).item())
                            .isEqualTo(outcomes.get(i).item());
                }
                Collections.shuffle(order, new Random(7));
            }
        }
    }

    @Test
    void aLineThatIsNotThereIsToldOf() throws IOException {
        Files.writeString(Ledger.in(folder), "{\"index\":1");
        try (var lines = LedgerLines.open(Ledger.in(folder))) {
            assertThatThrownBy(() -> lines.read(0)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> lines.read(100)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aSealingHearsOfEveryRecordWhereItsLineBegins() throws IOException {
        var outcomes = outcomes().subList(0, 20);
        try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            ledger.append(outcomes.subList(0, 10));
            ledger.append(outcomes.subList(10, 20));
        }
        var heard = new ArrayList<Long>();
        Replay.of(Ledger.in(folder), RetrySettings.NONE, Long.MAX_VALUE, (index, status, offset) -> heard.add(offset));
        var bytes = Files.readAllBytes(Ledger.in(folder));
        assertThat(heard).hasSize(20).startsWith(0L);
        assertThat(heard.subList(1, 20)).allMatch(offset -> bytes[(int) (offset - 1)] == '\n');
    }
}
