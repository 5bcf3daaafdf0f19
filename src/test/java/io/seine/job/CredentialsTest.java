package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.seine.Seine;
import io.seine.model.Item;
import io.seine.model.JobStatus;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// User and password in addresses are used for the request and told nobody.
@Timeout(30)
class CredentialsTest {
    private static final String SECRET = "s3cret";
    private static final String USER_INFO = "jo:" + SECRET + "@";
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final Seine seine = Seine.create();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    private Path folder;

    private static Logger log() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @BeforeEach
    void listen() {
        logged.start();
        log().addAppender(logged);
    }

    @AfterEach
    void close() {
        log().detachAppender(logged);
        seine.close();
    }

    private ScriptedOrigin origin() {
        return ScriptedOrigin.start(request -> {
            requests.add(request);
            return switch (request.path()) {
                case "/moved" -> Answer.redirect(302, "http://" + USER_INFO + request.header("Host") + "/there");
                case "/astray" -> Answer.redirect(302, "ftp://" + USER_INFO + "h/");
                case "/missing" -> Answer.notFound();
                case "/failing" -> Answer.status(500);
                case "/linked" ->
                    Answer.ok(
                            ("{\"source\": \"http://" + USER_INFO + "h/\"}").getBytes(StandardCharsets.UTF_8),
                            "application/json");
                default -> Answer.ok(CONTENT, "image/gif");
            };
        });
    }

    private static String secret(ScriptedOrigin origin, String path) {
        return origin.url(path).replace("//", "//" + USER_INFO);
    }

    private Batch batch(List<String> lines) throws IOException {
        var list = Files.write(folder.resolve("list.csv"), lines);
        return Batch.of(folder, 0, String::valueOf).with("source.path", list.toString());
    }

    /// Rows that end in every way an address can be told.
    private List<String> rows(ScriptedOrigin origin) {
        var meta = secret(origin, "/linked");
        return List.of(
                "url,meta,note",
                secret(origin, "/a") + "," + meta + ",see " + meta,
                secret(origin, "/b").replace("http:", " HTTP:") + "," + meta + ",http:" + USER_INFO + "h/",
                secret(origin, "/moved") + "," + meta + ",",
                secret(origin, "/astray") + "," + meta + ",",
                secret(origin, "/missing") + "," + meta + ",",
                secret(origin, "/failing") + "," + meta + ",",
                "http://jo:" + SECRET + "@10.0.0.1/," + meta + ",",
                "http://jo:" + SECRET + "@h:99999/," + meta + ",",
                "http://jo:" + SECRET + "@256.1.1.1/," + meta + ",",
                "http://jo:" + SECRET + "/2@h/," + meta + ",",
                "ftp://jo:" + SECRET + "@h/," + meta + ",",
                "jo:" + SECRET + "@h/," + meta + ",",
                secret(origin, "/c") + ",http://jo:" + SECRET + "@h:x/,");
    }

    private Batch telling(ScriptedOrigin origin) throws IOException {
        return batch(rows(origin))
                .with("source.key", "{url}")
                .with("save.name", "{key}-{meta}")
                .with("enrich", List.of(Map.of("url", "{meta}", "fields", Map.of("found", "/source"))));
    }

    private static void expectNoSecret(Object told) {
        assertThat(String.valueOf(told)).doesNotContain(SECRET);
    }

    private void expectNoSecretIn(Path output) throws IOException {
        try (var files = Files.walk(output)) {
            for (var file : files.toList()) {
                expectNoSecret(output.relativize(file));
                expectNoSecret(Files.isRegularFile(file) ? Files.readString(file) : "");
            }
        }
    }

    @Test
    void noFileNoOutcomeNoStatusAndNoLogTellsThem() throws Exception {
        try (var origin = origin()) {
            var batch = telling(origin);
            var running = seine.run(batch.job());
            var outcomes = new ArrayList<Outcome>();
            running.iterator().forEachRemaining(outcomes::add);
            var status = Batch.end(running);
            assertThat(status.items()).isEqualTo(13);
            assertThat(status.count(Status.SAVED)).isEqualTo(3);
            assertThat(outcomes).hasSize(13).allSatisfy(CredentialsTest::expectNoSecret);
            expectNoSecret(status);
            expectNoSecretIn(batch.out());
            assertThat(logged.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .noneMatch(line -> line.contains(SECRET));
            assertThat(status.failures())
                    .extracting(failure -> failure.example().kind())
                    .contains(
                            Kind.BAD_URL,
                            Kind.REDIRECT_BLOCKED,
                            Kind.BLOCKED_ADDRESS,
                            Kind.NOT_FOUND,
                            Kind.HTTP_STATUS);
        }
    }

    @Test
    void whatIsToldIsTheAddressWithoutThemAndTheRequestHasThem() throws Exception {
        try (var origin = origin()) {
            var batch = telling(origin);
            Batch.end(seine.run(batch.job()));
            assertThat(requests)
                    .isNotEmpty()
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).startsWith("Basic "));
            assertThat(requests).extracting(Request::path).contains("/a", "/linked", "/there");
            var first = batch.ledger().stream()
                    .filter(outcome -> outcome.item().index() == 0)
                    .findFirst()
                    .orElseThrow();
            assertThat(first.item().url()).isEqualTo(origin.url("/a"));
            assertThat(first.item().fields())
                    .isEqualTo(Map.of(
                            "meta",
                            origin.url("/linked"),
                            "note",
                            "see " + origin.url("/linked"),
                            "found",
                            "http://h/"));
            assertThat(first.transfer().finalUrl()).isEqualTo(origin.url("/a"));
        }
    }

    @Test
    void whatIsDoneStaysDone() throws Exception {
        try (var origin = origin()) {
            var batch = telling(origin);
            Batch.end(seine.run(batch.job()));
            var again = Batch.end(seine.run(batch.job()));
            assertThat(again.items()).isZero();
            assertThat(again.alreadyDone()).isEqualTo(13);
        }
    }

    @Test
    void aLedgerThatStillTellsThemIsUnderstoodAllTheSame() throws Exception {
        try (var origin = origin()) {
            var batch = batch(List.of("url", secret(origin, "/a"), secret(origin, "/b")));
            Batch.end(seine.run(batch.job()));
            var ledger = batch.out().resolve("ledger.jsonl");
            Files.writeString(
                    ledger, Files.readString(ledger).replace("\"url\":\"http://", "\"url\":\"http://" + USER_INFO));
            JobStatus again = Batch.end(seine.run(batch.job()));
            assertThat(again.items()).isZero();
            assertThat(again.alreadyDone()).isEqualTo(2);
        }
    }

    @Test
    void theEndOfAJobDoesNotTellThem() throws Exception {
        try (var origin = origin()) {
            var batch = batch(List.of("url", secret(origin, "/failing"))).with("failure.policy", "stop-at-first");
            var status = Batch.end(seine.run(batch.job()));
            assertThat(Objects.requireNonNull(status.ending()).message()).contains(origin.url("/failing"));
            expectNoSecret(status);
        }
    }

    @Test
    void anotherListIsRefusedWithoutTellingThem() throws Exception {
        try (var origin = origin()) {
            var batch = batch(List.of("url", secret(origin, "/a")));
            Batch.end(seine.run(batch.job()));
            Files.delete(batch.out().resolve(".seine").resolve("job"));
            var other = batch(List.of("url", secret(origin, "/other")));
            var refused = seine.run(other.job()).done().handle((status, failure) -> String.valueOf(failure) + status);
            assertThat(refused.get()).contains(origin.url("/other"));
            expectNoSecret(refused.get());
        }
    }

    @Test
    void anItemOfAStreamKeepsThemToItself() throws Exception {
        try (var origin = origin()) {
            var item = Item.of(0, secret(origin, "/a"));
            expectNoSecret(item);
            var job = batch(List.of("url")).job();
            var outcomes = Source.from(List.of(item, Item.of(1, "http://" + USER_INFO + "h:x/")))
                    .via(seine.flow(job))
                    .runWith(Sink.seq(), seine.system())
                    .toCompletableFuture()
                    .get();
            assertThat(outcomes).hasSize(2).allSatisfy(CredentialsTest::expectNoSecret);
            assertThat(outcomes).extracting(outcome -> outcome.item().url()).contains(origin.url("/a"));
            assertThat(requests)
                    .hasSize(1)
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).isNotEmpty());
        }
    }
}
