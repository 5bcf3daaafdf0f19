package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.testing.Answer;
import io.seine.testing.PostgresServer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `/metrics` and `/health`, as Prometheus and probes meet them.
@Timeout(60)
class MonitorTest {
    private static final Path DASHBOARD = Path.of("src/main/resources/grafana/seine.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:seine|jvm|process|system)_[a-z0-9_]+");
    private static final int ROWS = 30;

    @TempDir
    private Path root;

    /// Every third row is not there.
    private static Answer answer(Request request) {
        return Integer.parseInt(request.path().substring(1)) % 3 == 0
                ? Answer.status(404)
                : Answer.ok(new byte[] {1, 2}, "image/gif");
    }

    private static String job(ScriptedOrigin origin) {
        var urls = IntStream.range(0, ROWS)
                .mapToObj(i -> "\"" + origin.url("/" + i) + "\"")
                .collect(Collectors.joining(", "));
        return "{\"source\": {\"urls\": [%s]}, \"fetch\": {\"retries\": 0}}".formatted(urls);
    }

    private static double value(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in\n" + metrics));
    }

    @Test
    void whatAJobDoesIsCountedAndTimed() throws Exception {
        try (var origin = ScriptedOrigin.start(MonitorTest::answer);
                var server = Served.at(root)) {
            server.await(server.submit(job(origin)), "completed");
            var reply = server.get("/metrics");
            assertThat(reply.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            var metrics = reply.text();
            assertThat(value(metrics, "seine_items_total{kind=\"none\",stage=\"none\",status=\"saved\"}"))
                    .isEqualTo(20);
            assertThat(value(metrics, "seine_items_total{kind=\"not_found\",stage=\"fetch\",status=\"not_found\"}"))
                    .isEqualTo(10);
            assertThat(value(metrics, "seine_requests_total")).isEqualTo(ROWS);
            assertThat(value(metrics, "seine_received_bytes_total")).isEqualTo(40);
            assertThat(value(metrics, "seine_item_seconds_count")).isEqualTo(ROWS);
            assertThat(value(metrics, "seine_stage_seconds_count{stage=\"fetch\"}"))
                    .isEqualTo(ROWS);
            assertThat(value(metrics, "seine_stage_seconds_count{stage=\"decode\"}"))
                    .isEqualTo(20);
            assertThat(value(metrics, "seine_stage_seconds_count{stage=\"save\"}"))
                    .isEqualTo(20);
            assertThat(value(metrics, "seine_stage_seconds_count{stage=\"record\"}"))
                    .isBetween(1.0, 30.0);
            assertThat(value(metrics, "seine_slowest_host_seconds{host=\"127.0.0.1\"}"))
                    .isPositive();
            assertThat(value(metrics, "seine_jobs{state=\"completed\"}")).isOne();
            assertThat(value(metrics, "seine_transfers_in_flight")).isZero();
        }
    }

    @Test
    void whatIsUnderWayIsShown() throws Exception {
        var gate = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(request -> {
                    gate.await();
                    return answer(request);
                });
                var server = Served.with(Served.settings(root).set("seine.server.max-running-jobs", 1))) {
            var id = server.submit(job(origin));
            var queued = server.submit(job(origin));
            server.await(id, job -> job.get("in_flight").asInt() == 2); // a new host begins with two
            var metrics = server.get("/metrics").text();
            assertThat(value(metrics, "seine_transfers_in_flight")).isEqualTo(2);
            assertThat(value(metrics, "seine_waiting_for_turn")).isEqualTo(ROWS - 2);
            assertThat(value(metrics, "seine_jobs{state=\"running\"}")).isOne();
            assertThat(value(metrics, "seine_jobs{state=\"queued\"}")).isOne();
            gate.countDown();
            server.await(queued, "completed");
        }
    }

    @Test
    void everyMetricThatTheDashboardAsksForIsServed() throws Exception {
        try (var origin = ScriptedOrigin.start(MonitorTest::answer);
                var server = Served.at(root)) {
            server.await(server.submit(job(origin)), "completed");
            var served = server.get("/metrics")
                    .text()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[{ ].*", ""))
                    .collect(Collectors.toSet());
            assertThat(served).containsAll(asked());
            assertThat(asked()).hasSizeGreaterThan(10);
        }
    }

    private static Set<String> asked() throws Exception {
        var asked = new TreeSet<String>();
        for (JsonNode query : new ObjectMapper().readTree(DASHBOARD.toFile()).findValues("expr")) {
            METRIC.matcher(query.asText()).results().forEach(found -> asked.add(found.group()));
        }
        return asked;
    }

    @Test
    void aServerThatIsWellIsLiveAndReady() throws Exception {
        try (var server = Served.at(root)) {
            for (var probe : Set.of("live", "ready")) {
                var reply = server.get("/health/" + probe);
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.json().get("status").asText()).isEqualTo(probe);
            }
        }
    }

    @Test
    void withoutRoomOnItsDiskItIsNotReady() throws Exception {
        try (var server = Served.with(Served.settings(root).set("seine.job.save.min-free", "900000000GiB"))) {
            expectNotReady(server, root.toString());
            assertThat(server.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void whyItIsNotReadyIsToldToThoseWhoShowTheToken() throws Exception {
        var settings = Served.settings(root)
                .set("seine.job.save.min-free", "900000000GiB")
                .setText("seine.server.token", "0123456789abcdef-token");
        try (var server = Served.with(settings)) {
            var stranger = server.get("/health/ready");
            assertThat(stranger.status()).isEqualTo(503);
            assertThat(stranger.problem()).isEqualTo("not-ready");
            assertThat(stranger.text()).doesNotContain(root.toString());
            var known = server.request("/health/ready").header("Authorization", "Bearer 0123456789abcdef-token");
            assertThat(server.send(known).text()).contains(root.toString());
        }
    }

    @Test
    void aJobThatCannotWriteMakesItNotReady() throws Exception {
        try (var origin = ScriptedOrigin.start(MonitorTest::answer);
                var server = Served.at(root)) {
            var id = server.submit(job(origin).replaceFirst("\\{", "{\"save\": {\"min-free\": \"900000000GiB\"}, "));
            server.await(id, "paused");
            expectNotReady(server, id);
            server.post("/v1/jobs/" + id + "/cancel");
            server.await(id, "cancelled");
            assertThat(server.get("/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutItsDatabaseItIsNotReady() throws Exception {
        try (var postgres = PostgresServer.start(Files.createDirectory(root.resolve("postgres")));
                var server = Served.with(Served.settings(root)
                        .setText("seine.server.database.url", postgres.url())
                        .setText("seine.server.database.user", postgres.user()))) {
            assertThat(server.get("/health/ready").status()).isEqualTo(200);
            postgres.stop();
            expectNotReady(server, "the database does not answer");
            postgres.start();
            assertThat(server.get("/health/ready").status()).isEqualTo(200);
        }
    }

    private static void expectNotReady(Served server, String reason) throws Exception {
        var reply = server.get("/health/ready");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().get("detail").asText()).contains(reason);
    }
}
