package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/v1/jobs`, as a client meets it. Every response is held to `openapi.yaml` on the way.
class JobRoutesTest {
    private static final byte[] PICTURE = {1, 2, 3};

    @TempDir
    Path root;

    private Served server;
    private ScriptedOrigin origin;

    @BeforeEach
    void start() throws Exception {
        server = Served.at(root);
        origin = ScriptedOrigin.start(request -> request.path().startsWith("/slow")
                ? Answer.neverAnswering()
                : request.path().startsWith("/gone") ? Answer.notFound() : Answer.ok(PICTURE, "image/gif"));
    }

    @AfterEach
    void stop() {
        server.close();
        origin.close();
    }

    private String job(String path, int count, String more) {
        var urls = IntStream.range(0, count)
                .mapToObj(i -> "\"" + origin.url(path + i) + "\"")
                .collect(Collectors.joining(","));
        return "{\"name\": \"n\", \"source\": {\"urls\": [" + urls + "]}" + more + "}";
    }

    @Test
    void whatIsServedIsWhatIsDescribed() {
        var served = new TreeMap<String, Set<String>>();
        server.table().forEach((path, methods) -> served.put(path.replace("*}", "}"), methods));
        assertThat(served).isEqualTo(Contract.table());
    }

    @Test
    void aJobThatIsSubmittedRunsToItsEnd() throws Exception {
        var reply = server.post("/v1/jobs", job("/", 2, ""));
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        var id = reply.json().get("id").asText();
        assertThat(reply.header("Location")).isEqualTo("/v1/jobs/" + id);
        var job = server.await(id, "completed");
        assertThat(job.at("/counts/saved").asInt()).isEqualTo(2);
        assertThat(job.get("items").asInt()).isEqualTo(2);
        assertThat(job.at("/settings/source/urls")).hasSize(2);
        assertThat(root.resolve("jobs/" + id + "/ledger.jsonl")).exists();
    }

    @Test
    void aListIsReadFromTheFolderOfLists() throws Exception {
        Files.writeString(root.resolve("lists/two.txt"), origin.url("/1") + "\n" + origin.url("/2") + "\n");
        var id = server.submit("{\"source\": {\"path\": \"two.txt\"}}");
        assertThat(server.await(id, "completed").at("/counts/saved").asInt()).isEqualTo(2);
    }

    @Test
    void aJobIsPausedAndResumedAndCancelled() throws Exception {
        var id = server.submit(job("/slow", 3, ""));
        server.await(id, "running");
        assertThat(steer(id, "pause", 202)).isEqualTo("paused");
        assertThat(server.post("/v1/jobs/" + id + "/pause").problem()).isEqualTo("wrong-state");
        assertThat(steer(id, "resume", 202)).isEqualTo("running");
        assertThat(steer(id, "resume", 409)).isEmpty();
        origin.awaitRequests(1, Duration.ofSeconds(10));
        assertThat(steer(id, "cancel", 202)).isIn("cancelling", "cancelled");
        var job = server.await(id, "cancelled");
        assertThat(job.at("/counts/cancelled").asInt()).isEqualTo(3);
        assertThat(job.get("reason").asText()).isNotBlank();
        assertThat(steer(id, "cancel", 409)).isEmpty();
    }

    @Test
    void aJobAtWorkTellsHowManyRowsItsListHas() throws Exception {
        Files.writeString(root.resolve("lists/three.txt"), (origin.url("/slow") + "\n").repeat(3));
        for (var settings : List.of(job("/slow", 3, ""), "{\"source\": {\"path\": \"three.txt\"}}")) {
            var id = server.submit(settings);
            server.await(id, job -> job.path("rows").asInt() == 3);
            steer(id, "cancel", 202);
            assertThat(server.await(id, "cancelled").has("rows")).isFalse();
        }
    }

    private String steer(String id, String how, int status) throws Exception {
        var reply = server.post("/v1/jobs/" + id + "/" + how);
        assertThat(reply.status()).as(how + " " + reply.text()).isEqualTo(status);
        return reply.json().path("state").asText();
    }

    @Test
    void aJobIsRetuned() throws Exception {
        var id = server.submit(job("/slow", 30, ""));
        server.await(id, "running");
        var reply = server.patch("/v1/jobs/" + id, "{\"parallelism\": 7}");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().get("parallelism").asInt()).isEqualTo(7);
        assertThat(reply.json().get("per_host").asInt()).isEqualTo(8);
        var both = server.patch("/v1/jobs/" + id, "{\"parallelism\": 20, \"per_host\": 19}");
        assertThat(both.json().get("per_host").asInt()).isEqualTo(19);
    }

    @Test
    void whatWasAnsweredIsSeenAtTheNextLook() throws Exception {
        var id = server.submit(job("/slow", 3, ""));
        server.await(id, "running");
        for (int places = 1; places <= 20; places++) {
            server.patch("/v1/jobs/" + id, "{\"parallelism\": %d}".formatted(places));
            assertThat(server.get("/v1/jobs/" + id).json().get("parallelism").asInt())
                    .isEqualTo(places);
            steer(id, "pause", 202);
            assertThat(listed("?state=paused")).containsExactly(id);
            steer(id, "resume", 202);
            assertThat(listed("?state=running")).containsExactly(id);
        }
    }

    @Test
    void aRetuningThatChangesNothingIsNotWrittenDown() throws Exception {
        var folder = root.resolve("another");
        try (var another = Served.at(folder)) {
            var id = another.submit(job("/slow", 3, ""));
            another.await(id, "running");
            for (var change : List.of("\"parallelism\": 7", "\"per_host\": 8", "", "\"rate\": \"5/s\"")) {
                for (int again = 0; again < 3; again++) {
                    var reply = another.patch("/v1/jobs/" + id, "{" + change + "}");
                    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
                }
            }
        }
        assertThat(journal(folder)).containsExactly("Submitted", "Retuned", "Paced");
    }

    /// What has been written down, by the names of the events.
    private static List<String> journal(Path folder) throws SQLException {
        var names = new ArrayList<String>();
        try (var database =
                        DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("registry/jobs"), "seine", "");
                var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "SELECT \"event_ser_manifest\" FROM \"event_journal\" ORDER BY \"ordering\"")) {
            while (rows.next()) {
                names.add(rows.getString(1).replaceAll(".*\\$", ""));
            }
        }
        return names;
    }

    @Test
    void aHostIsAskedAsOftenAsARetuningSays() throws Exception {
        var id = server.submit(job("/", 20, ", \"schedule\": {\"per-host\": {\"rate\": \"1/h\"}}"));
        origin.awaitRequests(1, Duration.ofSeconds(10));
        assertThat(server.get("/v1/jobs/" + id).json().get("state").asText()).isEqualTo("running");
        assertThat(server.patch("/v1/jobs/" + id, "{\"rate\": \"none\"}").status())
                .isEqualTo(202);
        assertThat(server.await(id, "completed").at("/counts/saved").asInt()).isEqualTo(20);
    }

    @Test
    void theSameKeyIsTakenOnce() throws Exception {
        var body = job("/", 1, "");
        var first = submitted("one", body);
        var again = submitted("one", body);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        var other = submitted("one", job("/", 2, ""));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.problem()).isEqualTo("idempotency-key-taken");
        assertThat(submitted("two", body).status()).isEqualTo(201);
        assertThat(server.get("/v1/jobs").json().get("jobs")).hasSize(2);
    }

    private Served.Reply submitted(String key, String body) throws Exception {
        return server.send(server.json("/v1/jobs", "POST", body).header("Idempotency-Key", key));
    }

    @Test
    void twoSubmissionsAtOnceWithTheSameKeyAreOneJob() throws Exception {
        var request = server.json("/v1/jobs", "POST", job("/", 1, ""))
                .header("Idempotency-Key", "both")
                .build();
        var replies = IntStream.range(0, 8)
                .mapToObj(i -> server.client().sendAsync(request, java.net.http.HttpResponse.BodyHandlers.ofString()))
                .toList();
        assertThat(replies.stream().map(reply -> reply.join().statusCode()).sorted())
                .isEqualTo(List.of(200, 200, 200, 200, 200, 200, 200, 201));
        assertThat(server.get("/v1/jobs").json().get("jobs")).hasSize(1);
    }

    @Test
    void jobsAreListedByPagesAndStates() throws Exception {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(server.submit(job("/", 1, "")));
        }
        for (var id : ids) {
            server.await(id, "completed");
        }
        var slow = server.submit(job("/slow", 1, ""));
        server.await(slow, "running");
        assertThat(listed("?state=running")).containsExactly(slow);
        assertThat(listed("?state=completed&state=failed")).isEqualTo(ids);
        var first = server.get("/v1/jobs?limit=4").json();
        assertThat(first.get("jobs")).hasSize(4);
        var rest = server.get("/v1/jobs?limit=4&after=" + first.get("next").asText())
                .json();
        assertThat(rest.get("jobs")).hasSize(2);
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(listed("?limit=4&after=" + first.get("next").asText())).isEqualTo(ids.subList(3, 5));
    }

    private List<String> listed(String query) throws Exception {
        var ids = new ArrayList<String>();
        server.get("/v1/jobs" + query)
                .json()
                .get("jobs")
                .forEach(job -> ids.add(job.get("id").asText()));
        return ids;
    }

    @Test
    void noAnswerTellsASecret() throws Exception {
        var id = server.submit(job("/", 1, """
                , "fetch": {"headers": {"X-Key": "s3cret"}, "cookies": {"c": "s3cret"}, "auth": {"bearer": "s3cret"}},
                  "enrich": [], "retry": "none"\
                """).replace("http://127", "http://me:s3cret@127"));
        server.await(id, "completed");
        for (var path : List.of("/v1/jobs", "/v1/jobs/" + id, "/v1/jobs/" + id + "/outcomes")) {
            assertThat(server.get(path).text())
                    .as(path)
                    .contains(id.substring(0, 1))
                    .doesNotContain("s3cret");
        }
        assertThat(server.get("/v1/jobs/" + id)
                        .json()
                        .at("/settings/fetch/headers/X-Key")
                        .asText())
                .isEqualTo("(secret)");
        assertThat(Map.of("seen", origin.requests())).containsEntry("seen", 1L);
    }
}
