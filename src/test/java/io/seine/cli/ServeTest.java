package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.Program;
import io.seine.testing.ScriptedOrigin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `seine serve`, in a process of its own.
class ServeTest {
    @TempDir
    Path folder;

    @Test
    void aServerThatIsToldToEndLeavesItsJobResumable() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> request.path().equals("/0")
                        ? Answer.ok(new byte[] {1}, "image/gif")
                        : Answer.neverAnswering());
                var client = HttpClient.newHttpClient()) {
            var process = start();
            try (var out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                var url = out.readLine().replaceFirst("listening on ([^;]*);.*", "$1");
                var reply = client.send(
                        HttpRequest.newBuilder(URI.create(url + "/v1/jobs"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("""
                                        {"source": {"urls": ["%s", "%s"]},
                                         "decode": {"mode": "none"}, "fetch": {"allow-addresses": ["127.0.0.1"]}}""".formatted(origin.url("/0"), origin.url("/1"))))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(201);
                origin.awaitRequests(2, Duration.ofSeconds(20));
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(143);
            } finally {
                process.destroyForcibly();
            }
        }
        try (var jobs = Files.list(folder.resolve("root/jobs"))) {
            var ledger = Files.readString(jobs.findFirst().orElseThrow().resolve("ledger.jsonl"));
            assertThat(ledger).contains("\"index\":0").contains("\"saved\"").contains("\"cancelled\"");
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(Program.command(
                        "serve",
                        "--port",
                        "0",
                        "--root",
                        folder.resolve("root").toString(),
                        "--set",
                        "seine.server.allow-addresses=[\"127.0.0.0/8\"]"))
                .redirectError(folder.resolve("log").toFile())
                .start();
    }
}
