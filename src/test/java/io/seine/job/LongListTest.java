package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.seine.Seine;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists of ten million rows: the first is fetched at once, and the others are not in memory.
@Timeout(60)
class LongListTest {
    private static final int ROWS = 10_000_000;
    private static final int TOGETHER = 10_000;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /// What a job holds: the look-ahead above all, and of Parquet a row group.
    private static final long MOST = 64 << 20;

    @TempDir
    private Path folder;

    /// What counts is a job's start, not that of a JVM.
    @BeforeAll
    static void warmUp(@TempDir Path folder) throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.ok(new byte[] {1}, "image/gif"));
                var seine = Seine.create()) {
            Batch.end(seine.run(Batch.of(folder, 1, _ -> origin.url("/")).job()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv.zst", "json.zst", "jsonl.zst", "parquet"})
    void theFirstRowOfTenMillionIsFetchedAtOnceAndTheOthersAreNotHeld(String kind) throws Exception {
        var stopped = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(_ -> {
                    stopped.await();
                    return Answer.ok(new byte[] {1}, "image/gif");
                });
                var seine = Seine.create()) {
            var list = folder.resolve("rows." + kind);
            write(list, kind.replace(".zst", ""), origin.url("/"));
            var batch = Batch.of(folder, 0, row -> "").with("source.path", list.toString());
            long before = live();

            var job = seine.run(batch.job());
            origin.awaitRequests(1, AT_ONCE);

            assertThat(live() - before).isLessThan(MOST);
            job.cancel();
            stopped.countDown();
            assertThat(Batch.end(job).items()).isLessThan(ROWS / 100);
        }
    }

    private static long live() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void write(Path list, String format, String url) throws IOException, SQLException {
        switch (format) {
            case "csv" -> write(list, "url,caption\n", url + ",\"a caption\"\n", "");
            case "json" -> write(list, "[", "{\"url\": \"" + url + "\"},", "{\"url\": \"" + url + "\"}]");
            case "jsonl" -> write(list, "", "{\"url\": \"" + url + "\"}\n", "");
            default -> writeParquet(list, url);
        }
    }

    private static void write(Path list, String begin, String row, String end) throws IOException {
        var rows = utf8(String.join("", Collections.nCopies(TOGETHER, row)));
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(list), 1)) {
            out.write(utf8(begin));
            for (int written = 0; written < ROWS; written += TOGETHER) {
                out.write(rows);
            }
            out.write(utf8(end));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void writeParquet(Path list, String url) throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            statement.execute("COPY (SELECT '" + url + "' || (i % 1000) AS url, i AS number FROM range(" + ROWS
                    + ") rows(i)) TO '" + list + "' (FORMAT parquet, COMPRESSION zstd)");
        }
    }
}
