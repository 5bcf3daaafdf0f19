package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.RecordSettings.Sync;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Picture;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.Transfer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    Path folder;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static Outcome saved(int index, String url) {
        var transfer = new Transfer(2, 200, url, "image/gif", 12, "ab");
        var item = new Item(index, "k" + index, url, Map.of("country", "Côte d'Ivoire"));
        return new Outcome(
                item, Status.SAVED, null, transfer, new Picture(1, 2, 3, 4), "a/b.gif", NOON, Duration.ofMillis(7));
    }

    private static Outcome ended(int index, Kind kind) {
        var failure = new Failure(Stage.FETCH, kind, "because");
        return new Outcome(
                Item.of(index, "http://h/" + index),
                kind.status(),
                failure,
                Transfer.NONE,
                null,
                null,
                NOON,
                Duration.ZERO);
    }

    private Ledger open() {
        return Ledger.open(folder, Sync.NONE);
    }

    @Test
    void aRecordHasTheFieldsOfTheContractInTheirOrder() throws IOException {
        var line = new ByteArrayOutputStream();
        JsonRecords.writeLine(saved(3, "http://h/3"), line);
        assertThat(line.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"index\":3,\"key\":\"k3\",\"url\":\"http://h/3\",\"status\":\"saved\",\"attempts\":2,"
                        + "\"http_status\":200,\"final_url\":\"http://h/3\",\"mime\":\"image/gif\",\"bytes\":12,"
                        + "\"sha256\":\"ab\",\"width\":1,\"height\":2,\"original_width\":3,\"original_height\":4,"
                        + "\"path\":\"a/b.gif\",\"started_at\":\"2026-01-02T12:00:00Z\",\"elapsed_ms\":7,"
                        + "\"fields\":{\"country\":\"Côte d'Ivoire\"}}\n");
    }

    @Test
    void everyKindOfOutcomeIsReadBackAsItWasWritten() throws IOException {
        for (var kind : Kind.values()) {
            var line = new ByteArrayOutputStream();
            var outcome = ended(5, kind);
            JsonRecords.writeLine(outcome, line);
            assertThat(JsonRecords.read(line.toString(StandardCharsets.UTF_8))).isEqualTo(outcome);
        }
        var line = new ByteArrayOutputStream();
        JsonRecords.writeLine(saved(1, "http://h/1"), line);
        assertThat(JsonRecords.read(line.toString(StandardCharsets.UTF_8))).isEqualTo(saved(1, "http://h/1"));
    }

    @Test
    void whatWasCancelledIsOpenAndTheRestIsDone() {
        try (var ledger = open()) {
            ledger.append(List.of(saved(0, "http://h/0"), ended(1, Kind.CANCELLED), ended(2, Kind.NOT_FOUND)));
        }
        try (var again = open()) {
            assertThat(again.done().contains(Item.of(0, "http://h/0"))).isTrue();
            assertThat(again.done().contains(Item.of(1, "http://h/1"))).isFalse();
            assertThat(again.done().contains(Item.of(2, "http://h/2"))).isTrue();
            assertThat(again.done().contains(Item.of(5_000_000_000L, "http://h/")))
                    .isFalse();
            assertThat(again.done().counted().items()).isEqualTo(2);
        }
    }

    @Test
    void aTornLastLineIsTakenOffAndTheNextRecordFollowsTheWholeOnes() throws IOException {
        try (var ledger = open()) {
            ledger.append(List.of(saved(0, "http://h/0")));
        }
        Files.writeString(Ledger.in(folder), "{\"index\":1,\"key\":\"k", StandardOpenOption.APPEND);
        try (var again = open()) {
            again.append(List.of(saved(1, "http://h/1")));
        }
        assertThat(Files.readAllLines(Ledger.in(folder))).hasSize(2).allMatch(line -> line.endsWith("}}"));
    }

    @Test
    void aLineThatIsNoRecordIsToldWithItsNumber() throws IOException {
        Files.writeString(Ledger.in(folder), "not a record\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(Ledger.in(folder) + ":1: ");
    }

    @Test
    void anotherListIsToldByItsRows() {
        try (var ledger = open()) {
            ledger.append(List.of(saved(0, "http://h/0")));
        }
        try (var again = open()) {
            assertThatThrownBy(() -> again.done().contains(Item.of(0, "http://other/0")))
                    .isInstanceOf(OutputException.class)
                    .hasMessageContaining("another list");
        }
    }

    @Test
    void aReaderSeesWhatThisRunRecordsFromItsFirstToItsLastHoweverLongTheLines() throws Exception {
        try (var earlier = open()) {
            earlier.append(List.of(saved(0, "http://h/0")));
        }
        var longUrl = "http://h/" + "x".repeat(600_000);
        var ledger = open();
        ledger.append(List.of(saved(1, "http://h/1"), saved(2, longUrl)));
        var following = LedgerReader.outcomes(ledger).runWith(Sink.seq(), KIT.system());
        ledger.append(List.of(saved(3, "http://h/3")));
        ledger.close();
        var late = LedgerReader.outcomes(ledger).runWith(Sink.seq(), KIT.system());
        for (var reader : List.of(following, late)) {
            assertThat(reader.toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .containsExactly(saved(1, "http://h/1"), saved(2, longUrl), saved(3, "http://h/3"));
        }
    }
}
