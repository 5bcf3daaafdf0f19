package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.model.Item;
import io.seine.model.JobState;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.model.Variant;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a job leaves with `save.variants`.
@Timeout(60)
class VariantsTest {
    private static final byte[] CAT = photo("chelsea.jpg");
    private static final byte[] COFFEE = photo("coffee.jpg");

    private static final String THREE = """
            [{ name = "{key}", mode = verify },
             { name = "200/{key}", format = png, resize { mode = keep-ratio, size = 200 } },
             { name = "64/{key}", quality = 80, resize { mode = center-crop, size = 64 } }]
            """;

    private static final String IN_TAR = THREE.replace("200/{key}", "{key}.200").replace("64/{key}", "{key}.64");

    private final Seine seine = Seine.create();
    private ScriptedOrigin origin;
    private volatile Handler handler = request -> Answer.ok(CAT, "image/jpeg");

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

    private static byte[] photo(String name) {
        try {
            return Files.readAllBytes(Path.of("src/test/resources/photos", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Batch batch(String name, int rows, String variants) throws IOException {
        return Batch.of(Files.createDirectories(folder.resolve(name)), rows, i -> origin.url("/" + i))
                .with("decode.mode", "verify")
                .with("decode.quality", 90)
                .with("save.variants", variants);
    }

    private List<Outcome> run(Batch batch) throws Exception {
        assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
        return batch.ledger();
    }

    /// The files in the output that users see, but for ledger and summary.
    private static List<String> files(Batch batch) throws IOException {
        try (var files = Files.walk(batch.out())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> batch.out().relativize(file).toString())
                    .filter(name -> !name.startsWith(".seine") && !name.matches("ledger.jsonl|summary.json"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> threeOf(String... keys) {
        return Stream.of(keys)
                .flatMap(key -> Stream.of(key + ".jpg", "200/" + key + ".png", "64/" + key + ".jpg"))
                .sorted()
                .toList();
    }

    // What is there.

    @Test
    void everyVariantIsAFileAndOneRecordListsThemAll() throws Exception {
        var batch = batch("a", 3, THREE);
        assertThat(run(batch)).allSatisfy(outcome -> {
            var key = outcome.item().key();
            assertThat(outcome.variants())
                    .extracting(Variant::path, Variant::width, Variant::height, Variant::format)
                    .containsExactly(
                            tuple(key + ".jpg", 451, 300, "jpeg"),
                            tuple("200/" + key + ".png", 301, 200, "png"),
                            tuple("64/" + key + ".jpg", 64, 64, "jpeg"));
            assertThat(outcome.variants())
                    .allSatisfy(variant ->
                            assertThat(batch.out().resolve(variant.path())).hasSize(variant.bytes()));
            assertThat(outcome.path()).isEqualTo(key + ".jpg");
            assertThat(Objects.requireNonNull(outcome.picture()).width()).isEqualTo(451);
        });
        assertThat(origin.requests()).isEqualTo(3);
        assertThat(batch.out().resolve("000000001.jpg")).hasBinaryContent(CAT);
        assertThat(files(batch)).isEqualTo(threeOf("000000000", "000000001", "000000002"));
        batch.expectNothingUnfinished();
    }

    @Test
    void aLargeBodyThatWasSpooledIsSavedUnderSeveralNames() throws Exception {
        var batch = batch("a", 2, """
                [{ name = "{key}" }, { name = "again/{key}" }, { name = "s/{sha256}", resize { mode = border, size = 32 } }]
                """).with("fetch.spool-above", "1KiB");
        run(batch);
        assertThat(files(batch))
                .containsExactly(
                        "000000000.jpg",
                        "000000001.jpg",
                        "again/000000000.jpg",
                        "again/000000001.jpg",
                        "s/" + Dataset.digest(CAT) + ".jpg");
        assertThat(batch.out().resolve("000000001.jpg")).hasBinaryContent(CAT);
        assertThat(batch.out().resolve("again/000000000.jpg")).hasBinaryContent(CAT);
        batch.expectNothingUnfinished();
    }

    @Test
    void oneVariantThatCannotBeMadeFailsTheItem() throws Exception {
        var batch = batch("a", 1, """
                [{ name = "{key}" }, { name = "huge/{key}", resize { mode = keep-ratio, size = 20000 } }]
                """);
        assertThat(run(batch)).singleElement().satisfies(outcome -> {
            assertThat(Objects.requireNonNull(outcome.failure()).kind().word()).isEqualTo("too_many_pixels");
            assertThat(outcome.variants()).isEmpty();
        });
        assertThat(files(batch)).isEmpty();
    }

    @Test
    void theTableOfRecordsListsTheVariants() throws Exception {
        var batch = batch("a", 2, THREE).with("record.parquet", true);
        run(batch);
        var row = new Dataset(batch.out()).parquet("00000.parquet").get(1);
        assertThat(Objects.requireNonNull(row.get("variants")).toString())
                .contains("path=200/000000001.png, width=301, height=200, bytes=", "format=png");
        assertThat(row.get("path")).isEqualTo("000000001.jpg");
    }

    // Names that are taken.

    @Test
    void againstCollisionsAllVariantsGetTheSameNumber() throws Exception {
        handler = request -> Answer.ok(request.path().equals("/1") ? COFFEE : CAT, "image/jpeg");
        var batch = batch("a", 2, THREE.replace("{key}", "x")).with("fetch.parallelism", 1);
        assertThat(run(batch)).extracting(Outcome::path).containsExactlyInAnyOrder("x.jpg", "x-2.jpg");
        assertThat(files(batch)).isEqualTo(threeOf("x", "x-2"));
    }

    @Test
    void aNameThatIsTakenFailsTheWholeItemAndLeavesNothingOfIt() throws Exception {
        var batch = batch("a", 1, THREE).with("save.collision", "fail");
        Files.createDirectories(batch.out().resolve("64"));
        Files.writeString(batch.out().resolve("64/000000000.jpg"), "somebody's own");
        assertThat(run(batch))
                .singleElement()
                .satisfies(outcome -> assertThat(
                                Objects.requireNonNull(outcome.failure()).message())
                        .isEqualTo("64/000000000.jpg is taken by another item's file"));
        assertThat(files(batch)).containsExactly("64/000000000.jpg");
    }

    @Test
    void overwritingReplacesEveryVariant() throws Exception {
        handler = request -> Answer.ok(request.path().equals("/1") ? COFFEE : CAT, "image/jpeg");
        var batch = batch("a", 2, THREE.replace("{key}", "x"))
                .with("save.collision", "overwrite")
                .with("fetch.parallelism", 1);
        var outcomes = run(batch);
        assertThat(outcomes).extracting(Outcome::status).containsOnly(Status.SAVED);
        assertThat(files(batch)).isEqualTo(threeOf("x"));
        assertThat(outcomes)
                .anySatisfy(last -> assertThat(last.variants())
                        .allSatisfy(variant ->
                                assertThat(batch.out().resolve(variant.path())).hasSize(variant.bytes())));
    }

    @Test
    void twoVariantsOfAnItemNeverShareAFile() throws Exception {
        var batch =
                batch("a", 1, "[{ name = \"{key}\" }, { name = \"{index}\" }]").with("source.key", "{index}");
        assertThat(run(batch))
                .singleElement()
                .satisfies(outcome -> assertThat(
                                Objects.requireNonNull(outcome.failure()).kind().word())
                        .isEqualTo("name_conflict"));
        assertThat(files(batch)).isEmpty();
    }

    // Interruptions.

    /// As a killed process leaves it: two of three files have their names, and the row is not recorded. When it
    /// is taken up again it is not there any more.
    @Test
    void whatAKilledProcessHasLeftOfAnItemIsTakenBack() throws Exception {
        var batch = batch("a", 3, THREE);
        run(batch);
        var ledger = batch.out().resolve("ledger.jsonl");
        var lines = Files.readAllLines(ledger);
        lines.removeIf(line -> line.startsWith("{\"index\":1,"));
        Files.write(ledger, lines);
        Files.delete(batch.out().resolve("64/000000001.jpg"));
        var notes = Files.createDirectories(batch.out().resolve(".seine/unsettled"));
        Files.writeString(notes.resolve("1"), "000000001.jpg\n200/000000001.png\n64/000000001.jpg\n");
        Files.writeString(notes.resolve("2"), "000000002.jpg\n"); // killed before it dropped the note
        handler = request -> Answer.notFound();
        assertThat(run(batch))
                .extracting(Outcome::status)
                .containsExactly(Status.SAVED, Status.SAVED, Status.NOT_FOUND);
        assertThat(files(batch)).isEqualTo(threeOf("000000000", "000000002"));
        batch.expectNothingUnfinished();
    }

    @Test
    void aRestartTakesAwayEveryVariant() throws Exception {
        var batch = batch("a", 2, THREE);
        run(batch);
        var notes = Files.createDirectories(batch.out().resolve(".seine/unsettled"));
        Files.writeString(notes.resolve("7"), "64/000000007.jpg\n");
        Files.write(batch.out().resolve("64/000000007.jpg"), CAT);
        Restart.clear(batch.out(), announced -> assertThat(announced).contains("6 files"));
        assertThat(files(batch)).isEmpty();
    }

    @Test
    void aJobWithOtherVariantsIsAnother() throws Exception {
        var batch = batch("a", 1, THREE);
        run(batch);
        assertThatThrownBy(() -> seine.run(batch.with("save.variants", THREE.replace("80", "70"))
                                .job())
                        .iterator()
                        .hasNext())
                .rootCause()
                .hasMessageContaining("save.variants[2].quality was 80 and is 70");
    }

    // Tars.

    @ParameterizedTest
    @ValueSource(strings = {"holes", "dense"})
    void variantsStandNextToEachOtherInATar(String keys) throws Exception {
        handler = request -> request.path().equals("/1") ? Answer.notFound() : Answer.ok(CAT, "image/jpeg");
        var batch = batch("a", 3, IN_TAR).with("save.layout", "webdataset").with("save.keys", keys);
        var outcomes = run(batch);
        var dataset = new Dataset(batch.out());
        var second = keys.equals("dense") ? "000000001" : "000000002";
        assertThat(dataset.names("00000.tar"))
                .containsExactlyElementsOf(Stream.of("000000000", second)
                        .flatMap(key -> Stream.of(".jpg", ".200.png", ".64.jpg", ".json")
                                .map(key::concat))
                        .toList());
        assertThat(dataset.tar("00000.tar").get(4).content()).isEqualTo(CAT);
        assertThat(dataset.tar("00000.tar").get(7).json().get("variants").size())
                .isEqualTo(3);
        assertThat(dataset.parquet("00000.parquet").get(2).get("variants")).isNotNull();
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.item().index() == 2)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.variants().get(1).path())
                        .isEqualTo(keys.equals("dense") ? "00000.tar" : "00000.tar/000000002.200.png"));
        var digests = dataset.digests();
        Files.delete(batch.out().resolve(".seine/sealed")); // so that it is made again from what is in it
        run(batch);
        assertThat(dataset.digests()).isEqualTo(digests);
    }

    @Test
    void aJobThatIsCancelledAgainAndAgainLeavesTheSameTars() throws Exception {
        var undisturbed =
                batch("a", 60, IN_TAR).with("save.layout", "webdataset").with("save.shard-size", 10);
        run(undisturbed);
        var batch = batch("b", 60, IN_TAR)
                .with("save.layout", "webdataset")
                .with("save.shard-size", 10)
                .with("fetch.parallelism", 4);
        for (int round = 1; round <= 3; round++) {
            var job = seine.run(batch.job());
            Batch.first(job, 5 * round);
            job.cancel();
            Batch.end(job);
        }
        run(batch);
        assertThat(new Dataset(batch.out()).digests()).isEqualTo(new Dataset(undisturbed.out()).digests());
    }

    // Streams of somebody else's.

    @Test
    void aStreamSavesVariantsToo() throws Exception {
        var batch = batch("a", 1, THREE);
        var outcomes = Source.from(IntStream.range(0, 5)
                        .mapToObj(i -> Item.of(i, origin.url("/" + i)))
                        .toList())
                .via(seine.flow(batch.job()))
                .runWith(Sink.seq(), seine.system())
                .toCompletableFuture()
                .get();
        assertThat(outcomes).hasSize(5).allMatch(outcome -> outcome.variants().size() == 3);
        assertThat(files(batch)).isEqualTo(threeOf("000000000", "000000001", "000000002", "000000003", "000000004"));
        assertThat(batch.out().resolve(".seine/unsettled")).doesNotExist();
    }

    // Settings.

    @Test
    void whatAVariantDoesNotSayIsAsInDecode() {
        var variants = Settings.defaults()
                .set("seine.job.decode.mode", "transform")
                .set("seine.job.decode.format", "webp")
                .set("seine.job.decode.resize.mode", "border")
                .set("seine.job.save.variants", "[{ name = a, resize.size = 7 }, { name = b, mode = verify }]")
                .job()
                .save()
                .variants();
        var first = variants.getFirst().form();
        assertThat(first.encoding().format()).hasToString("WEBP");
        assertThat(first.resize().toString()).contains("BORDER", "size=7");
        assertThat(variants.get(1).form().mode()).hasToString("VERIFY");
    }

    @Test
    void filesOfEarlierTimesStayWhereTheyAre() throws Exception {
        var batch = batch("a", 1, THREE);
        run(batch);
        var first = batch.out().resolve("000000000.jpg");
        Files.setLastModifiedTime(first, FileTime.from(Instant.EPOCH));
        assertThat(Batch.end(seine.run(batch.job())).items()).isZero();
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(FileTime.from(Instant.EPOCH));
    }
}
