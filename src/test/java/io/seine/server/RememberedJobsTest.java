package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.config.Settings;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a server still knows when it starts again, and what it does then.
@Timeout(60)
class RememberedJobsTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final int ROWS = 60;
    /// Rows that are answered at once; the others wait for the test.
    private static final int AT_ONCE = 20;

    @TempDir
    private Path root;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final ScriptedOrigin origin = ScriptedOrigin.start(this::answer);

    private Answer answer(Request request) throws InterruptedException {
        if (Integer.parseInt(request.path().replaceAll(".*/", "")) >= AT_ONCE) {
            gate.await();
        }
        return Answer.ok(new byte[] {1, 2}, "image/gif");
    }

    @AfterEach
    void close() {
        gate.countDown();
        origin.close();
    }

    private Settings settings() {
        return Served.settings(root);
    }

    private String job(String name) {
        var urls = IntStream.range(0, ROWS)
                .mapToObj(i -> "\"" + origin.url("/" + name + "/" + i) + "\"")
                .collect(Collectors.joining(", "));
        return "{\"name\": \"%s\", \"source\": {\"urls\": [%s]}}".formatted(name, urls);
    }

    /// A job whose first rows are saved, and whose others wait.
    private String begun(Served server, String name) throws Exception {
        var id = server.submit(job(name));
        server.await(id, job -> job.at("/counts/saved").asInt() == AT_ONCE);
        return id;
    }

    private static String state(Served server, String id) throws Exception {
        return server.get("/v1/jobs/" + id).json().get("state").asText();
    }

    private static int saved(JsonNode job) {
        return job.at("/counts/saved").asInt() + job.at("/before/saved").asInt();
    }

    private void expectEveryRowOnce(String id) throws Exception {
        try (var ledger = Files.lines(root.resolve("jobs/" + id + "/ledger.jsonl"))) {
            assertThat(ledger.filter(line -> line.contains("\"status\":\"saved\"")))
                    .hasSize(ROWS)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void jobsGoOnWhenTheServerStartsAgain() throws Exception {
        List<String> ids;
        try (var server = Served.with(settings().set("seine.server.max-running-jobs", 2))) {
            ids = List.of(begun(server, "a"), begun(server, "b"), server.submit(job("c")));
            assertThat(state(server, ids.get(2))).isEqualTo("queued");
        }
        try (var server = Served.with(settings().set("seine.server.max-running-jobs", 2))) {
            server.await(ids.get(1), "running");
            assertThat(state(server, ids.get(2)))
                    .as("in the order of their submission")
                    .isEqualTo("queued");
            gate.countDown();
            for (var id : ids) {
                assertThat(saved(server.await(id, "completed"))).isEqualTo(ROWS);
                expectEveryRowOnce(id);
            }
        }
        try (var server = Served.at(root)) {
            for (var id : ids) {
                assertThat(saved(server.await(id, "completed"))).isEqualTo(ROWS);
            }
            assertThat(server.get("/v1/jobs").json().get("jobs"))
                    .extracting(job -> job.get("id").asText())
                    .containsExactly(ids.get(2), ids.get(1), ids.get(0));
        }
    }

    @Test
    void aServerThatCannotListenEndsNoJob() throws Exception {
        String id;
        try (var server = Served.at(root)) {
            id = begun(server, "a");
        }
        long before = origin.requests();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var engine = Engine.open(settings())) {
            var there = settings().set("seine.server.port", taken.getLocalPort());
            assertThatThrownBy(() -> Server.start(engine, there).close()).isInstanceOf(BindException.class);
            origin.awaitRequests(before + 1, PROMPTLY); // the job was taken up, and is about to be ended
        }
        gate.countDown();
        try (var server = Served.at(root)) {
            assertThat(saved(server.await(id, "completed"))).isEqualTo(ROWS);
        }
    }

    @Test
    void aPausedJobStaysPausedAndACancelledOneCancelled() throws Exception {
        String paused;
        String cancelled;
        try (var server = Served.at(root)) {
            paused = begun(server, "paused");
            cancelled = begun(server, "cancelled");
            assertThat(server.post("/v1/jobs/" + paused + "/pause").status()).isEqualTo(202);
            assertThat(server.post("/v1/jobs/" + cancelled + "/cancel").status())
                    .isEqualTo(202);
        }
        gate.countDown();
        try (var server = Served.at(root)) {
            long before = origin.requests();
            server.await(paused, "paused");
            assertThat(saved(server.await(cancelled, "cancelled")))
                    .as("what was done before it was cancelled")
                    .isEqualTo(AT_ONCE);
            assertThatThrownBy(() -> origin.awaitRequests(before + 1, Duration.ofMillis(300)))
                    .isInstanceOf(AssertionError.class);
            assertThat(server.post("/v1/jobs/" + paused + "/resume").status()).isEqualTo(202);
            assertThat(saved(server.await(paused, "completed"))).isEqualTo(ROWS);
            assertThat(server.post("/v1/jobs/" + cancelled + "/resume").status())
                    .isEqualTo(409);
        }
    }

    @Test
    void aRetunedJobKeepsItsNumbers() throws Exception {
        String id;
        try (var server = Served.at(root)) {
            id = begun(server, "retuned");
            var body = "{\"parallelism\": 3, \"per_host\": 2}";
            assertThat(server.patch("/v1/jobs/" + id, body).status()).isEqualTo(202);
        }
        try (var server = Served.at(root)) {
            var job = server.await(id, "running");
            assertThat(job.get("parallelism").asInt()).isEqualTo(3);
            assertThat(job.get("per_host").asInt()).isEqualTo(2);
        }
    }

    /// Each waits for the journal, which is written every 100 ms at most where numbers change.
    @Test
    void whatManyClientsChangeAtOnceIsWrittenTogether() throws Exception {
        String id;
        JsonNode last;
        long writes;
        try (var server = Served.at(root);
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            id = begun(server, "retuned");
            long first = System.nanoTime();
            var answers = IntStream.range(0, 80)
                    .mapToObj(i -> clients.submit(
                            () -> server.patch("/v1/jobs/" + id, "{\"parallelism\": %d}".formatted(i + 1))
                                    .status()))
                    .toList();
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo(202);
            }
            writes = 1 + Duration.ofNanos(System.nanoTime() - first).dividedBy(Duration.ofMillis(100));
            last = server.get("/v1/jobs/" + id).json();
        }
        assertThat(rowsOfTheJournal()).isBetween(2L, 1 + writes);
        try (var server = Served.at(root)) {
            var job = server.await(id, "running");
            assertThat(job.get("parallelism")).isEqualTo(last.get("parallelism"));
        }
    }

    private long rowsOfTheJournal() throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:h2:file:" + root.resolve("registry/jobs"), "seine", "");
                var rows = database.createStatement().executeQuery("select count(*) from \"event_journal\"")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void idempotencyKeysAreKeptToo() throws Exception {
        String id;
        try (var server = Served.at(root)) {
            id = server.send(server.json("/v1/jobs", "POST", job("once")).header("Idempotency-Key", "k1"))
                    .json()
                    .get("id")
                    .asText();
        }
        try (var server = Served.at(root)) {
            var again = server.send(server.json("/v1/jobs", "POST", job("once")).header("Idempotency-Key", "k1"));
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.json().get("id").asText()).isEqualTo(id);
            var turned = job("once").replaceFirst("\\{(\"name\": .*?), (\"source\": .*)}", "{$2, $1}");
            assertThat(turned).startsWith("{\"source\"");
            var same = server.send(server.json("/v1/jobs", "POST", turned).header("Idempotency-Key", "k1"));
            assertThat(same.status()).isEqualTo(200);
            var other =
                    server.send(server.json("/v1/jobs", "POST", job("other")).header("Idempotency-Key", "k1"));
            assertThat(other.status()).isEqualTo(422);
            assertThat(server.get("/v1/jobs").json().get("jobs")).hasSize(1);
        }
    }

    @Test
    void aJobThatCannotGoOnFailsAndSaysWhy() throws Exception {
        Files.createDirectories(root.resolve("lists"));
        var list = Files.write(
                root.resolve("lists/urls.txt"),
                IntStream.range(0, ROWS).mapToObj(i -> origin.url("/list/" + i)).toList());
        String id;
        try (var server = Served.at(root)) {
            id = server.submit("{\"source\": {\"path\": \"urls.txt\"}}");
            origin.awaitRequests(AT_ONCE, PROMPTLY);
        }
        Files.delete(list);
        try (var server = Served.at(root)) {
            var job = server.await(id, "failed");
            assertThat(job.get("reason").asText()).contains("source.path");
        }
    }

    @Test
    void nobodyElseMayReadWhatIsRemembered() throws Exception {
        try (var server = Served.at(root)) {
            var id = begun(server, "secret");
            assertThat(id).isNotEmpty();
            try (Stream<Path> files = Files.walk(root.resolve("registry"))) {
                assertThat(files)
                        .hasSizeGreaterThan(1)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
            }
        }
    }
}
