package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.record.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Places in a ledger that somebody else writes.
class LedgerFileTest {
    private static final String WHOLE = "{\"index\":0}\n{\"index\":1}\n";

    @TempDir
    private Path folder;

    private LedgerFile ledger(String text) throws IOException {
        Files.writeString(Ledger.in(folder), text);
        return new LedgerFile(folder);
    }

    @Test
    void aPlaceIsWhereALineBegins() throws IOException {
        var ledger = ledger(WHOLE);
        assertThat(ledger.placeFrom(0)).isZero();
        assertThat(ledger.placeFrom(1)).isEqualTo(12);
        assertThat(ledger.placeFrom(12)).isEqualTo(12);
        assertThat(ledger.placeFrom(13)).isEqualTo(24);
        assertThat(ledger.placeFrom(24)).isEqualTo(24);
    }

    @Test
    void whereALineIsTornThePlaceIsBeforeIt() throws IOException {
        for (int torn : new int[] {1, 7, 200_000}) {
            var ledger = ledger(WHOLE + "x".repeat(torn));
            assertThat(ledger.placeFrom(ledger.length())).isEqualTo(24);
            assertThat(ledger.isPlace(24)).isTrue();
            assertThat(ledger("x".repeat(torn)).placeFrom(torn)).isZero();
        }
    }

    @Test
    void whereThereIsNoLedgerYetTheFirstPlaceIsItsBeginning() {
        assertThat(new LedgerFile(folder).placeFrom(0)).isZero();
    }
}
