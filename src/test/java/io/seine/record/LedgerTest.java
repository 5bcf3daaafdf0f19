package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void whatIsAppendedIsDoneInTheNextRun(Sync sync) {
        try (var ledger = Ledger.open(folder, sync, RetrySettings.NONE)) {
            assertThat(done(ledger, 0)).isFalse();
            ledger.append(List.of(Outcomes.saved(0), Outcomes.ended(2, Kind.DNS)));
            ledger.append(List.of(Outcomes.ended(5, Kind.NOT_FOUND)));
            assertThat(done(ledger, 0))
                    .as("what this run does is not done before")
                    .isFalse();
        }
        try (var ledger = Ledger.open(folder, sync, RetrySettings.NONE)) {
            assertThat(LongStream.range(0, 7).filter(index -> done(ledger, index)))
                    .containsExactly(0L, 2L, 5L);
            assertThat(ledger.done().counted().items()).isEqualTo(3);
            assertThat(ledger.done().counted().counts())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(Status.SAVED, 1L, Status.FAILED, 1L, Status.NOT_FOUND, 1L));
        }
    }

    @Test
    void aCancelledRowIsNotDoneAndNotCounted() {
        append(Outcomes.ended(0, Kind.CANCELLED), Outcomes.saved(1));
        var done = read();
        assertThat(done.contains(item(0))).isFalse();
        assertThat(done.contains(item(1))).isTrue();
        assertThat(done.counted().items()).isEqualTo(1);
    }

    @Test
    void aLaterLineReplacesOneThatWasNotSaved() {
        append(
                Outcomes.ended(0, Kind.CANCELLED),
                Outcomes.saved(0),
                Outcomes.ended(1, Kind.DNS),
                Outcomes.saved(1),
                Outcomes.ended(2, Kind.DNS),
                Outcomes.ended(2, Kind.NOT_FOUND),
                Outcomes.ended(3, Kind.DNS),
                Outcomes.ended(3, Kind.CANCELLED));
        var counted = read().counted();
        assertThat(counted.counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Status.SAVED, 2L, Status.NOT_FOUND, 1L));
        assertThat(counted.items()).isEqualTo(3);
        assertThat(counted.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.example().kind()).isEqualTo(Kind.NOT_FOUND);
            assertThat(failure.count()).isEqualTo(1);
        });
        assertThat(counted.attempts()).as("what was asked for stays asked for").isEqualTo(6);
        assertThat(read().contains(item(3))).isFalse();
    }

    @Test
    void nothingReplacesASavedLine() {
        append(Outcomes.saved(0), Outcomes.ended(0, Kind.DNS), Outcomes.ended(0, Kind.CANCELLED), Outcomes.saved(0));
        assertThat(read().counted().counts()).containsExactly(Map.entry(Status.SAVED, 1L));
        assertThat(read().contains(item(0))).isTrue();
    }

    /// 200 generated ledgers of few rows and many repetitions, against the rule told as simply as can be.
    @Test
    void theLastWordOnEveryRowCounts() throws IOException {
        var random = new Random(47);
        var kinds = List.of(Kind.DNS, Kind.NOT_FOUND, Kind.CANCELLED, Kind.FILTERED, Kind.TIMEOUT_TOTAL);
        for (int round = 0; round < 200; round++) {
            Files.deleteIfExists(Ledger.in(folder));
            var outcomes = new ArrayList<Outcome>();
            var last = new TreeMap<Long, Outcome>();
            for (int line = random.nextInt(40); line > 0; line--) {
                long index = random.nextInt(6) * 40_000L;
                var outcome = random.nextInt(4) == 0
                        ? Outcomes.saved(index)
                        : Outcomes.ended(index, kinds.get(random.nextInt(kinds.size())));
                outcomes.add(outcome);
                last.merge(index, outcome, (one, other) -> one.status() == Status.SAVED ? one : other);
            }
            append(outcomes.toArray(Outcome[]::new));
            last.values().removeIf(outcome -> outcome.status() == Status.CANCELLED);
            var expected = new Tally();
            last.values().forEach(expected::add);
            var done = read();
            assertThat(done.counted().counts()).isEqualTo(expected.counted().counts());
            assertThat(done.counted().items()).isEqualTo(last.size());
            assertThat(done.counted().failures())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("item")
                    .isEqualTo(expected.counted().failures());
            assertThat(LongStream.range(0, 6).map(row -> row * 40_000).filter(row -> done.contains(item(row))))
                    .containsExactlyElementsOf(last.keySet());
        }
    }

    @Test
    void rowsAreNumberedAsFarAsALongGoes() {
        append(Outcomes.saved(1L << 31), Outcomes.saved((1L << 40) + 7), Outcomes.saved(Integer.MAX_VALUE));
        var done = read();
        assertThat(LongStream.of(1L << 31, (1L << 40) + 7, Integer.MAX_VALUE)
                        .filter(index -> !done.contains(item(index))))
                .isEmpty();
        assertThat(LongStream.of(0, 7, (1L << 31) + 1, (1L << 32) + 7, Long.MAX_VALUE)
                        .filter(index -> done.contains(item(index))))
                .isEmpty();
    }

    @Test
    void anotherAddressInARowIsAnotherList() {
        append(Outcomes.saved(4));
        assertThatThrownBy(() -> read().contains(new Item(4, "k", "http://other/", Map.of())))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("row 4 is http://other/, but the ledger holds another address");
    }

    /// However a killed process tore the last line, the rest stands, and the next run goes on behind it.
    @Test
    void aTornLastLineIsTakenOff() throws IOException {
        append(Outcomes.saved(0), Outcomes.saved(1));
        var whole = Files.readAllBytes(Ledger.in(folder));
        int first = Files.readAllLines(Ledger.in(folder)).getFirst().length() + 1;
        for (int length = first; length < whole.length; length++) {
            Files.write(Ledger.in(folder), java.util.Arrays.copyOf(whole, length));
            try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
                assertThat(done(ledger, 0)).isTrue();
                assertThat(done(ledger, 1)).isFalse();
                ledger.append(List.of(Outcomes.saved(1)));
            }
            assertThat(Files.readAllBytes(Ledger.in(folder))).isEqualTo(whole);
        }
    }

    /// File systems leave zeros where a power cut kept data from coming.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0",
                "{\"index\":1,\"k\0\0\0\0",
                "\0\0\0\n",
                "{\"index\":1,\0\0\0\0,\"bytes\":3}\n",
                "\0\n\0\0"
            })
    void zerosAtTheEndAreTakenOff(String zeros) throws IOException {
        append(Outcomes.saved(0));
        var whole = Files.readAllBytes(Ledger.in(folder));
        Files.writeString(Ledger.in(folder), zeros, StandardOpenOption.APPEND);
        assertThat(read().counted().items()).isEqualTo(1);
        append(Outcomes.saved(1));
        assertThat(Files.readAllLines(Ledger.in(folder))).hasSize(2);
        assertThat(Files.readAllBytes(Ledger.in(folder))).startsWith(whole);
        assertThat(read().counted().items()).isEqualTo(2);
    }

    @Test
    void zerosInTheMiddleAreNotTakenForTheEnd() throws IOException {
        append(Outcomes.saved(0));
        var line = Files.readString(Ledger.in(folder));
        Files.writeString(Ledger.in(folder), "\0\0\0\n" + line, StandardOpenOption.APPEND);
        assertThatThrownBy(this::read)
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(Ledger.in(folder) + ":2: not a record of an outcome: ");
    }

    /// A ledger of several pieces, read on several threads, with repetitions of rows from piece to piece.
    @Test
    void theOrderOfLinesCountsHoweverManyThereAre() throws IOException {
        try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            for (int round = 0; round < 3; round++) {
                var kind = round == 2 ? Kind.TLS : Kind.DNS;
                ledger.append(LongStream.range(0, 10_000)
                        .mapToObj(index -> index % 5 == 0 ? Outcomes.saved(index) : Outcomes.ended(index, kind))
                        .toList());
            }
        }
        assertThat(Files.size(Ledger.in(folder))).isGreaterThan(4 << 20);
        assertThat(read().counted().items()).isEqualTo(10_000);
        assertThat(read().counted().failures()).singleElement().satisfies(failure -> {
            assertThat(failure.example().kind()).isEqualTo(Kind.TLS);
            assertThat(failure.count()).isEqualTo(8_000);
        });
    }

    @Test
    void aBadLineIsNamedHoweverFarItIs() throws IOException {
        append(LongStream.range(0, 20_000).mapToObj(Outcomes::saved).toArray(Outcome[]::new));
        var lines = Files.readAllLines(Ledger.in(folder));
        lines.set(17_770, "nonsense");
        Files.write(Ledger.in(folder), lines);
        assertThatThrownBy(this::read).hasMessageStartingWith(Ledger.in(folder) + ":17771: not a record");
    }

    /// Each would have a segment of its own: 4 GB.
    @Test
    void cancelledRowsTakeNoMemoryWhereverTheyAre() {
        append(LongStream.range(0, 20_000)
                .mapToObj(index -> Outcomes.ended(index << 20, Kind.CANCELLED))
                .toArray(Outcome[]::new));
        assertThat(read().counted().items()).isZero();
    }

    @Test
    void rowsThatAreToBeTakenUpAgainAreNotDoneUntilTheyAre() {
        append(
                Outcomes.saved(0),
                Outcomes.ended(1, Kind.DNS),
                Outcomes.ended(2, Kind.TLS),
                Outcomes.ended(3, Kind.DNS));
        var retry = new RetrySettings(Set.of(Kind.DNS));
        try (var ledger = Ledger.open(folder, Sync.NONE, retry)) {
            var done = ledger.done();
            assertThat(LongStream.range(0, 4).filter(index -> done.contains(item(index))))
                    .containsExactly(0L, 2L);
            assertThat(LongStream.range(0, 4).filter(index -> done.takesUp(item(index))))
                    .containsExactly(1L, 3L);
            assertThat(done.counted().items()).isEqualTo(2);
            assertThat(done.standing().items()).isEqualTo(4);
            ledger.append(List.of(Outcomes.saved(1)));
            assertThat(done.counted().items()).as("this run counts its own").isEqualTo(2);
            assertThat(done.standing().items()).isEqualTo(3);
            assertThat(done.standing().failures())
                    .extracting(each -> each.count())
                    .containsExactly(1L, 1L);
        }
        assertThat(read().counted().counts())
                .containsExactlyInAnyOrderEntriesOf(Map.of(Status.SAVED, 2L, Status.FAILED, 2L));
    }

    @Test
    void aTornLastLineIsLeftAloneByALook() throws IOException {
        append(Outcomes.saved(0));
        Files.writeString(Ledger.in(folder), "{\"index\":1,\"ke", StandardOpenOption.APPEND);
        var before = Files.size(Ledger.in(folder));
        assertThat(read().counted().items()).isEqualTo(1);
        assertThat(Files.size(Ledger.in(folder))).isEqualTo(before);
    }

    @Test
    void nonsenseInTheMiddleIsRefusedWithFileAndLineAndNothingIsLost() throws IOException {
        append(Outcomes.saved(0));
        Files.writeString(Ledger.in(folder), "nonsense\n", StandardOpenOption.APPEND);
        Files.writeString(
                Ledger.in(folder), Files.readAllLines(Ledger.in(folder)).getFirst() + "\n", StandardOpenOption.APPEND);
        var before = Files.readString(Ledger.in(folder));
        assertThatThrownBy(() -> Ledger.open(folder, Sync.NONE, RetrySettings.NONE))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(Ledger.in(folder) + ":2: not a record of an outcome: not JSON: ");
        assertThat(Ledger.in(folder)).hasContent(before);
    }

    @Test
    void aLedgerThatCannotBeReadOrWrittenIsNamed() throws IOException {
        Files.createDirectory(Ledger.in(folder));
        assertThatThrownBy(() -> Ledger.open(folder, Sync.NONE, RetrySettings.NONE))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(Ledger.in(folder) + ": cannot be read: ");
        assertThatThrownBy(() -> Ledger.open(folder.resolve("missing"), Sync.NONE, RetrySettings.NONE))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(folder.resolve("missing/ledger.jsonl") + ": cannot be opened: ");
    }

    /// A process whose files may not grow beyond 64 KiB appends until it is refused.
    @Test
    @Timeout(60)
    void aFullDiskLeavesNoHalfLine() throws Exception {
        var filler = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 64; exec \"$0\" -XX:-UsePerfData -cp \"$1\" \"$2\" \"$3\"",
                        ProcessHandle.current().info().command().orElse("java"),
                        System.getProperty("java.class.path"),
                        Filler.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(filler.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(filler.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assumeThat(said).as("ulimit works here").contains("refused");
        assertThat(said).contains(Ledger.in(folder) + ": cannot be written: ");
        assertThat(Files.readString(Ledger.in(folder))).endsWith("}\n");
        assertThat(read().counted().items()).isPositive();
    }

    static final class Filler {
        public static void main(String[] arguments) {
            try (var ledger = Ledger.open(Path.of(arguments[0]), Sync.NONE, RetrySettings.NONE)) {
                for (long index = 0; ; index += 3) {
                    ledger.append(List.of(Outcomes.saved(index), Outcomes.saved(index + 1), Outcomes.saved(index + 2)));
                }
            } catch (OutputException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    private void append(Outcome... outcomes) {
        try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            ledger.append(List.of(outcomes));
        }
    }

    private DoneRows read() {
        return Ledger.look(folder, RetrySettings.NONE);
    }

    private static boolean done(Ledger ledger, long index) {
        return ledger.done().contains(item(index));
    }

    private static Item item(long index) {
        return Outcomes.saved(index).item();
    }
}
