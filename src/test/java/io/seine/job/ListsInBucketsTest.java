package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.model.Body;
import io.seine.model.JobState;
import io.seine.model.Outcome;
import io.seine.model.S3Address;
import io.seine.model.Status;
import io.seine.s3.S3Store;
import io.seine.testing.Answer;
import io.seine.testing.S3Server;
import io.seine.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Jobs whose lists are in a bucket, on a real server.
@Timeout(60)
class ListsInBucketsTest {
    private static final int ROWS = 50;

    private static Seine seine;
    private static S3Server server;
    private static ScriptedOrigin origin;
    private static Path bucket;

    @TempDir
    static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        S3Server.allow();
        seine = Seine.create();
        server = S3Server.start(shared.resolve("s3"));
        bucket = server.bucket("lists");
        origin = ScriptedOrigin.start(request -> Answer.ok(new byte[] {1}, "image/gif"));
    }

    @AfterAll
    static void stop() {
        seine.close();
        origin.close();
        server.close();
    }

    private static String rows(String head, String row) {
        return head
                + IntStream.range(0, ROWS)
                        .mapToObj(i -> row.formatted(origin.url("/" + i), i))
                        .collect(Collectors.joining());
    }

    private static byte[] list(String name) throws IOException {
        var text = name.contains("json") ? rows("", "{\"url\": \"%s\", \"n\": \"%d\"}\n") : rows("url,n\n", "%s,%d\n");
        var bytes = (name.startsWith("text") ? rows("", "%s\n") : text).getBytes(StandardCharsets.UTF_8);
        if (name.endsWith(".zst")) {
            return Zstd.compress(bytes);
        } else if (!name.endsWith(".gz")) {
            return bytes;
        }
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        }
        return compressed.toByteArray();
    }

    private static void writeParquet(Path file) throws IOException {
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            statement.execute("COPY (SELECT '" + origin.url("/") + "' || i AS url, i::VARCHAR AS n FROM range(" + ROWS
                    + ") t(i)) TO '" + file + "' (FORMAT parquet)");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private Batch batch(Object path) throws IOException {
        var batch = Batch.of(folder, 1, i -> "http://unused.invalid/");
        return new Batch(folder, server.over(batch.settings())).with("source.path", path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text.txt", "a.csv", "a.csv.gz", "a.jsonl.zst", "a.parquet"})
    void listsOfEveryKindAreRead(String name) throws Exception {
        var file = bucket.resolve(name);
        if (name.endsWith(".parquet")) {
            writeParquet(file);
        } else {
            Files.write(file, list(name));
        }
        var batch = batch("s3://lists/" + name);
        var status = Batch.end(seine.run(batch.job()));
        assertThat(status.state()).isEqualTo(JobState.COMPLETED);
        assertThat(status.count(Status.SAVED)).isEqualTo(ROWS);
        assertThat(batch.ledger())
                .extracting(outcome -> outcome.item().url())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS)
                        .mapToObj(i -> origin.url("/" + i))
                        .toList());
        if (!name.startsWith("text")) {
            assertThat(batch.ledger())
                    .allSatisfy(outcome -> assertThat(outcome.item().fields())
                            .containsEntry("n", Long.toString(outcome.item().index())));
        }
    }

    @Test
    void severalListsAreReadInTheirOrder() throws Exception {
        Files.writeString(bucket.resolve("1.txt"), origin.url("/1") + "\n");
        Files.writeString(folder.resolve("2.txt"), origin.url("/2") + "\n");
        Files.writeString(bucket.resolve("3.txt"), origin.url("/3") + "\n");
        var batch = batch(List.of("s3://lists/3.txt", folder.resolve("2.txt").toString(), "s3://lists/1.txt"));
        Batch.end(seine.run(batch.job()));
        assertThat(batch.ledger().stream()
                        .sorted(java.util.Comparator.comparingLong(
                                outcome -> outcome.item().index()))
                        .map(outcome -> outcome.item().url().replaceFirst(".*/", "")))
                .containsExactly("3", "2", "1");
    }

    @Test
    void aBadRowIsNamedByTheAddress() throws Exception {
        Files.writeString(bucket.resolve("bad.txt"), origin.url("/1") + "\nnonsense\n");
        var batch = batch("s3://lists/bad.txt");
        Batch.end(seine.run(batch.job()));
        assertThat(batch.ledger())
                .extracting(Outcome::failure)
                .filteredOn(Objects::nonNull)
                .singleElement()
                .asString()
                .contains("s3://lists/bad.txt:2: ");
    }

    @Test
    void whatIsNotThereIsToldBeforeAnythingStarts() {
        for (var address : List.of("s3://lists/none.csv", "s3://nowhere/none.csv")) {
            assertThatThrownBy(() -> seine.run(batch(address).job()))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("seine.job.source.path: " + address + ": there is no such object");
        }
    }

    @Test
    void anotherListUnderTheNameIsAnotherJob() throws Exception {
        put("changing.txt", origin.url("/1") + "\n");
        Batch.end(seine.run(batch("s3://lists/changing.txt").job()));
        assertThat(Batch.end(seine.run(batch("s3://lists/changing.txt").job())).alreadyDone())
                .isEqualTo(1);
        put("changing.txt", origin.url("/2") + "\n");
        var status = Batch.end(seine.run(batch("s3://lists/changing.txt").job()));
        assertThat(Objects.requireNonNull(status.ending()).message()).contains("the list has changed");
    }

    private void put(String key, String text) throws IOException {
        S3Store.of(seine.system(), batch("-").job().s3())
                .put(
                        S3Address.parse("s3://lists/" + key),
                        Body.of(text.getBytes(StandardCharsets.UTF_8)),
                        "text/plain");
    }

    @Test
    void aListInABucketCannotBeFollowed() {
        assertThatThrownBy(() -> seine.run(
                        batch("s3://lists/a.csv").with("source.follow", true).job()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("one list of lines in a file can be followed");
    }

    @Test
    void addressesThatMakeNoSenseAreRefused() {
        for (var path : List.of("s3://", "s3://lists", "s3://Lists/a", "s3://lists/", "s3://lists/../a")) {
            assertThatThrownBy(() -> Settings.defaults()
                            .set("seine.job.source.path", path)
                            .job())
                    .as(path)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("seine.job.source.path: ");
        }
    }
}
