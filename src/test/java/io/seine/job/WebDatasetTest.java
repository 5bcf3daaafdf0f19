package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seine.Seine;
import io.seine.config.SettingsException;
import io.seine.model.JobState;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a job leaves with `save.layout = webdataset`, and with Parquet beside files.
@Timeout(60)
class WebDatasetTest {
    private static final List<byte[]> FLAGS =
            List.of(photo("ch.gif"), photo("br.gif"), photo("fr.gif"), photo("np.gif"));

    private final Seine seine = Seine.create();
    private ScriptedOrigin origin;
    private volatile Handler handler = WebDatasetTest::faulty;

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

    private static int number(Request request) {
        return Integer.parseInt(request.path().replaceAll("\\D", ""));
    }

    private static Answer flag(int number) {
        return Answer.ok(FLAGS.get(number % FLAGS.size()), "image/gif");
    }

    private static Answer good(Request request) {
        return flag(number(request));
    }

    /// Of ten rows, 3 is not there and 7 is no picture.
    private static Answer faulty(Request request) {
        return switch (number(request) % 10) {
            case 3 -> Answer.notFound();
            case 7 -> Answer.ok("no picture".getBytes(StandardCharsets.US_ASCII), "image/gif");
            default -> flag(number(request));
        };
    }

    private Batch batch(String name, int rows) throws IOException {
        return Batch.of(Files.createDirectories(folder.resolve(name)), rows, i -> origin.url("/" + i))
                .with("decode.mode", "verify")
                .with("save.layout", "webdataset")
                .with("save.shard-size", 10);
    }

    private Dataset run(Batch batch) throws Exception {
        assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
        return new Dataset(batch.out());
    }

    // What is there.

    @Test
    void aJobLeavesShardsAsImg2datasetDoes() throws Exception {
        var batch = batch("a", 25);
        var dataset = run(batch);
        assertThat(dataset.digests())
                .containsOnlyKeys(IntStream.range(0, 3)
                        .mapToObj(i -> "0000" + i)
                        .flatMap(shard -> List.of(".tar", ".parquet", "_stats.json").stream()
                                .map(ending -> shard + ending))
                        .toList());
        assertThat(dataset.names("00001.tar"))
                .containsExactlyElementsOf(IntStream.of(0, 1, 2, 4, 5, 6, 8, 9)
                        .boxed()
                        .flatMap(i -> List.of("00001" + i + ".gif", "00001" + i + ".json").stream())
                        .toList());
        assertThat(dataset.tar("00001.tar")).allSatisfy(member -> {
            assertThat(member.entry().getMode()).isEqualTo(0100644);
            assertThat(member.entry().getLastModifiedTime().toMillis()).isZero();
            assertThat(member.entry().getLongUserId() + member.entry().getLongGroupId())
                    .isZero();
            assertThat(member.entry().getUserName() + member.entry().getGroupName())
                    .isEmpty();
        });
        assertThat(dataset.tar("00001.tar").getFirst().content()).isEqualTo(FLAGS.get(10 % 4));
        assertThat(batch.ledger())
                .filteredOn(outcome -> outcome.status() == Status.SAVED)
                .allMatch(outcome -> Objects.equals(
                        outcome.path(),
                        "0000" + outcome.item().index() / 10 + ".tar/"
                                + outcome.item().key() + ".gif"));
        assertThat(dataset.own()).containsExactly("durable", "job", "lock", "sealed");
    }

    @Test
    void aSamplesJsonIsAsImg2datasetWritesIt() throws Exception {
        var json = run(batch("a", 5)).tar("00000.tar").get(3).json();
        assertThat(json.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "url",
                        "key",
                        "status",
                        "error_message",
                        "width",
                        "height",
                        "original_width",
                        "original_height",
                        "exif",
                        "sha256");
        assertThat(json.get("url").asText()).isEqualTo(origin.url("/1"));
        assertThat(json.get("key").asText()).isEqualTo("000001");
        assertThat(json.get("status").asText()).isEqualTo("success");
        assertThat(json.get("error_message").isNull()).isTrue();
        assertThat(json.get("exif").isNull()).isTrue();
        assertThat(json.get("width").asInt())
                .isEqualTo(json.get("original_width").asInt());
        assertThat(json.get("width").asInt()).isPositive();
        assertThat(json.get("sha256").asText()).isEqualTo(Dataset.digest(FLAGS.get(1)));
    }

    @Test
    void theParquetFileHasEveryRowInItsOrder() throws Exception {
        var rows = run(batch("a", 25)).parquet("00001.parquet");
        assertThat(rows)
                .extracting(row -> row.get("key"))
                .containsExactlyElementsOf(
                        IntStream.range(10, 20).mapToObj(i -> "0000" + i).toList());
        assertThat(rows.getFirst().keySet())
                .containsExactly(
                        "url",
                        "key",
                        "status",
                        "error_message",
                        "width",
                        "height",
                        "original_width",
                        "original_height",
                        "exif",
                        "sha256");
        assertThat(rows.get(2)).contains(entry("url", origin.url("/12")), entry("status", "success"));
        assertThat(rows.get(2).get("width")).isInstanceOf(Integer.class);
        assertThat(rows.get(2).get("error_message")).isNull();
        assertThat(rows.get(3)).contains(entry("status", "failed_to_download"));
        assertThat(rows.get(3).get("sha256")).isNull();
        assertThat(String.valueOf(rows.get(3).get("error_message"))).startsWith("not_found: ");
        assertThat(rows.get(7)).contains(entry("status", "failed_to_resize"));
    }

    @Test
    void theStatisticsAreThoseOfTheShard() throws Exception {
        var stats = run(batch("a", 25)).json("00002_stats.json");
        assertThat(stats.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "count",
                        "successes",
                        "failed_to_download",
                        "failed_to_resize",
                        "duration",
                        "start_time",
                        "end_time",
                        "status_dict");
        assertThat(stats.get("count").asInt()).isEqualTo(5);
        assertThat(stats.get("successes").asInt()).isEqualTo(4);
        assertThat(stats.get("failed_to_download").asInt()).isEqualTo(1);
        assertThat(stats.get("failed_to_resize").asInt()).isZero();
        assertThat(stats.get("status_dict").toString()).isEqualTo("{\"not_found\":1,\"success\":4}");
        assertThat(stats.get("end_time").asDouble()).isGreaterThan(1.7e9);
    }

    @Test
    void theColumnsOfTheListPassThroughAndACaptionIsAFile() throws Exception {
        var batch = batch("a", 0);
        Files.write(
                batch.folder().resolve("rows.csv"),
                List.of(
                        "id,url,caption,width,a.b",
                        "x," + origin.url("/0") + ",\"Grüße, \"\"Welt\"\"\",wide,1",
                        "y," + origin.url("/1") + ",,,",
                        "z," + origin.url("/3") + ",lost,,2"));
        var dataset = run(
                batch.with("source.path", batch.folder().resolve("rows.csv")).with("source.key", "k{id}"));
        assertThat(dataset.names("00000.tar"))
                .containsExactly("kx.gif", "kx.json", "kx.txt", "ky.gif", "ky.json", "ky.txt");
        assertThat(new String(dataset.tar("00000.tar").get(2).content(), StandardCharsets.UTF_8))
                .isEqualTo("Grüße, \"Welt\"");
        var json = dataset.tar("00000.tar").get(1).json();
        assertThat(json.properties())
                .extracting(Map.Entry::getKey)
                .startsWith("id", "caption", "field_width", "a.b", "url", "key")
                .contains("width");
        assertThat(json.get("field_width").asText()).isEqualTo("wide");
        assertThat(json.get("width").isInt()).isTrue();
        assertThat(dataset.parquet("00000.parquet"))
                .extracting(row ->
                        row.get("id") + "|" + row.get("caption") + "|" + row.get("field_width") + "|" + row.get("a.b"))
                .containsExactly("x|Grüße, \"Welt\"|wide|1", "y|||", "z|lost||2");
    }

    @Test
    void denseKeysHaveNoHoles() throws Exception {
        var batch = batch("a", 15).with("save.keys", "dense");
        var dataset = run(batch);
        assertThat(dataset.names("00000.tar").stream().filter(name -> name.endsWith(".gif")))
                .containsExactlyElementsOf(IntStream.range(0, 8)
                        .mapToObj(i -> "00000" + i + ".gif")
                        .toList());
        assertThat(dataset.tar("00001.tar").get(7).json().get("key").asText()).isEqualTo("000013");
        assertThat(dataset.tar("00001.tar").get(7).json().get("url").asText()).isEqualTo(origin.url("/14"));
        assertThat(dataset.parquet("00001.parquet"))
                .extracting(row -> row.get("key"))
                .containsExactly("000010", "000011", "000012", null, "000013");
        assertThat(batch.ledger())
                .filteredOn(outcome -> outcome.status() == Status.SAVED)
                .allMatch(outcome ->
                        Objects.equals(outcome.path(), "0000" + outcome.item().index() / 10 + ".tar"));
    }

    @Test
    void contentThatIsJsonOrTextItselfIsNotTakenForWhatStandsBesideIt() throws Exception {
        handler = request -> Answer.ok("{}".getBytes(StandardCharsets.US_ASCII), "application/json");
        assertThat(run(batch("a", 1).with("decode.mode", "none")).names("00000.tar"))
                .containsExactly("000000.content.json", "000000.json");
    }

    @Test
    void namesThatAreTooLongForATarsHeaderAreWhole() throws Exception {
        var batch = batch("a", 0);
        var key = "ä".repeat(100);
        Files.write(batch.folder().resolve("rows.csv"), List.of("id,url", key + "," + origin.url("/0")));
        batch = batch.with("source.path", batch.folder().resolve("rows.csv")).with("source.key", "{id}");
        var dataset = run(batch);
        assertThat(dataset.names("00000.tar")).containsExactly(key + ".gif", key + ".json");
        assertThat(python(dataset, "00000.tar")).contains(key);
        assertThat(Files.readString(dataset.folder().resolve("00000.tar"), StandardCharsets.ISO_8859_1))
                .doesNotContain(System.getProperty("user.name") + "\0\0\0\0");
        var digests = dataset.digests();
        Files.delete(batch.out().resolve(".seine/sealed")); // so that it is made again from what is in it
        assertThat(run(batch).digests()).isEqualTo(digests);
    }

    @Test
    void rowsOutsideOfSkipAndLimitAreNotWaitedFor() throws Exception {
        var dataset = run(batch("a", 100).with("source.skip", 15).with("source.limit", 10));
        assertThat(dataset.parquet("00001.parquet")).hasSize(5);
        assertThat(dataset.parquet("00002.parquet")).hasSize(5);
        assertThat(dataset.digests()).hasSize(6);
    }

    // Independent readers.

    @Test
    void pythonFindsSamplesAsWebdatasetDoes() throws Exception {
        var dataset = run(batch("a", 25));
        assertThat(python(dataset, "00001.tar").lines())
                .containsExactlyElementsOf(IntStream.of(0, 1, 2, 4, 5, 6, 8, 9)
                        .mapToObj(i -> "00001" + i + " gif:"
                                + Dataset.digest(FLAGS.get((10 + i) % 4)).substring(0, 8) + " json:00001" + i)
                        .toList());
    }

    /// The samples of a tar as Python groups them, by webdataset's rule for keys: `KEY gif:DIGEST json:KEY`.
    private String python(Dataset dataset, String tar) throws Exception {
        assumeThat(Path.of("/usr/bin/env").toFile()).exists();
        var script = Files.writeString(folder.resolve("samples.py"), """
                import hashlib, json, re, sys, tarfile
                samples = {}
                with tarfile.open(sys.argv[1], "r|") as stream:
                    last = None
                    for member in stream:
                        key, ending = re.match(r"^((?:.*/|)[^.]+)[.]([^/]*)$", member.name).groups()
                        assert member.isreg() and not key.startswith("_")
                        assert key == last or key not in samples, "not adjacent"
                        sample = samples.setdefault(key, {})
                        assert ending not in sample, "twice"
                        content = stream.extractfile(member).read()
                        sample[ending] = json.loads(content)["key"] if ending == "json" else hashlib.sha256(content).hexdigest()[:8]
                        last = key
                for key, sample in samples.items():
                    print(key, *[ending + ":" + value for ending, value in sample.items()])
                """);
        var builder = new ProcessBuilder(
                        "python3",
                        script.toString(),
                        dataset.folder().resolve(tar).toString())
                .redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeThat(e).as("there is no python3").isNull();
            throw e;
        }
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    // Keys.

    @Test
    void keysThatCannotNameASampleAndKeysThatComeTwiceEndTheirRowsAlone() throws Exception {
        var batch = batch("a", 0);
        var keys = List.of("ok", "a.b", "a/b", "_a", "twice", "twice", "Twice", "", "x", "y", "twice", "z");
        Files.write(
                batch.folder().resolve("rows.csv"),
                IntStream.range(-1, keys.size())
                        .mapToObj(i -> i < 0 ? "id,url" : keys.get(i) + "," + origin.url("/" + i * 10))
                        .toList());
        batch = batch.with("source.path", batch.folder().resolve("rows.csv")).with("source.key", "{id}");
        var dataset = run(batch);
        assertThat(dataset.names("00000.tar"))
                .filteredOn(name -> name.endsWith("gif"))
                .containsExactly("ok.gif", "twice.gif", "Twice.gif", "x.gif", "y.gif");
        assertThat(dataset.names("00001.tar")).containsExactly("twice.gif", "twice.json", "z.gif", "z.json");
        assertThat(batch.ledger())
                .filteredOn(outcome -> outcome.failure() != null)
                .extracting(outcome -> outcome.item().index() + " " + failureOf(outcome))
                .containsExactlyInAnyOrder(
                        "1 save unsafe_name",
                        "2 save unsafe_name",
                        "3 save unsafe_name",
                        "5 save name_conflict",
                        "7 save unsafe_name");
        assertThat(Batch.end(seine.run(batch.job())).items()).isZero();
    }

    private static String failureOf(Outcome outcome) {
        var failure = Objects.requireNonNull(outcome.failure());
        return failure.stage().word() + " " + failure.kind().word();
    }

    // Interruptions.

    @Test
    void aJobThatIsCancelledAgainAndAgainLeavesTheSameBytes() throws Exception {
        var undisturbed = run(batch("a", 300)).digests();
        var batch = batch("b", 300).with("fetch.parallelism", 4);
        for (int round = 1; round <= 4; round++) {
            var job = seine.run(batch.job());
            Batch.first(job, 11 * round);
            job.cancel();
            assertThat(Batch.end(job).state()).isEqualTo(JobState.CANCELLED);
        }
        assertThat(run(batch).digests()).isEqualTo(undisturbed);
        assertThat(run(batch).own()).containsExactly("durable", "job", "lock", "sealed");
    }

    @Test
    void aShardAppearsAsSoonAsItsRowsHaveEnded() throws Exception {
        var gate = new java.util.concurrent.CountDownLatch(1);
        handler = request -> {
            if (number(request) >= 10) {
                gate.await();
            }
            return good(request);
        };
        var batch = batch("a", 30);
        var job = seine.run(batch.job());
        var tar = batch.out().resolve("00000.tar");
        while (!Files.exists(tar)) {
            Thread.onSpinWait();
        }
        assertThat(new Dataset(batch.out()).names("00000.tar")).hasSize(20);
        assertThat(batch.out().resolve("00001.tar")).doesNotExist();
        gate.countDown();
        assertThat(Batch.end(job).count(Status.SAVED)).isEqualTo(30);
    }

    /// A row that ended otherwise in a shard that is sealed, and is taken up again: the shard is opened once more.
    @Test
    void aRowThatIsTakenUpAgainIsSealedWithTheOthers() throws Exception {
        for (var keys : List.of("holes", "dense")) {
            handler = WebDatasetTest::good;
            var wanted = run(batch("good-" + keys, 25).with("save.keys", keys)).digests();
            handler = WebDatasetTest::faulty;
            var batch = batch("faulty-" + keys, 25).with("save.keys", keys);
            assertThat(run(batch).digests()).isNotEqualTo(wanted);
            takeUp(batch);
            handler = WebDatasetTest::good;
            assertThat(run(batch).digests()).isEqualTo(wanted);
            assertThat(new Dataset(batch.out()).own()).containsExactly("durable", "job", "lock", "sealed");
        }
    }

    @Test
    void aRunThatTakesRowsUpAgainAndIsCancelledLosesNothing() throws Exception {
        handler = WebDatasetTest::good;
        var wanted = run(batch("good", 25)).digests();
        handler = WebDatasetTest::faulty;
        var batch = batch("faulty", 25).with("fetch.parallelism", 1);
        run(batch);
        takeUp(batch);
        handler = WebDatasetTest::good;
        var job = seine.run(batch.job());
        Batch.first(job, 1);
        job.cancel();
        Batch.end(job);
        assertThat(run(batch).digests()).isEqualTo(wanted);
    }

    /// Makes the failed rows of a job ones that a later run takes up.
    private static void takeUp(Batch batch) throws IOException {
        var lines = Files.readAllLines(batch.out().resolve("ledger.jsonl")).stream()
                .filter(line -> !line.contains("\"status\":\"saved\""))
                .map(line -> line.replaceAll("\"status\":\"\\w+\"", "\"status\":\"cancelled\"")
                        .replaceAll("\"error\":\"\\w+\"", "\"error\":\"cancelled\""))
                .toList();
        assertThat(lines).isNotEmpty();
        Files.write(batch.out().resolve("ledger.jsonl"), lines, java.nio.file.StandardOpenOption.APPEND);
    }

    @Test
    void aTarThatCannotBeWrittenPausesTheJobAndIfItIsGivenUpTheNextRunSealsIt() throws Exception {
        handler = WebDatasetTest::good;
        var wanted = run(batch("a", 20)).digests();
        var batch = batch("b", 20);
        var inTheWay = Files.createDirectories(batch.out().resolve("00001.tar"));
        var job = seine.run(batch.job());
        assertThat(Batch.await(job, status -> status.trouble() != null).trouble())
                .startsWith(batch.out() + ": shard 00001: ");
        assertThat(job.giveUp().toCompletableFuture().get()).isTrue();
        var end = Batch.end(job);
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(Objects.requireNonNull(end.ending()).cause()).isEqualTo(Cause.OUTPUT);
        assertThat(end.ending().message()).contains("00001");
        Files.delete(inTheWay);
        assertThat(run(batch).digests()).isEqualTo(wanted);
    }

    /// The sealing of what is complete must not hold up a cancelled job, nor go on behind it.
    @Test
    void aJobThatIsCancelledWhileItSealsEndsAndTheNextRunSealsTheRest() throws Exception {
        handler = WebDatasetTest::good;
        var wanted = run(batch("a", 1000).with("save.shard-size", 500)).digests();
        var batch = batch("b", 1000).with("save.shard-size", 500);
        var job = seine.run(batch.job());
        Batch.first(job, 1000);
        job.cancel();
        Batch.end(job);
        assertThat(batch.out().resolve(".seine/tmp")).doesNotExist();
        assertThat(run(batch).digests()).isEqualTo(wanted);
    }

    // Parquet beside files.

    @Test
    void recordsBesideFilesAreParquetToo() throws Exception {
        var batch = batch("a", 0);
        Files.write(
                batch.folder().resolve("rows.csv"),
                IntStream.range(-1, 25)
                        .mapToObj(i -> i < 0 ? "url,id,status" : origin.url("/" + i) + ",i" + i + ",fine")
                        .toList());
        batch = batch.with("source.path", batch.folder().resolve("rows.csv"))
                .with("save.layout", "files")
                .with("record.parquet", true);
        var dataset = run(batch);
        var rows = dataset.parquet("00001.parquet");
        assertThat(rows)
                .extracting(row -> row.get("index"))
                .containsExactlyElementsOf(
                        IntStream.range(10, 20).mapToObj(i -> (long) i).toList());
        assertThat(rows.getFirst().keySet())
                .containsExactly(
                        "index",
                        "key",
                        "url",
                        "status",
                        "stage",
                        "error",
                        "message",
                        "attempts",
                        "http_status",
                        "final_url",
                        "mime",
                        "bytes",
                        "sha256",
                        "tls_verified",
                        "width",
                        "height",
                        "original_width",
                        "original_height",
                        "path",
                        "started_at",
                        "elapsed_ms",
                        "id",
                        "field_status");
        assertThat(rows.get(1))
                .contains(
                        entry("status", "saved"),
                        entry("http_status", 200),
                        entry("path", "000011.gif"),
                        entry("bytes", (long) FLAGS.get(3).length),
                        entry("id", "i11"),
                        entry("field_status", "fine"),
                        entry("tls_verified", true));
        assertThat(String.valueOf(rows.get(1).get("started_at"))).startsWith("20");
        assertThat(rows.get(3)).contains(entry("status", "not_found"), entry("error", "not_found"));
        assertThat(dataset.parquet("00002.parquet")).hasSize(5);
        assertThat(dataset.folder().resolve("000011.gif")).exists();
    }

    @Test
    void aPlainJobLeavesNoParquet() throws Exception {
        var batch = batch("a", 5).with("save.layout", "files");
        assertThat(run(batch).digests().keySet()).allMatch(name -> name.endsWith(".gif"));
        batch.expectNothingUnfinished();
    }

    // Streams of others.

    @Test
    void aStreamWithoutALedgerHasNoShards() throws Exception {
        assertThatThrownBy(() -> seine.flow(batch("a", 0).job()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("seine.job.save.layout");
    }
}
