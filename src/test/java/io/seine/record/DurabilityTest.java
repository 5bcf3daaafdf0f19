package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.Item;
import io.seine.model.Leftovers;
import io.seine.model.Outcome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left of a ledger after a power cut, which is told by the mark of another running of the machine.
class DurabilityTest {
    @TempDir
    private Path folder;

    private Ledger open(Sync sync) {
        return Ledger.open(folder, sync, RetrySettings.NONE);
    }

    private List<Long> done() {
        var done = Ledger.look(folder, RetrySettings.NONE);
        return LongStream.range(0, 20)
                .filter(index -> done.contains(item(index)))
                .boxed()
                .toList();
    }

    private static Item item(long index) {
        return Outcomes.saved(index).item();
    }

    private static List<Outcome> rows(long from, long to) {
        return LongStream.range(from, to).mapToObj(Outcomes::saved).toList();
    }

    /// Leaves the folder as a machine does that goes down now: with nothing but what was promised.
    private void goDown() throws IOException {
        var mark = folder.resolve(".seine/durable");
        Files.writeString(mark, Files.readString(mark).replace(Boot.current(), "an earlier running"));
    }

    private Durable mark() throws IOException {
        return Durable.read(folder).orElseThrow();
    }

    @Test
    void whatIsBehindThePromiseIsCutOffAfterAPowerCut() throws IOException {
        long promised;
        try (var ledger = open(Sync.BATCH)) {
            ledger.append(rows(0, 5));
            ledger.sync();
            promised = Files.size(Ledger.in(folder));
            assertThat(mark().length()).isEqualTo(promised);
            ledger.append(rows(5, 9));
            assertThat(mark().length()).as("nobody waits for the disk").isEqualTo(promised);
            goDownWith(ledger);
        }
        assertThat(done()).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(PowerCut.since(folder)).isPresent();
        var lost = new ArrayList<String>();
        PowerCut.since(folder).orElseThrow().forEachLost(lost::add);
        assertThat(lost).containsExactly("k5.jpg", "k6.jpg", "k7.jpg", "k8.jpg");
        try (var ledger = open(Sync.BATCH)) {
            assertThat(Files.size(Ledger.in(folder))).isEqualTo(promised);
            ledger.append(rows(5, 6));
        }
        assertThat(PowerCut.since(folder)).isEmpty();
        assertThat(done()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    /// The folder as it is before the ledger is closed, which would bring all to the disk.
    private void goDownWith(Ledger ledger) throws IOException {
        var mark = Files.readString(folder.resolve(".seine/durable"));
        var records = Files.readAllBytes(Ledger.in(folder));
        ledger.close();
        Files.writeString(folder.resolve(".seine/durable"), mark);
        Files.write(Ledger.in(folder), records);
        goDown();
    }

    @Test
    void aKilledProcessLosesNothing() throws IOException {
        byte[] records;
        String mark;
        try (var ledger = open(Sync.BATCH)) {
            ledger.append(rows(0, 5));
            records = Files.readAllBytes(Ledger.in(folder));
            mark = Files.readString(folder.resolve(".seine/durable"));
        }
        Files.write(Ledger.in(folder), records);
        Files.writeString(folder.resolve(".seine/durable"), mark);
        assertThat(mark().length()).isZero();
        assertThat(done()).containsExactly(0L, 1L, 2L, 3L, 4L);
        open(Sync.BATCH).close();
        assertThat(mark().length()).as("the next run makes up for it").isEqualTo(records.length);
    }

    @Test
    void whatARunHasEndedWithOutlivesAPowerCut() throws IOException {
        try (var ledger = open(Sync.BATCH)) {
            ledger.append(rows(0, 5));
        }
        goDown();
        assertThat(done()).hasSize(5);
        assertThat(mark().length()).isEqualTo(Files.size(Ledger.in(folder)));
    }

    /// Of records that an earlier build, or a run without, has left.
    @ParameterizedTest
    @EnumSource(names = {"NONE", "EACH"})
    void recordsThatWereThereBeforeArePromisedAtOnce(Sync sync) throws IOException {
        try (var ledger = open(sync)) {
            ledger.append(rows(0, 5));
        }
        assertThat(folder.resolve(".seine/durable")).doesNotExist();
        try (var ledger = open(Sync.BATCH)) {
            assertThat(mark().length()).isEqualTo(ledger.length());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "EACH"})
    void aRunThatPromisesNothingTakesThePromiseBack(Sync sync) throws IOException {
        try (var ledger = open(Sync.BATCH)) {
            ledger.append(rows(0, 5));
        }
        try (var ledger = open(sync)) {
            ledger.append(rows(5, 9));
        }
        goDown();
        assertThat(PowerCut.since(folder)).isEmpty();
        assertThat(done()).hasSize(9);
    }

    /// Files that were written between the promise and the end of the machine are suspect, in all runs to come.
    @Test
    void theTimeOfEveryPowerCutIsRemembered() throws IOException {
        open(Sync.BATCH).close();
        var first = mark().moment();
        goDown();
        Leftovers.Span span;
        try (var ledger = open(Sync.BATCH)) {
            assertThat(ledger.leftovers().spans()).hasSize(1);
            span = ledger.leftovers().spans().getFirst();
            assertThat(span.from()).isEqualTo(first);
            assertThat(span.until()).isEqualTo(mark().moment());
            ledger.append(rows(0, 1));
        }
        try (var ledger = open(Sync.BATCH)) {
            assertThat(ledger.leftovers().spans()).containsExactly(span);
        }
        goDown();
        try (var ledger = open(Sync.NONE)) {
            assertThat(ledger.leftovers().spans()).hasSize(2).contains(span);
        }
        try (var ledger = open(Sync.EACH)) {
            assertThat(ledger.leftovers().spans()).hasSize(2).contains(span);
        }
    }

    @Test
    void spansHoldTheirBeginningAndNotTheirEnd() {
        var begin = Instant.parse("2026-01-02T03:04:05Z");
        var spans = new Leftovers(List.of(new Leftovers.Span(begin, begin.plusSeconds(2))));
        assertThat(spans.hold(begin.minusMillis(1))).isFalse();
        assertThat(spans.hold(begin)).isTrue();
        assertThat(spans.hold(begin.plusSeconds(1))).isTrue();
        assertThat(spans.hold(begin.plusSeconds(2))).isFalse();
        assertThat(Leftovers.NONE.hold(begin)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "boot = x\n", "boot = x\nlength = many\nmoment = now\n", "\u0000\u0000\u0000"})
    void aDamagedMarkPromisesNothing(String text) throws IOException {
        try (var ledger = open(Sync.NONE)) {
            ledger.append(rows(0, 5));
        }
        Files.createDirectories(folder.resolve(".seine"));
        Files.writeString(folder.resolve(".seine/durable"), text);
        assertThat(PowerCut.since(folder)).isEmpty();
        assertThat(done()).hasSize(5);
    }

    /// Where there is no call for the whole file system.
    @Test
    void filesCanBeForcedOneByOne() throws IOException {
        try (var ledger = open(Sync.NONE)) {
            ledger.append(rows(0, 2));
        }
        Files.createFile(folder.resolve("k0.jpg")); // k1.jpg is missing: it was removed
        long length = Files.size(Ledger.in(folder));
        try (var channel = FileChannel.open(Ledger.in(folder), StandardOpenOption.WRITE);
                var durability = new Durability(folder, Sync.BATCH, channel, () -> length, false)) {
            durability.start(null);
            assertThat(mark().length()).isEqualTo(length);
        }
        Files.createDirectory(folder.resolve("k1.jpg"));
        Files.delete(folder.resolve(".seine/durable"));
        try (var channel = FileChannel.open(Ledger.in(folder), StandardOpenOption.WRITE)) {
            var durability = new Durability(folder, Sync.BATCH, channel, () -> length, false);
            assertThatThrownBy(() -> durability.start(null)).isInstanceOf(IOException.class);
            assertThat(Durable.read(folder))
                    .as("what cannot be forced is not promised")
                    .isEmpty();
        }
    }

    @Test
    void theWholeFileSystemIsForcedOnLinux() throws IOException {
        assertThat(FileSystemSync.possible(folder))
                .isEqualTo(System.getProperty("os.name").equals("Linux"));
        if (FileSystemSync.possible(folder)) {
            FileSystemSync.sync(folder);
            assertThatThrownBy(() -> FileSystemSync.sync(folder.resolve("missing")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("open failed with the error 2");
        }
    }
}
