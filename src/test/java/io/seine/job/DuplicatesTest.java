package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.Seine;
import io.seine.config.SettingsException;
import io.seine.model.JobState;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows with the same address, and rows with the same content.
@Timeout(60)
class DuplicatesTest {
    private final Seine seine = Seine.create();
    private ScriptedOrigin origin;
    private volatile Handler handler = request -> content(request.path());

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        origin = ScriptedOrigin.start(request -> handler.answer(request));
    }

    @AfterEach
    void close() {
        seine.close();
        origin.close();
    }

    /// Of paths that end in the same digit the content is the same.
    private static Answer content(String path) {
        return Answer.ok(("content " + path.charAt(path.length() - 1)).getBytes(StandardCharsets.US_ASCII), "a/b");
    }

    private Batch batch(String... paths) throws IOException {
        return Batch.of(folder, paths.length, i -> origin.url(paths[i])).with("source.key", "{index}");
    }

    private Batch twenty(String duplicates) throws IOException {
        return batch(IntStream.range(0, 20).mapToObj(i -> "/" + i).toArray(String[]::new))
                .with("save.duplicates", duplicates);
    }

    private List<Outcome> run(Batch batch) throws Exception {
        assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
        return batch.ledger().stream()
                .sorted(Comparator.comparingLong(outcome -> outcome.item().index()))
                .toList();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder.resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".bin")).toList();
        }
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    // By address.

    @Test
    void theFirstRowWithAnAddressIsFetchedAndTheOthersAreFiltered() throws Exception {
        var batch = batch("/1", "/2", "/1#part", "/%31", "/1?", "/a/../2", "/1").with("source.duplicates", "first");
        var outcomes = run(batch);
        assertThat(outcomes)
                .extracting(outcome -> outcome.status().word()
                        + (outcome.failure() == null
                                ? ""
                                : " " + outcome.failure().message().replace(folder + "/", "")))
                .containsExactly(
                        "saved",
                        "saved",
                        "filtered urls.txt:3: row 0 has the same address",
                        "saved",
                        "saved",
                        "filtered urls.txt:6: row 1 has the same address",
                        "filtered urls.txt:7: row 0 has the same address");
        assertThat(Objects.requireNonNull(outcomes.get(2).failure()).kind().word())
                .isEqualTo("duplicate");
        assertThat(origin.requests()).isEqualTo(4);
    }

    @Test
    void whichRowIsTheFirstIsTheSameAfterAnInterruption() throws Exception {
        var held = new CountDownLatch(1);
        handler = request -> {
            held.await();
            return content(request.path());
        };
        var batch = batch("/1", "/2", "/1", "/2", "/3", "/1").with("source.duplicates", "first");
        var job = seine.run(batch.job());
        Batch.first(job, 3); // the duplicates
        job.cancel();
        held.countDown();
        Batch.end(job);
        var outcomes = run(batch).stream()
                .filter(outcome -> outcome.status() != Status.CANCELLED)
                .toList();
        assertThat(outcomes)
                .extracting(outcome ->
                        outcome.item().index() + " " + outcome.status().word())
                .containsExactly("0 saved", "1 saved", "2 filtered", "3 filtered", "4 saved", "5 filtered");
    }

    // By content.

    @Test
    void contentThatIsThereIsLinkedAndTheRecordTellsToWhat() throws Exception {
        var outcomes = run(twenty("link"));
        assertThat(outcomes).allMatch(outcome -> outcome.status() == Status.SAVED);
        assertThat(outcomes.stream().filter(outcome -> outcome.duplicateOf() == null))
                .hasSize(10);
        assertThat(files()).hasSize(20);
        for (var outcome : outcomes) {
            var file = folder.resolve("out").resolve(Objects.requireNonNull(outcome.path()));
            assertThat(file).hasContent("content " + outcome.item().index() % 10);
            assertThat(outcome.path()).isEqualTo(outcome.item().index() + ".bin");
            if (outcome.duplicateOf() != null) {
                assertThat(outcome.duplicateOf() % 10).isEqualTo(outcome.item().index() % 10);
                assertThat(inode(file)).isEqualTo(inode(folder.resolve("out/" + outcome.duplicateOf() + ".bin")));
            }
        }
    }

    @Test
    void contentThatIsThereIsSkippedAndThePathIsThatOfTheFirst() throws Exception {
        var outcomes = run(twenty("skip"));
        assertThat(files()).hasSize(10);
        for (var outcome : outcomes) {
            var first = outcome.duplicateOf() == null ? outcome.item().index() : outcome.duplicateOf();
            assertThat(outcome.path()).isEqualTo(first + ".bin");
            assertThat(outcome.status()).isEqualTo(Status.SAVED);
        }
    }

    @Test
    void withoutASettingEveryRowHasAFileOfItsOwn() throws Exception {
        assertThat(run(twenty("keep"))).allMatch(outcome -> outcome.duplicateOf() == null);
        assertThat(files()).hasSize(20);
    }

    /// All at once, while none is recorded.
    @Test
    void manyRowsWithOneContentHaveOneFirstWhoseRecordComesBeforeTheirs() throws Exception {
        var batch = batch(IntStream.range(0, 300).mapToObj(i -> "/" + i + "/7").toArray(String[]::new))
                .with("save.duplicates", "skip");
        Batch.end(seine.run(batch.job()));
        var ledger = batch.ledger();
        assertThat(ledger).hasSize(300);
        assertThat(ledger.getFirst().duplicateOf()).isNull();
        long first = ledger.getFirst().item().index();
        assertThat(ledger.subList(1, 300)).allMatch(outcome -> Objects.equals(outcome.duplicateOf(), first));
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "skip"})
    void aLaterRunKnowsTheContentsOfTheEarlier(String duplicates) throws Exception {
        var batch = twenty(duplicates).with("fetch.parallelism", 2);
        for (int round = 1; round <= 3; round++) {
            var job = seine.run(batch.job());
            var ended = job.iterator();
            for (int i = 0; i < 4 && ended.hasNext(); i++) {
                ended.next();
            }
            job.cancel();
            Batch.end(job);
        }
        var outcomes = run(batch).stream()
                .filter(outcome -> outcome.status() == Status.SAVED)
                .toList();
        assertThat(outcomes).hasSize(20);
        assertThat(outcomes.stream().filter(outcome -> outcome.duplicateOf() == null))
                .hasSize(10);
        assertThat(files()).hasSize(duplicates.equals("link") ? 20 : 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "skip"})
    void aFirstFileThatSomebodyHasRemovedIsMadeAgain(String duplicates) throws Exception {
        var batch = batch("/1", "/2").with("save.duplicates", duplicates).with("fetch.parallelism", 1);
        run(batch);
        Files.delete(folder.resolve("out/0.bin"));
        Files.writeString(
                folder.resolve("more.txt"), origin.url("/1") + "\n" + origin.url("/2") + "\n" + origin.url("/11"));
        Files.delete(folder.resolve("out/.seine/job")); // as if the list had always been longer
        var outcomes = run(batch.with("source.path", folder.resolve("more.txt")));
        assertThat(outcomes.getLast().path()).isEqualTo("2.bin");
        assertThat(outcomes.getLast().duplicateOf()).isNull();
        assertThat(folder.resolve("out/2.bin")).hasContent("content 1");
    }

    @Test
    void aFirstThatCannotBeSavedLeavesItToTheNext() throws Exception {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/taken.bin"), "somebody's own");
        var batch = batch("/1", "/11", "/21")
                .with("save.duplicates", "link")
                .with("save.collision", "fail")
                .with("source.format", "csv")
                .with("source.path", list("taken,/1", "b,/11", "c,/21"))
                .with("source.url", origin.url("{path}"))
                .with("source.key", "{name}");
        var outcomes = run(batch);
        assertThat(outcomes).extracting(outcome -> outcome.status().word()).containsExactly("failed", "saved", "saved");
        assertThat(outcomes.stream().filter(outcome -> outcome.duplicateOf() != null))
                .hasSize(1);
        assertThat(inode(folder.resolve("out/b.bin"))).isEqualTo(inode(folder.resolve("out/c.bin")));
    }

    private Path list(String... rows) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), "name,path\n" + String.join("\n", rows));
    }

    @Test
    void everyVariantOfADuplicateIsLinked() throws Exception {
        var photo = Files.readAllBytes(Path.of("src/test/resources/photos/chelsea.jpg"));
        handler = request -> Answer.ok(photo, "image/jpeg");
        var batch = batch("/1", "/2")
                .with("decode.mode", "verify")
                .with("save.duplicates", "link")
                .with("record.parquet", true)
                .with(
                        "save.variants",
                        "[{ name = \"{key}\" }, { name = \"s/{key}\", resize { mode = border, size = 9 } }]");
        run(batch);
        for (var name : List.of("%d.jpg", "s/%d.jpg")) {
            assertThat(inode(folder.resolve("out").resolve(name.formatted(0))))
                    .isEqualTo(inode(folder.resolve("out").resolve(name.formatted(1))));
        }
        assertThat(new Dataset(batch.out()).parquet("00000.parquet"))
                .extracting(row -> row.get("duplicate_of"))
                .containsOnlyOnce((Object) null);
        assertThat(folder.resolve("out/.seine/unsettled")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            save.layout    | webdataset | which row is the first would depend on the network
            save.layout    | none       | save.layout = none has no files
            save.collision | overwrite  | the first row's file may be another's by then
            """)
    void whatDuplicatesDoNotGoTogetherWithIsRefused(String key, String value, String message) throws Exception {
        var batch = batch("/1").with("save.duplicates", "skip").with(key, value);
        assertThatThrownBy(batch::job).isInstanceOf(SettingsException.class).hasMessageContaining(message);
    }

    @Test
    void aStreamWithoutALedgerFindsNoDuplicates() throws Exception {
        var job = batch("/1").with("save.duplicates", "skip").job();
        assertThatThrownBy(() -> seine.flow(job)).hasMessageContaining("save.duplicates");
    }

    // Records alone.

    @Test
    void recordsAloneAreKept() throws Exception {
        var batch = batch("/1", "/2", "/3")
                .with("save.layout", "none")
                .with("fetch.spool-above", "4B")
                .with("record.parquet", true);
        assertThat(run(batch)).allSatisfy(outcome -> {
            assertThat(outcome.status()).isEqualTo(Status.SAVED);
            assertThat(outcome.path()).isNull();
            assertThat(outcome.transfer().bytes()).isEqualTo(9);
            assertThat(outcome.transfer().sha256()).hasSize(64);
        });
        assertThat(new Dataset(batch.out()).parquet("00000.parquet")).hasSize(3);
        assertThat(files()).isEmpty();
        assertThat(Batch.end(seine.run(batch.job())).items()).isZero();
    }
}
