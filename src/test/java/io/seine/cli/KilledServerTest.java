package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.testing.Answer;
import io.seine.testing.Program;
import io.seine.testing.ScriptedOrigin;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` to `seine serve`, in a process of its own.
@Timeout(120)
class KilledServerTest {
    private static final int ROWS = 300;
    private static final Duration PROMPTLY = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() throws InterruptedException {
        for (var process : processes) {
            process.destroyForcibly().waitFor();
        }
        client.close();
    }

    @Test
    void jobsOfAServerThatIsKilledGoOnAndCountEveryRowOnce() throws Exception {
        var gate = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(request -> {
            if (Integer.parseInt(request.path().substring(3)) >= ROWS / 3) {
                gate.await();
            }
            return Answer.ok(new byte[] {1, 2}, "image/gif");
        })) {
            var ids = new ArrayList<String>();
            var first = listening(start());
            for (var name : List.of("a", "b", "c")) {
                ids.add(submit(first, name, origin));
            }
            origin.awaitRequests(ROWS, PROMPTLY);
            var server = processes.getFirst();
            assertThat(start().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(processes.getFirst().exitValue())
                    .as("another server has the folder")
                    .isEqualTo(4);
            kill(server);
            gate.countDown();
            assertThat(ids)
                    .allSatisfy(id -> assertThat(root(id, "summary.json")).doesNotExist());
            var second = listening(start());
            for (var id : ids) {
                var job = completed(second, id);
                assertThat(job.at("/counts/saved").asInt()
                                + job.at("/before/saved").asInt())
                        .isEqualTo(ROWS);
                expectEveryRowOnce(id);
            }
        }
    }

    /// Jobs of which the client has heard are there after a kill at once, the last of them too.
    @Test
    void whatWasAnsweredIsNotForgotten() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(new byte[] {1, 2}, "image/gif"))) {
            var first = listening(start());
            var ids = new ArrayList<String>();
            for (var name : List.of("a", "b", "c", "d", "e", "f")) {
                ids.add(submit(first, name, origin));
            }
            kill(processes.getFirst());
            var second = listening(start());
            for (var id : ids) {
                completed(second, id);
                expectEveryRowOnce(id);
            }
        }
    }

    private Path root(String id, String file) {
        return folder.resolve("root/jobs").resolve(id).resolve(file);
    }

    private static void kill(Process server) throws InterruptedException {
        server.destroyForcibly();
        assertThat(server.waitFor()).isEqualTo(128 + 9);
    }

    private String submit(URI server, String name, ScriptedOrigin origin) throws Exception {
        var urls = IntStream.range(0, ROWS)
                .mapToObj(i -> "\"" + origin.url("/" + name + "/" + i) + "\"")
                .collect(Collectors.joining(", "));
        var request = HttpRequest.newBuilder(server.resolve("/v1/jobs"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\": \"%s\", \"source\": {\"urls\": [%s]}}".formatted(name, urls)))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("id").asText();
    }

    private JsonNode completed(URI server, String id) throws Exception {
        var request = HttpRequest.newBuilder(server.resolve("/v1/jobs/" + id)).build();
        long begin = System.nanoTime();
        while (true) {
            var job = JSON.readTree(
                    client.send(request, BodyHandlers.ofByteArray()).body());
            if (job.path("state").asText().equals("completed")) {
                return job;
            }
            assertThat(System.nanoTime() - begin).as("%s", job).isLessThan(PROMPTLY.toNanos());
        }
    }

    private void expectEveryRowOnce(String id) throws IOException {
        var indexes = Files.readAllLines(root(id, "ledger.jsonl")).stream()
                .peek(line -> assertThat(line).contains("\"status\":\"saved\""))
                .map(line -> Integer.valueOf(line.replaceAll("^\\{\"index\":(\\d+),.*", "$1")))
                .sorted()
                .toList();
        assertThat(indexes)
                .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
    }

    private Process start() throws IOException {
        var process = new ProcessBuilder(Program.command(
                        "serve",
                        "--port",
                        "0",
                        "--root",
                        folder.resolve("root").toString(),
                        "--set",
                        "seine.server.allow-addresses=[127.0.0.0/8]",
                        "--set",
                        "seine.job.fetch.allow-addresses=[127.0.0.0/8]",
                        "--set",
                        "seine.job.decode.mode=none"))
                .redirectError(new File(folder.toFile(), "log"))
                .start();
        processes.addFirst(process);
        return process;
    }

    /// Where a server that was started listens, when it does.
    private URI listening(Process server) throws IOException {
        var line = server.inputReader().readLine();
        assertThat(line).as(Files.readString(folder.resolve("log"))).isNotNull().startsWith("listening on ");
        return URI.create(line.replaceFirst("^listening on (\\S+);.*", "$1"));
    }
}
