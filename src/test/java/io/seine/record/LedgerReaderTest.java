package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerReaderTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void aReaderFollowsWhileTheLedgerIsWritten() {
        TestSubscriber.Probe<Outcome> reader;
        try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            reader = reader(ledger);
            reader.request(10);
            ledger.append(List.of(Outcomes.saved(0), Outcomes.saved(1)));
            assertThat(index(reader)).isZero();
            assertThat(index(reader)).isEqualTo(1);
            ledger.append(List.of(Outcomes.saved(2)));
            assertThat(index(reader)).isEqualTo(2);
        }
        reader.expectComplete();
    }

    @Test
    void aLateReaderReadsTheRunFromItsFirst() throws Exception {
        try (var earlier = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            earlier.append(List.of(Outcomes.saved(0)));
        }
        var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE);
        ledger.append(List.of(Outcomes.saved(1), Outcomes.saved(2)));
        ledger.close();
        assertThat(get(all(ledger))).containsExactly(Outcomes.saved(1), Outcomes.saved(2));
        assertThat(get(all(ledger))).as("any number of times").hasSize(2);
    }

    @Test
    void aLedgerWithoutRecordsIsAnEmptyStream() throws Exception {
        var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE);
        var waiting = all(ledger);
        ledger.close();
        assertThat(get(waiting)).isEmpty();
    }

    @Test
    void severalReadersEachReadEverythingInOrder() throws Exception {
        var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE);
        var readers = List.of(all(ledger), all(ledger), all(ledger));
        for (long batch = 0; batch < 200; batch++) {
            ledger.append(LongStream.range(batch * 10, batch * 10 + 10)
                    .mapToObj(Outcomes::saved)
                    .toList());
        }
        ledger.close();
        for (var reader : readers) {
            assertThat(get(reader))
                    .extracting(outcome -> outcome.item().index())
                    .containsExactlyElementsOf(LongStream.range(0, 2000).boxed().toList());
        }
    }

    /// Lines of one MiB, which a CSV cell can bring: longer than any piece that is read.
    @Test
    void longLinesAreReadWhole() throws Exception {
        var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE);
        var waiting = all(ledger);
        for (int index = 0; index < 5; index++) {
            ledger.append(List.of(Outcomes.saved(index), longest(index + 100)));
        }
        ledger.close();
        assertThat(get(waiting))
                .extracting(outcome -> outcome.item().index())
                .containsExactly(0L, 100L, 1L, 101L, 2L, 102L, 3L, 103L, 4L, 104L);
    }

    private static Outcome longest(long index) {
        var item = new Item(index, "k", "http://h/", Map.of("note", "é".repeat(1 << 20)));
        return Outcome.ended(item, new Failure(Stage.SAVE, Kind.STORAGE, "full"));
    }

    @Test
    void aReaderThatLeavesDisturbsNobody() throws Exception {
        var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE);
        var leaving = reader(ledger);
        var staying = all(ledger);
        leaving.request(1);
        ledger.append(List.of(Outcomes.saved(0), Outcomes.saved(1)));
        assertThat(index(leaving)).isZero();
        leaving.cancel();
        ledger.append(List.of(Outcomes.saved(2)));
        ledger.close();
        assertThat(get(staying)).hasSize(3);
    }

    private static TestSubscriber.Probe<Outcome> reader(Ledger ledger) {
        return LedgerReader.outcomes(ledger)
                .toMat(TestSink.create(KIT.system().classicSystem()), Keep.right())
                .run(KIT.system());
    }

    private static long index(TestSubscriber.Probe<Outcome> reader) {
        return reader.expectNext().item().index();
    }

    private static CompletionStage<List<Outcome>> all(Ledger ledger) {
        return LedgerReader.outcomes(ledger).runWith(Sink.seq(), KIT.system());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
