package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /v1/stream`: items in and outcomes out.
class StreamRouteTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path root;

    private Served server;
    private ScriptedOrigin origin;

    @BeforeEach
    void start() throws Exception {
        server = Served.at(root);
        origin = ScriptedOrigin.start(request ->
                request.path().startsWith("/slow") ? Answer.neverAnswering() : Answer.ok(new byte[] {1}, "image/gif"));
    }

    @AfterEach
    void stop() {
        server.close();
        origin.close();
    }

    private List<JsonNode> outcomes(Served.Reply reply) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        var outcomes = new ArrayList<JsonNode>();
        for (var line : reply.text().lines().toList()) {
            outcomes.add(JSON.readTree(line));
        }
        return outcomes;
    }

    private Served.Reply post(String query, String type, String body) throws Exception {
        return server.send(server.request("/v1/stream" + query)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void everyItemThatGoesInComesOut() throws Exception {
        var items = IntStream.range(0, 300)
                .mapToObj(i -> "{\"url\": \"" + origin.url("/" + i) + "\", \"key\": \"k" + i + "\", \"n\": " + i + "}")
                .collect(Collectors.joining("\n"));
        var reply = post("", "application/x-ndjson", items);
        assertThat(outcomes(reply)).hasSize(300).allSatisfy(outcome -> {
            assertThat(outcome.get("status").asText()).isEqualTo("saved");
            assertThat(outcome.get("key").asText())
                    .isEqualTo("k" + outcome.at("/fields/n").asText());
        });
        var folder = reply.header("Link").replaceFirst("<(.*)>.*", "$1");
        var saved = server.get(folder + outcomes(reply).getFirst().get("path").asText());
        assertThat(saved.response().body()).containsExactly(1);
    }

    @Test
    void linesOfTextAreAddresses() throws Exception {
        var body = "# birds\n" + origin.url("/a") + "\n\nnonsense\n" + origin.url("/b");
        assertThat(outcomes(post("", "text/plain", body)))
                .extracting(outcome -> outcome.get("index").asInt() + " "
                        + outcome.path("error").asText("saved"))
                .containsExactlyInAnyOrder("0 saved", "1 bad_url", "2 saved");
    }

    @Test
    void aLineThatMakesNoSenseEndsAsAnOutcome() throws Exception {
        var body = "{\"url\": 5\n{}\n[1]\n{\"url\": \"" + origin.url("/a") + "\"}\n";
        assertThat(outcomes(post("", "application/x-ndjson", body)))
                .extracting(outcome -> outcome.get("index").asInt() + " "
                        + outcome.path("error").asText("saved"))
                .containsExactlyInAnyOrder("0 bad_row", "1 bad_row", "2 bad_row", "3 saved");
    }

    @Test
    void settingsAreParameters() throws Exception {
        var body = "{\"id\": \"x\"}";
        var query = "?source.url=" + origin.url("/%7Bid%7D").replace("/", "%2F") + "&source.key=%7Bid%7D-key"
                + "&fetch.allow-addresses=127.0.0.1/32&fetch.parallelism=3&fetch.x-robots-tag=false";
        var outcome = outcomes(post(query, "application/x-ndjson", body)).getFirst();
        assertThat(outcome.get("key").asText()).isEqualTo("x-key");
        assertThat(outcome.get("url").asText()).isEqualTo(origin.url("/x"));
    }

    @ParameterizedTest
    @CsvSource({
        "?fetch.paralelism=3, 422, /fetch/paralelism",
        "?fetch.parallelism=x, 422, /fetch/parallelism",
        "?save.directory=%2Ftmp, 422, /save/directory",
        "?fetch.allow-addresses=10.0.0.0%2F8, 422, /fetch/allow-addresses",
        "?save.layout=webdataset, 422, /save/layout"
    })
    void aWrongSettingIsRefusedByName(String query, int status, String pointer) throws Exception {
        var reply = post(query, "text/plain", "http://h/\n");
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }

    /// Those that lists, records and the ends of jobs have; all but what items are made of.
    private static Set<String> settingsOfJobs() {
        return ConfigFactory.defaultReference().getConfig("seine.job").entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> key.matches("(source|record|failure)\\..*|retry"))
                .filter(key ->
                        !Set.of("source.url", "source.key", "source.columns").contains(key))
                .collect(Collectors.toSet());
    }

    @Test
    void settingsThatAStreamWouldIgnoreAreRefusedByName() throws Exception {
        var keys = settingsOfJobs();
        assertThat(keys).contains("source.limit", "record.sync", "failure.policy", "retry");
        var reply = post("?" + String.join("=1&", keys) + "=1", "text/plain", "http://h/\n");
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.json().get("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrderElementsOf(
                        keys.stream().map(key -> "/" + key.replace('.', '/')).toList());
        assertThat(reply.text()).contains("source.limit: a stream has no such setting");
    }

    @Test
    void whatTheServersOwnConfigurationSaysOfListsDoesNotMatterToStreams(@TempDir Path own) throws Exception {
        try (var other = Served.with(Served.settings(own).set("seine.job.source.limit", 1))) {
            var reply = other.send(other.request("/v1/stream")
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString(origin.url("/1") + "\n" + origin.url("/2") + "\n")));
            assertThat(reply.text().lines()).hasSize(2);
        }
    }

    @Test
    void outcomesComeWhileItemsAreSent() throws Exception {
        try (var socket = streaming()) {
            socket.lineThatBegins("HTTP/1.1 200");
            for (int i = 0; i < 3; i++) {
                socket.chunk(origin.url("/" + i) + "\n");
                assertThat(socket.lineThatBegins("{")).contains("\"index\":" + i);
            }
            socket.send("0\r\n\r\n");
            assertThat(socket.rest()).endsWith("0\r\n\r\n");
        }
    }

    /// RFC 9110, section 10.1.1: curl, for one, waits a second for it.
    @Test
    void aClientThatWaitsToBeAskedForItsBodyIsAsked() throws Exception {
        try (var socket = new RawSocket(server.port())
                .head(
                        "POST /v1/stream",
                        "Content-Type: text/plain",
                        "Transfer-Encoding: chunked",
                        "Expect: 100-continue")) {
            assertThat(socket.line()).startsWith("HTTP/1.1 100");
            socket.chunk(origin.url("/1") + "\n");
            socket.lineThatBegins("HTTP/1.1 200");
            assertThat(socket.lineThatBegins("{")).contains("\"status\":\"saved\"");
            socket.chunk(origin.url("/2") + "\n").send("0\r\n\r\n");
            assertThat(socket.lineThatBegins("{")).contains("\"index\":1");
        }
    }

    /// RFC 9112, section 8: what was cut off is not what was meant.
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5000", "Transfer-Encoding: chunked"})
    void aBodyThatBreaksOffIsNotTakenForWhole(String framing) throws Exception {
        var whole = origin.url("/1") + "\n";
        try (var socket = new RawSocket(server.port()).head("POST /v1/stream", "Content-Type: text/plain", framing)) {
            var sent = whole + origin.url("/cut-o");
            if (framing.startsWith("Content")) {
                socket.send(sent);
            } else {
                socket.chunk(sent);
            }
            socket.lineThatBegins("{");
            socket.end();
            assertThat(socket.rest()).doesNotContain("{").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(origin.requests()).isEqualTo(1);
    }

    @Test
    void aLineOfTextThatIsNotUtf8IsABadRow() throws Exception {
        var body = new ByteArrayOutputStream();
        body.writeBytes((origin.url("/1") + "\n" + origin.url("/")).getBytes(StandardCharsets.US_ASCII));
        body.write(0xe9);
        body.writeBytes(("\n" + origin.url("/2")).getBytes(StandardCharsets.US_ASCII));
        var reply = server.send(server.request("/v1/stream")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        assertThat(outcomes(reply))
                .extracting(outcome -> outcome.get("index").asInt() + " "
                        + outcome.path("error").asText("saved"))
                .containsExactlyInAnyOrder("0 saved", "1 bad_row", "2 saved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-ndjson"})
    void aByteOrderMarkIsNoPartOfTheFirstLine(String type) throws Exception {
        var line = type.startsWith("text") ? origin.url("/1") : "{\"url\": \"" + origin.url("/1") + "\"}";
        assertThat(outcomes(post("", type, "\ufeff" + line + "\n")))
                .extracting(outcome -> outcome.get("status").asText())
                .containsExactly("saved");
    }

    @Test
    void aLineThatIsTooLongIsABadRow() throws Exception {
        var body = origin.url("/1") + "\nhttp://" + "h".repeat(9 << 20) + "\n" + origin.url("/2");
        assertThat(outcomes(post("", "text/plain", body)))
                .extracting(outcome -> outcome.get("index").asInt() + " "
                        + outcome.path("error").asText("saved"))
                .containsExactlyInAnyOrder("0 saved", "1 bad_row", "2 saved");
    }

    @Test
    void anotherCharsetIsRefused() throws Exception {
        assertThat(post("", "text/plain; charset=iso-8859-1", origin.url("/1")).problem())
                .isEqualTo("unsupported-type");
        assertThat(post("", "text/plain; charset=utf-8", origin.url("/1")).status())
                .isEqualTo(200);
    }

    private RawSocket streaming() throws IOException {
        return new RawSocket(server.port())
                .head(
                        "POST /v1/stream?schedule.per-host.parallelism=64",
                        "Content-Type: text/plain",
                        "Transfer-Encoding: chunked");
    }

    @Test
    void closingTheConnectionCancelsWhatIsInFlight() throws Exception {
        try (var socket = streaming()) {
            for (int i = 0; i < 20; i++) {
                socket.chunk(origin.url("/slow" + i) + "\n");
            }
            origin.awaitRequests(2, Duration.ofSeconds(10)); // as many as a new host is asked at once
        }
        origin.awaitOpenConnections(0, Duration.ofSeconds(10));
    }

    @Test
    void soDoesClosingItWhenEverythingWasSent() throws Exception {
        var body = origin.url("/slow1") + "\n" + origin.url("/slow2") + "\n";
        try (var socket = new RawSocket(server.port())
                .head("POST /v1/stream", "Content-Type: text/plain", "Content-Length: " + body.length())) {
            socket.send(body);
            origin.awaitRequests(2, Duration.ofSeconds(10));
        }
        origin.awaitOpenConnections(0, Duration.ofSeconds(10));
    }

    @Test
    void aClientThatDoesNotReadStopsTheFetching() throws Exception {
        int items = 3000;
        var pad = "x".repeat(8000);
        try (var socket = new RawSocket(server.port())
                .head(
                        "POST /v1/stream?schedule.look-ahead=10",
                        "Content-Type: application/x-ndjson",
                        "Transfer-Encoding: chunked")) {
            var sent = CompletableFuture.runAsync(
                    () -> {
                        try {
                            for (int i = 0; i < items; i++) {
                                socket.chunk("{\"url\": \"" + origin.url("/" + i) + "\", \"pad\": \"" + pad + "\"}\n");
                            }
                            socket.send("0\r\n\r\n");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    },
                    Thread::startVirtualThread);
            long before = -1;
            while (origin.requests() > before) { // until a second passes without one
                before = origin.requests();
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
            }
            assertThat(before).isBetween(1L, items - 500L);
            assertThat(sent).isNotDone();
            for (int i = 0; i < items; i++) {
                socket.lineThatBegins("{");
            }
            sent.join();
            assertThat(origin.requests()).isEqualTo(items);
        }
    }
}
