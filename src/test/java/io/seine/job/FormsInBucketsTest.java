package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.model.JobState;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.S3Server;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several forms of an item, and contents that come twice, in a bucket on a real server.
@Timeout(60)
class FormsInBucketsTest {
    private static final List<String> COUNTRIES = List.of("fr", "de", "it", "ch", "fr");
    private static final String FORMS = """
            [{ name = "{key}", mode = verify }, { name = "small/{key}", format = png, resize { mode = keep-ratio, size = 16 } }]""";

    private static Seine seine;
    private static S3Server server;
    private static int buckets;

    @TempDir
    static Path shared;

    @TempDir
    private Path folder;

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
        bucket = "forms-" + buckets++;
        server.bucket(bucket);
    }

    private static Answer flag(String country) throws IOException {
        var file = Path.of("src/main/resources/io/seine/origin/flags", country, country + ".gif");
        return Answer.ok(Files.readAllBytes(file), "image/gif");
    }

    private ScriptedOrigin flags() throws IOException {
        return ScriptedOrigin.start(
                request -> flag(COUNTRIES.get(Integer.parseInt(request.path().substring(1)))));
    }

    private Batch batch(ScriptedOrigin origin) throws IOException {
        var batch = Batch.of(folder, COUNTRIES.size(), i -> origin.url("/" + i));
        return new Batch(folder, server.over(batch.settings()))
                .with("save.bucket", "s3://" + bucket + "/run")
                .with("decode.mode", "verify")
                .with("save.variants", FORMS)
                .with("fetch.parallelism", 1);
    }

    private List<String> pictures() {
        return server.keys(bucket, "run").stream()
                .filter(key -> key.matches(".*\\.(gif|png)"))
                .sorted()
                .toList();
    }

    private static List<String> both(int... rows) {
        var keys = new ArrayList<String>();
        for (int row : rows) {
            keys.add("%09d.gif".formatted(row));
            keys.add("small/%09d.png".formatted(row));
        }
        return keys.stream().sorted().toList();
    }

    @Test
    void allFormsOfARowGoIntoTheBucketAndIntoItsRecord() throws Exception {
        try (var origin = flags()) {
            var batch = batch(origin);
            assertThat(Batch.end(seine.run(batch.job())).count(Status.SAVED)).isEqualTo(5);
            assertThat(pictures()).isEqualTo(both(0, 1, 2, 3, 4));
            assertThat(batch.ledger())
                    .allSatisfy(outcome -> assertThat(pictures()).containsAll(outcome.paths()));
            assertThat(batch.out().resolve(".seine/unsettled"))
                    .satisfiesAnyOf(
                            notes -> assertThat(notes).doesNotExist(),
                            notes -> assertThat(notes).isEmptyDirectory());
        }
    }

    @Test
    void aContentThatComesTwiceIsPutOnce() throws Exception {
        try (var origin = flags()) {
            var batch = batch(origin).with("save.duplicates", "skip");
            Batch.end(seine.run(batch.job()));
            assertThat(pictures()).isEqualTo(both(0, 1, 2, 3));
            var second = batch.ledger().stream()
                    .filter(outcome -> outcome.item().index() == 4)
                    .findFirst()
                    .orElseThrow();
            assertThat(second.duplicateOf()).isZero();
            assertThat(second.paths()).containsExactlyInAnyOrderElementsOf(both(0));
        }
    }

    @Test
    void whatAKilledProcessHasPutOfARowIsTakenBack() throws Exception {
        try (var origin = flags()) {
            var batch = batch(origin);
            var job = seine.run(batch.job());
            Batch.end(job);
            var results = Objects.requireNonNull(server.bucket(bucket)).resolve("run");
            Files.copy(results.resolve("000000000.gif"), results.resolve("orphan.gif"));
            var notes = Files.createDirectories(batch.out().resolve(".seine/unsettled"));
            Files.writeString(notes.resolve("7"), "orphan.gif\nsmall/orphan.png\n000000001.gif\n");
            assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
            assertThat(pictures()).as("and what is recorded stays").isEqualTo(both(0, 1, 2, 3, 4));
            assertThat(notes).doesNotExist();
        }
    }
}
