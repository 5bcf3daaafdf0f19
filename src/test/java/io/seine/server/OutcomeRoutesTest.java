package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Outcomes in pages, streams and events, and the files that they name.
class OutcomeRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 50;

    @TempDir
    Path root;

    private Served server;
    private ScriptedOrigin origin;

    @BeforeEach
    void start() throws Exception {
        server = Served.at(root);
        origin = ScriptedOrigin.start(request -> request.path().endsWith("7")
                ? Answer.notFound()
                : request.path().startsWith("/slow")
                        ? Answer.neverAnswering()
                        : Answer.ok(request.path().getBytes(StandardCharsets.UTF_8), "text/plain"));
    }

    @AfterEach
    void stop() {
        server.close();
        origin.close();
    }

    private String submit(String... paths) throws Exception {
        var urls = List.of(paths).stream()
                .map(path -> "\"" + origin.url(path) + "\"")
                .collect(Collectors.joining(","));
        return server.submit("{\"source\": {\"urls\": [" + urls + "]}, \"save\": {\"name\": \"{key}.txt\"},"
                + " \"schedule\": {\"per-host\": {\"parallelism\": 64}}}");
    }

    private String submitted(int items) throws Exception {
        return submit(IntStream.range(0, items).mapToObj(i -> "/" + i).toArray(String[]::new));
    }

    private static List<Integer> indexes(Iterable<JsonNode> outcomes) {
        var indexes = new ArrayList<Integer>();
        outcomes.forEach(outcome -> indexes.add(outcome.get("index").asInt()));
        return indexes;
    }

    private static List<Integer> all(int items) {
        return IntStream.range(0, items).boxed().toList();
    }

    @Test
    void outcomesListTheVariantsOfAnItemAndTheRowThatItDuplicates() throws Exception {
        var flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
        try (var flags = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var id = server.submit("""
                    {
                      "source": { "urls": ["%s", "%s"] },
                      "decode": { "mode": "verify" },
                      "save": {
                        "duplicates": "skip",
                        "variants": [{ "name": "{key}" }, { "name": "small/{key}", "format": "png", "resize": { "size": 16 } }]
                      }
                    }
                    """.formatted(flags.url("/a"), flags.url("/b")));
            server.await(id, "completed");
            var outcomes = server.get("/v1/jobs/" + id + "/outcomes").json().get("outcomes");
            var original = outcomes.get(0);
            assertThat(original.get("variants")).hasSize(2);
            assertThat(original.get("variants").get(1).get("format").asText()).isEqualTo("png");
            assertThat(outcomes.get(1).get("duplicate_of")).isEqualTo(original.get("index"));
            var small = original.get("variants").get(1).get("path").asText();
            assertThat(server.get("/v1/jobs/" + id + "/files/" + small).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void pagesHoldEveryOutcomeOnce() throws Exception {
        var id = submitted(ITEMS);
        server.await(id, "completed");
        var seen = new ArrayList<Integer>();
        var next = "0";
        while (next != null) {
            var page = server.get("/v1/jobs/" + id + "/outcomes?limit=7&after=" + next)
                    .json();
            assertThat(page.get("outcomes").size()).isLessThanOrEqualTo(7);
            seen.addAll(indexes(page.get("outcomes")));
            next = page.get("next").textValue();
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all(ITEMS));
    }

    @Test
    void pagesAndStreamsHoldWhatIsAskedFor() throws Exception {
        var id = submitted(ITEMS);
        server.await(id, "completed");
        assertThat(indexes(server.get("/v1/jobs/" + id + "/outcomes?status=not_found")
                        .json()
                        .get("outcomes")))
                .containsExactlyInAnyOrder(7, 17, 27, 37, 47);
        assertThat(server.get("/v1/jobs/" + id + "/outcomes?error=dns").json().get("outcomes"))
                .isEmpty();
        var stream = server.send(server.request("/v1/jobs/" + id + "/outcomes?status=saved&status=failed")
                .header("Accept", "application/x-ndjson"));
        assertThat(stream.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(stream.text().lines()).hasSize(45).allMatch(line -> line.contains("\"saved\""));
    }

    @ParameterizedTest
    @CsvSource({"status=good, status", "error=bad, error", "after=1, after", "after=x, after", "follow=1, follow"})
    void aWrongFilterIsRefusedByName(String query, String parameter) throws Exception {
        var id = submitted(1);
        server.await(id, "completed");
        var reply = server.get("/v1/jobs/" + id + "/outcomes?" + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/errors/0/parameter").asText()).isIn(parameter, "after");
    }

    @Test
    void aStreamThatFollowsEndsWithTheJob() throws Exception {
        var id = submit("/1", "/slow");
        var request = server.request("/v1/jobs/" + id + "/outcomes?follow=true")
                .header("Accept", "application/x-ndjson")
                .build();
        var lines = server.client().send(request, BodyHandlers.ofLines()).body().iterator();
        assertThat(lines.next()).contains("\"index\":0").contains("\"saved\"");
        server.post("/v1/jobs/" + id + "/cancel");
        assertThat(lines.next()).contains("\"index\":1").contains("\"cancelled\"");
        assertThat(lines.hasNext()).isFalse();
    }

    /// An event: its name, its identity and its data.
    private record Event(String name, String id, JsonNode data) {}

    private List<Event> events(String id, String query, @Nullable String last) throws Exception {
        var request = server.request("/v1/jobs/" + id + "/events" + query);
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        var events = new ArrayList<Event>();
        for (var block : server.send(request).text().split("\n\n", -1)) {
            var lines = block.lines().toList();
            if (lines.size() == 3) {
                events.add(new Event(
                        lines.get(0).substring(7),
                        lines.get(1).substring(4),
                        JSON.readTree(lines.get(2).substring(6))));
            }
        }
        events.forEach(OutcomeRoutesTest::check);
        return events;
    }

    private static void check(Event event) {
        Contract.checkAgainst(
                switch (event.name()) {
                    case "state", "counts" -> "Standing";
                    case "outcome" -> "Outcome";
                    default -> "Skipped";
                },
                event.data());
    }

    private static List<JsonNode> named(List<Event> events, String name) {
        return events.stream()
                .filter(event -> event.name().equals(name))
                .map(Event::data)
                .toList();
    }

    @Test
    void eventsTellEverythingUpToTheEnd() throws Exception {
        var id = submitted(ITEMS);
        var events = events(id, "?after=0", null);
        assertThat(indexes(named(events, "outcome"))).containsExactlyInAnyOrderElementsOf(all(ITEMS));
        assertThat(events.getLast().name()).isEqualTo("state");
        assertThat(events.getLast().data().get("state").asText()).isEqualTo("completed");
        assertThat(events.getLast().data().at("/counts/saved").asInt()).isEqualTo(45);
    }

    @Test
    void whoComesBackGoesOnWhereItWas() throws Exception {
        var id = submitted(ITEMS);
        server.await(id, "completed");
        var events = events(id, "?after=0", null);
        var tenth = events.stream()
                .filter(event -> event.name().equals("outcome"))
                .toList()
                .get(9);
        var rest = named(events(id, "", tenth.id()), "outcome");
        assertThat(indexes(rest)).isEqualTo(indexes(named(events, "outcome")).subList(10, ITEMS));
        var request = server.request("/v1/jobs/" + id + "/events")
                .header("Last-Event-ID", events.getLast().id());
        assertThat(server.send(request).status()).as("there is nothing more").isEqualTo(204);
    }

    @Test
    void whoLiesTooFarBehindIsToldWhatToRead() throws Exception {
        int items = 1500;
        var id = submitted(items);
        server.await(id, "completed");
        var events = events(id, "?after=0", null);
        var skipped = named(events, "skipped");
        assertThat(skipped).hasSize(1);
        var seen = new ArrayList<>(indexes(named(events, "outcome")));
        assertThat(seen).hasSizeLessThan(items);
        var place = skipped.getFirst().get("after").asText();
        while (!place.equals(skipped.getFirst().get("until").asText())) {
            var page = server.get("/v1/jobs/" + id + "/outcomes?limit=1&after=" + place)
                    .json();
            seen.addAll(indexes(page.get("outcomes")));
            place = page.get("next").asText();
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all(items));
    }

    @Test
    void subscribersThatAreStuckHoldUpNobody() throws Exception {
        var stuck = new ArrayList<RawSocket>();
        var id = submitted(1000);
        try {
            for (int i = 0; i < 10; i++) {
                stuck.add(new RawSocket(server.port()).head("GET /v1/jobs/" + id + "/events?after=0"));
            }
            assertThat(events(id, "", null).getLast().data().get("state").asText())
                    .isEqualTo("completed");
            assertThat(server.get("/v1/jobs/" + id).json().get("items").asInt()).isEqualTo(1000);
        } finally {
            for (var socket : stuck) {
                socket.close();
            }
        }
    }

    /// The path of the file that a job of one item has saved.
    private String saved(String item) throws Exception {
        var id = submit(item);
        server.await(id, "completed");
        var outcome = server.get("/v1/jobs/" + id + "/outcomes").json().at("/outcomes/0");
        return "/v1/jobs/" + id + "/files/" + outcome.get("path").asText();
    }

    @Test
    void savedFilesAreServedWholeAndInRanges() throws Exception {
        var path = saved("/abcdef");
        assertThat(server.get(path).text()).isEqualTo("/abcdef");
        assertThat(range(path, "bytes=1-3")).isEqualTo("206 bytes 1-3/7 abc");
        assertThat(range(path, "bytes=4-")).isEqualTo("206 bytes 4-6/7 def");
        assertThat(range(path, "bytes=-2")).isEqualTo("206 bytes 5-6/7 ef");
        assertThat(range(path, "bytes=5-100")).isEqualTo("206 bytes 5-6/7 ef");
        assertThat(range(path, "bytes=7-")).startsWith("416 bytes */7 ");
        assertThat(range(path, "lines=1-2")).isEqualTo("200  /abcdef");
    }

    @Test
    void aRangeUnderAConditionIsTheWholeFileSinceNoFileHasAValidator() throws Exception {
        var path = saved("/abcdef");
        for (var validator : List.of("\"v1\"", "Fri, 02 Jan 2026 03:04:05 GMT")) {
            for (var range : List.of("bytes=1-3", "bytes=7-")) {
                var reply =
                        server.send(server.request(path).header("Range", range).header("If-Range", validator));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.text()).isEqualTo("/abcdef");
            }
        }
    }

    @Test
    void anEmptyFileIsServed() throws Exception {
        var id = submit("/1");
        server.await(id, "completed");
        Files.createFile(root.resolve("jobs/" + id + "/empty.txt"));
        var reply = server.get("/v1/jobs/" + id + "/files/empty.txt");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/plain");
        assertThat(reply.text()).isEmpty();
    }

    private String range(String path, String range) throws Exception {
        var reply = server.send(server.request(path).header("Range", range));
        return reply.status() + " " + reply.header("Content-Range") + " " + reply.text();
    }
}
