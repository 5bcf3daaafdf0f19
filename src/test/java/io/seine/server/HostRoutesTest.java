package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/v1/jobs/{id}/hosts`.
class HostRoutesTest {
    @TempDir
    Path root;

    @Test
    void theHostsWhoseItemsTakeLongestComeFirst() throws Exception {
        try (var server = Served.at(root);
                var origin = ScriptedOrigin.start(request ->
                        request.path().endsWith("gone") ? Answer.notFound() : Answer.ok(new byte[1], "image/gif"))) {
            var port = ":" + origin.port();
            var id = server.submit("""
                    {"source": {"urls": ["http://127.0.0.1P/a", "http://127.0.0.1P/gone", "http://localhostP/b", "gopher:x"]}}
                    """.replace("P", port));
            server.await(id, "completed");
            var all = server.get("/v1/jobs/" + id + "/hosts").json();
            assertThat(all.get("outcomes").asInt()).isEqualTo(4);
            assertThat(all.get("hosts")).hasSize(2);
            var times = new java.util.ArrayList<Long>();
            for (var host : all.get("hosts")) {
                boolean both = host.get("host").asText().equals("127.0.0.1" + port);
                assertThat(both || host.get("host").asText().equals("localhost" + port))
                        .isTrue();
                assertThat(host.get("items").asInt()).isEqualTo(both ? 2 : 1);
                assertThat(host.get("saved").asInt()).isEqualTo(1);
                times.add(host.get("mean_ms").asLong());
            }
            assertThat(times.getFirst()).isGreaterThanOrEqualTo(times.getLast());
            assertThat(server.get("/v1/jobs/" + id + "/hosts?limit=1").json().get("hosts"))
                    .hasSize(1);
            assertThat(server.get("/v1/jobs/" + id + "/hosts?limit=0").status()).isEqualTo(400);
        }
    }

    @Test
    void onlyTheEndOfALongLedgerIsRead() throws Exception {
        try (var server = Served.at(root);
                var origin = ScriptedOrigin.start(request -> Answer.ok(new byte[1], "image/gif"))) {
            var id = server.submit("{\"source\": {\"urls\": [\"" + origin.url("/a") + "\"]}}");
            server.await(id, "completed");
            var ledger = root.resolve("jobs/" + id + "/ledger.jsonl");
            Files.writeString(ledger, lines("early", 9_000, 1_000) + lines("late", 9_000, 5));
            var hosts = server.get("/v1/jobs/" + id + "/hosts").json().get("hosts");
            assertThat(hosts.get(0).get("host").asText()).isEqualTo("early.example");
            assertThat(hosts.get(0).get("items").asInt()).isLessThan(5_000);
            assertThat(hosts.get(1).get("items").asInt()).isEqualTo(9_000);
            assertThat(hosts.get(1).get("mean_ms").asInt()).isEqualTo(5);
        }
    }

    private static String lines(String host, int count, int milliseconds) {
        return IntStream.range(0, count)
                .mapToObj(i -> """
                        {"index":%d,"url":"http://%s.example/%s","status":"saved","attempts":1,"elapsed_ms":%d}
                        """.formatted(i, host, "x".repeat(120), milliseconds))
                .collect(Collectors.joining());
    }
}
