package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.Seine;
import io.seine.model.Body;
import io.seine.model.JobState;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.S3Address;
import io.seine.model.Status;
import io.seine.record.Identity;
import io.seine.s3.S3Store;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.S3Server;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs whose results go into a bucket, on a real server.
@Timeout(60)
class BucketTest {
    private static final String OWN = ".seine/job";

    private static Seine seine;
    private static S3Server server;
    private static int buckets;

    @TempDir
    static Path shared;

    @TempDir
    private Path folder;

    private ScriptedOrigin origin;
    private String bucket;

    @BeforeAll
    static void startServer() throws IOException {
        S3Server.allow();
        seine = Seine.create();
        server = S3Server.start(shared.resolve("s3"));
    }

    @AfterAll
    static void stopServer() {
        seine.close();
        server.close();
    }

    @BeforeEach
    void start() throws IOException {
        origin = ScriptedOrigin.start(BucketTest::answer);
        bucket = "bucket-" + buckets++;
        server.bucket(bucket);
    }

    @AfterEach
    void close() {
        origin.close();
    }

    private static Answer answer(Request request) {
        return request.path().endsWith("3") ? Answer.notFound() : Answer.ok(content(request.path()), "image/gif");
    }

    private static byte[] content(String path) {
        return path.repeat(50).getBytes(StandardCharsets.US_ASCII);
    }

    private Batch batch(Path home, int rows) throws IOException {
        var batch = Batch.of(Files.createDirectories(home), rows, i -> origin.url("/" + i));
        return new Batch(home, server.over(batch.settings())).with("save.bucket", "s3://" + bucket + "/run/1");
    }

    /// The objects of the results by their paths, and their content.
    private Map<String, byte[]> results() throws IOException {
        var results = new HashMap<String, byte[]>();
        server.objects(bucket).forEach((key, content) -> results.put(key.replaceFirst("^run/1/", ""), content));
        return results;
    }

    private static List<String> pictures(int rows) {
        return IntStream.range(0, rows)
                .filter(i -> i % 10 != 3)
                .mapToObj(i -> "%09d.gif".formatted(i))
                .toList();
    }

    private void expectWhole(Batch batch, int rows) throws IOException {
        var results = results();
        assertThat(results.keySet())
                .containsExactlyInAnyOrderElementsOf(plus(pictures(rows), OWN, "ledger.jsonl", "summary.json"));
        assertThat(batch.ledger()).hasSize(rows);
        for (var outcome : batch.ledger()) {
            if (outcome.status() == Status.SAVED) {
                var path = Objects.requireNonNull(outcome.path());
                assertThat(results.get(path))
                        .isEqualTo(content("/" + outcome.item().index()));
            }
        }
        assertThat(results.get("ledger.jsonl"))
                .isEqualTo(Files.readAllBytes(batch.out().resolve("ledger.jsonl")));
        assertThat(results.get("summary.json"))
                .isEqualTo(Files.readAllBytes(batch.out().resolve("summary.json")));
    }

    private static List<String> plus(List<String> some, String... more) {
        var all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void resultsAreInTheBucketAndTheLedgerIsInBoth() throws Exception {
        var batch = batch(folder, 100);
        var status = Batch.end(seine.run(batch.job()));
        assertThat(status.state()).isEqualTo(JobState.COMPLETED);
        assertThat(status.count(Status.SAVED)).isEqualTo(90);
        expectWhole(batch, 100);
        try (var files = Files.list(batch.out())) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("ledger.jsonl", "summary.json", ".seine");
        }
    }

    @Test
    void nothingThatIsWrittenTellsTheSecret() throws Exception {
        var batch = batch(folder, 10);
        Batch.end(seine.run(batch.job()));
        try (var files = Files.walk(batch.out())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(S3Server.secret());
            }
        }
        server.objects(bucket)
                .values()
                .forEach(content -> assertThat(new String(content, StandardCharsets.ISO_8859_1))
                        .doesNotContain(S3Server.secret()));
    }

    @Test
    void largeBodiesGoInParts() throws Exception {
        var large = new byte[20_000_000];
        Arrays.fill(large, (byte) 7);
        try (var far = ScriptedOrigin.start(request -> Answer.ok(large, "video/mp4"))) {
            for (var above : List.of("1MiB", "64MiB")) { // from a file, and from memory
                var batch = batch(folder.resolve(above), 2)
                        .with("fetch.spool-above", above)
                        .with("source.urls", List.of(far.url("/x")))
                        .with("source.path", "none")
                        .with("save.bucket", "s3://" + bucket + "/" + above);
                assertThat(Batch.end(seine.run(batch.job())).count(Status.SAVED))
                        .isEqualTo(1);
                assertThat(server.objects(bucket).get(above + "/000000000.mp4")).isEqualTo(large);
                batch.expectNothingUnfinished("bucket");
            }
        }
    }

    @Test
    void tarsAreThoseThatAFolderWouldHave() throws Exception {
        var tars =
                batch(folder.resolve("a"), 35).with("save.layout", "webdataset").with("save.shard-size", 10);
        assertThat(Batch.end(seine.run(tars.job())).state()).isEqualTo(JobState.COMPLETED);
        var plain = batch(folder.resolve("b"), 35)
                .with("save.layout", "webdataset")
                .with("save.shard-size", 10)
                .with("save.bucket", "none");
        Batch.end(seine.run(plain.job()));
        var results = results();
        for (int shard = 0; shard < 4; shard++) {
            for (var ending : List.of(".tar", ".parquet")) {
                var name = "0000" + shard + ending;
                assertThat(results.get(name))
                        .as(name)
                        .isEqualTo(Files.readAllBytes(plain.out().resolve(name)));
            }
            assertThat(results).containsKey("0000" + shard + "_stats.json");
            assertThat(tars.out().resolve("0000" + shard + ".tar")).doesNotExist();
        }
        assertThat(results).hasSize(4 * 3 + 3);
    }

    @Test
    void aShardWhoseFailedRowsAreRetriedKeepsTheOthers() throws Exception {
        var down = new CountDownLatch(1);
        try (var faulty = ScriptedOrigin.start(request ->
                request.path().endsWith("5") && down.getCount() > 0 ? Answer.status(500) : answer(request))) {
            var batch = Batch.of(folder, 20, i -> faulty.url("/" + i));
            batch = new Batch(folder, server.over(batch.settings()))
                    .with("save.bucket", "s3://" + bucket + "/run/1")
                    .with("save.layout", "webdataset")
                    .with("save.shard-size", 10);
            assertThat(Batch.end(seine.run(batch.job())).count(Status.FAILED)).isEqualTo(2);
            down.countDown();
            assertThat(Batch.end(seine.run(batch.with("retry", "failed").job())).count(Status.SAVED))
                    .isEqualTo(2);
            var tar = folder.resolve("00001.tar");
            Files.write(tar, Objects.requireNonNull(results().get("00001.tar")));
            assertThat(new Dataset(folder).names("00001.tar"))
                    .filteredOn(name -> !name.endsWith(".json"))
                    .hasSize(9)
                    .contains("000015.gif");
            batch.expectNothingUnfinished("bucket", "sealed");
        }
    }

    @Test
    void aTakenNameIsGivenOnceUnlessTheContentIsTheSame() throws Exception {
        try (var same = ScriptedOrigin.start(
                request -> Answer.ok(request.path().startsWith("/a") ? content("/a") : content("/b"), "image/gif"))) {
            var urls = List.of(same.url("/a1"), same.url("/a2"), same.url("/b1"));
            var batch = batch(folder.resolve("suffix"), 1)
                    .with("source.path", "none")
                    .with("source.urls", urls)
                    .with("save.name", "all");
            assertThat(Batch.end(seine.run(batch.job())).count(Status.SAVED)).isEqualTo(3);
            assertThat(results().keySet())
                    .containsExactlyInAnyOrder("all.gif", "all-2.gif", OWN, "ledger.jsonl", "summary.json");
            assertThat(List.of(results().get("all.gif"), results().get("all-2.gif")))
                    .containsExactlyInAnyOrder(content("/a"), content("/b"));
            var fail = batch.with("save.directory", folder.resolve("fail").toString())
                    .with("save.collision", "fail")
                    .with("save.bucket", "s3://" + bucket + "/fail");
            assertThat(Batch.end(seine.run(fail.job())).count(Status.FAILED)).isBetween(1L, 2L);
        }
    }

    @Test
    void aCancelledJobGoesOnWhereItWas() throws Exception {
        var gate = new CountDownLatch(1);
        try (var slow = ScriptedOrigin.start(request -> {
            if (Integer.parseInt(request.path().substring(1)) >= 50) {
                gate.await();
            }
            return answer(request);
        })) {
            var home = folder.resolve("x");
            var batch = Batch.of(Files.createDirectories(home), 100, i -> slow.url("/" + i));
            batch = new Batch(home, server.over(batch.settings())).with("save.bucket", "s3://" + bucket + "/run/1");
            var job = seine.run(batch.job());
            Batch.first(job, 40);
            job.cancel();
            assertThat(Batch.end(job).state()).isEqualTo(JobState.CANCELLED);
            assertThat(results()).doesNotContainKeys("summary.json", "ledger.jsonl");
            gate.countDown();
            assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
            assertThat(results().keySet())
                    .containsExactlyInAnyOrderElementsOf(plus(pictures(100), OWN, "ledger.jsonl", "summary.json"));
        }
    }

    @Test
    void aBucketThatCannotBeUsedIsToldBeforeAnythingIsFetched() throws Exception {
        var batch = batch(folder, 10).with("save.bucket", "s3://nowhere/run");
        var status = Batch.end(seine.run(batch.job()));
        assertThat(status.state()).isEqualTo(JobState.FAILED);
        assertThat(Objects.requireNonNull(status.ending()).cause()).isEqualTo(Cause.OUTPUT);
        assertThat(status.ending().message()).isEqualTo("s3://nowhere/run: there is no such bucket");
        assertThat(origin.requests()).isZero();
    }

    @Test
    void aPrefixBelongsToOneFolder() throws Exception {
        Batch.end(seine.run(batch(folder.resolve("first"), 10).job()));
        long before = origin.requests();
        var status = Batch.end(seine.run(batch(folder.resolve("second"), 10).job()));
        assertThat(Objects.requireNonNull(status.ending()).message())
                .startsWith("s3://" + bucket + "/run/1: holds the results of a job whose ledger is in another");
        assertThat(origin.requests()).isEqualTo(before);
        assertThat(Batch.end(seine.run(batch(folder.resolve("first"), 10).job()))
                        .state())
                .isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aFolderWhoseRunWasRefusedAPrefixIsFreeForAnother() throws Exception {
        Batch.end(seine.run(batch(folder.resolve("first"), 10).job()));
        var before = results();
        var second = batch(folder.resolve("second"), 10);
        Batch.end(seine.run(second.job()));
        Restart.clear(second.job().save(), Identity.bucket(second.job()), store(second), said -> {});
        assertThat(results()).containsExactlyInAnyOrderEntriesOf(before);
        assertThat(Batch.end(seine.run(second.with("save.bucket", "s3://" + bucket + "/run/2")
                                .job()))
                        .count(Status.SAVED))
                .isEqualTo(9);
    }

    @Test
    void aRestartRemovesNothingFromThePrefixOfAnotherFolder() throws Exception {
        Batch.end(seine.run(batch(folder.resolve("first"), 10).job()));
        var before = results();
        var second = batch(folder.resolve("second"), 10);
        Files.createDirectories(second.out().resolve(".seine"));
        Identity.claim(second.job(), store(second));
        Files.copy(folder.resolve("first/out/ledger.jsonl"), second.out().resolve("ledger.jsonl"));
        assertThatThrownBy(() ->
                        Restart.clear(second.job().save(), Identity.bucket(second.job()), store(second), said -> {}))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("holds the results of a job whose ledger is in another output folder");
        assertThat(results()).containsExactlyInAnyOrderEntriesOf(before);
    }

    private static S3Store store(Batch batch) {
        return S3Store.of(seine.system(), batch.job().s3());
    }

    @Test
    void anotherBucketIsAnotherJob() throws Exception {
        Batch.end(seine.run(batch(folder, 10).job()));
        var status = Batch.end(seine.run(
                batch(folder, 10).with("save.bucket", "s3://" + bucket + "/2").job()));
        assertThat(Objects.requireNonNull(status.ending()).message())
                .contains("save.bucket was s3://" + bucket + "/run/1 and is s3://" + bucket + "/2");
    }

    @Test
    void aServerThatGoesAwayPausesTheJob() throws Exception {
        var gate = new CountDownLatch(1);
        try (var own = S3Server.start(folder.resolve("own"));
                var held = ScriptedOrigin.start(request -> {
                    if (Integer.parseInt(request.path().substring(1)) >= 20) {
                        gate.await();
                    }
                    return answer(request);
                })) {
            own.bucket(bucket);
            var batch = Batch.of(folder, 40, i -> held.url("/" + i));
            batch = new Batch(folder, own.over(batch.settings())).with("save.bucket", "s3://" + bucket + "/run/1");
            var job = seine.run(batch.job());
            Batch.first(job, 18);
            own.stop();
            gate.countDown();
            var paused = Batch.await(job, status -> status.state() == JobState.PAUSED);
            assertThat(paused.trouble()).contains("s3://" + bucket + "/run/1/", "cannot be reached");
            own.restart();
            assertThat(job.resume().toCompletableFuture().join()).isTrue();
            var status = Batch.end(job);
            assertThat(status.count(Status.SAVED)).isEqualTo(36);
            assertThat(own.keys(bucket, "run/1"))
                    .containsExactlyInAnyOrderElementsOf(plus(pictures(40), OWN, "ledger.jsonl", "summary.json"));
        }
    }

    @Test
    void aRestartRemovesWhatIsTheJobsAndNothingElse() throws Exception {
        var batch = batch(folder, 20).with("record.parquet", true).with("save.shard-size", 10);
        Batch.end(seine.run(batch.job()));
        var store = S3Store.of(seine.system(), batch.job().s3());
        store.put(S3Address.parse("s3://" + bucket + "/run/1/mine"), Body.of(content("/m")), "text/plain");
        store.put(S3Address.parse("s3://" + bucket + "/run/outside"), Body.of(content("/o")), "text/plain");
        Files.writeString(batch.out().resolve("ledger.jsonl"), """
                {"index":20,"status":"saved","path":"../outside"}
                {"index":21,"status":"saved","path":"//mine"}
                """, StandardOpenOption.APPEND);
        var said = new ArrayList<String>();
        Restart.clear(batch.job().save(), Identity.bucket(batch.job()), store, said::add);
        assertThat(said).singleElement().asString().contains("up to 26 objects", "s3://" + bucket + "/run/1");
        assertThat(results().keySet()).containsExactlyInAnyOrder("mine", "run/outside");
        assertThat(Batch.end(seine.run(batch.job())).count(Status.SAVED)).isEqualTo(18);
    }

    @Test
    void aRestartRemovesShardsThatWereNotYetNotedAsSealed() throws Exception {
        var batch = batch(folder, 20).with("save.layout", "webdataset").with("save.shard-size", 10);
        Batch.end(seine.run(batch.job()));
        Files.delete(batch.out().resolve(".seine/sealed")); // as after a kill between the last object and the note
        Restart.clear(batch.job().save(), Identity.bucket(batch.job()), store(batch), said -> {});
        assertThat(results()).isEmpty();
    }

    @Test
    void aStreamOfSomebodyElsesSavesIntoABucket() throws Exception {
        var outcomes = org.apache.pekko.stream.javadsl.Source.range(1, 20)
                .map(i -> io.seine.model.Item.of(i, origin.url("/" + i)))
                .via(seine.flow(batch(folder, 1).job()))
                .runWith(org.apache.pekko.stream.javadsl.Sink.<Outcome>seq(), seine.system())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(outcomes).hasSize(20);
        assertThat(results()).hasSize(18);
    }
}
