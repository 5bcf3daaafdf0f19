package io.seine.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.seine.model.JobState;
import io.seine.record.JsonRecords;
import io.seine.testing.Answer;
import io.seine.testing.Bomb;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/// Many hosts, many transfers at once, a large file, large bodies in memory, and bombs.
@Timeout(90)
class ScaleTest {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir(factory = BelowTarget.class)
    private Path folder;

    /// On the disk of the build: elsewhere folders for temporary files may be in memory.
    private static final class BelowTarget implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "scale-");
        }
    }

    private static List<String> urls(int count, IntFunction<String> url) {
        return IntStream.range(0, count).mapToObj(url).toList();
    }

    private static void expectAllSaved(Figures figures, int items) {
        assertThat(figures.failures()).isEmpty();
        assertThat(figures.saved()).isEqualTo(items);
        expectNothingLeft(figures, items);
    }

    private static void expectNothingLeft(Figures figures, int items) {
        assertThat(figures.state()).isEqualTo(JobState.COMPLETED);
        assertThat(figures.items()).isEqualTo(items);
        assertThat(figures.actors()).isEmpty();
        assertThat(figures.threads()).isEmpty();
    }

    @Test
    void twentyThousandHostsLeaveNoConnectionAndNoMemoryBehind() throws Exception {
        int hosts = 20_000;
        var answer = Answer.ok("a small body".getBytes(StandardCharsets.US_ASCII), "image/gif");
        try (var origin = ScriptedOrigin.start("0.0.0.0", _ -> answer)) {
            var figures = new HaulProcess(folder, "256m", hosts)
                    .run(
                            urls(hosts, i -> "http://%s:%d/".formatted(host(i), origin.port())),
                            "fetch.parallelism = 64, schedule.look-ahead = 500");
            expectAllSaved(figures, hosts);
            assertThat(origin.requests()).isEqualTo(hosts);
            assertThat(origin.connectionsAccepted()).isEqualTo(hosts);
            assertThat(origin.peakConnections()).isLessThanOrEqualTo(3 * 64);
            assertThat(figures.growth()).as("growth of the heap").isLessThan(2 * MEBIBYTE);
        }
    }

    /// Each time another one.
    private static String host(int number) {
        return "127.%d.%d.%d".formatted(1 + number / 10_000, number / 100 % 100, 1 + number % 100);
    }

    @Test
    void fiveThousandTransfersAreOpenAtOnce() throws Exception {
        int transfers = 5_000;
        long files =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        assumeTrue(files > 6_000, () -> "6,000 open files are needed, and a process may have " + files);
        var arrived = new CountDownLatch(transfers);
        var answer = Answer.dripping(new byte[20 << 10], 10 << 10, Duration.ofMillis(50));
        try (var origin = ScriptedOrigin.start("0.0.0.0", _ -> {
            arrived.countDown();
            arrived.await(30, TimeUnit.SECONDS);
            return answer;
        })) {
            var figures = new HaulProcess(folder, "1g")
                    .run( // a new host begins with two
                            urls(transfers, i -> "http://%s:%d/%d".formatted(host(i / 2), origin.port(), i)),
                            "fetch { parallelism = 5000, connect-timeout = 60s, first-byte-timeout = 60s }");
            expectAllSaved(figures, transfers);
            assertThat(figures.bytes()).isEqualTo(transfers * (20L << 10));
            assertThat(origin.peakConnections()).isEqualTo(transfers);
        }
    }

    @Test
    void aFileOfFourGibibytesNeedsNoMemory() throws Exception {
        int blocks = 4 << 10;
        long free = Files.getFileStore(folder).getUsableSpace();
        assumeTrue(free > 5L << 30, () -> "5 GiB of disk are needed, and " + (free >> 20) + " MiB are free");
        var block = patterned();
        var answer = Answer.status(200, "Content-Type: application/octet-stream")
                .withHeader("Content-Length", Long.toString((long) blocks * MEBIBYTE))
                .thenPieces(blocks, number -> numbered(block, number));
        try (var origin = ScriptedOrigin.start(_ -> answer)) {
            var haul = new HaulProcess(folder, "256m");
            var figures = haul.run(List.of(origin.url("/large.bin")), "fetch.max-size = 8GiB");
            expectAllSaved(figures, 1);
            expectSaved(haul.out(), blocks, "45359d4698180b87d151f036bc96b6bc1c3183379ce30322a03bf0a2b7ab27de");
        }
    }

    /// A mebibyte of all bytes in their order, over and over.
    private static byte[] patterned() {
        var block = new byte[MEBIBYTE];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) i;
        }
        return block;
    }

    /// The same block with its number in front.
    private static byte[] numbered(byte[] block, int number) {
        ByteBuffer.wrap(block).putLong(number);
        return block;
    }

    /// Checks the record by its checksum, and the file by its length and the numbers in it.
    private static void expectSaved(Path out, int blocks, String sha256) throws IOException {
        var outcome =
                JsonRecords.read(Files.readString(out.resolve("ledger.jsonl")).strip());
        assertThat(outcome.transfer().sha256()).isEqualTo(sha256);
        try (var file = new RandomAccessFile(
                out.resolve(Objects.requireNonNull(outcome.path())).toFile(), "r")) {
            assertThat(file.length()).isEqualTo((long) blocks * MEBIBYTE);
            for (int number = 0; number < blocks; number++) {
                file.seek((long) number * MEBIBYTE);
                assertThat(file.readLong()).isEqualTo(number);
            }
        }
    }

    @Test
    void sixteenBombsAtOnceAreRefusedWithinTheHeap() throws Exception {
        var bomb = Bomb.gzip(10 << 10);
        try (var origin = ScriptedOrigin.start(_ -> bomb)) {
            var figures = new HaulProcess(folder, "256m").run(urls(16, i -> origin.url("/" + i)), """
                    fetch { parallelism = 16, max-size = 64MiB }
                    schedule.per-host.parallelism = 16
                    """);
            assertThat(figures.failures()).isEqualTo(Map.of("too_large", 16L));
            expectNothingLeft(figures, 16);
        }
    }

    @Test
    void twoHundredBodiesOfSixMebibytesPassThroughMemory() throws Exception {
        var answer = Answer.ok(new byte[6 * MEBIBYTE], "application/octet-stream");
        try (var origin = ScriptedOrigin.start(_ -> answer)) {
            var figures = new HaulProcess(folder, "512m").run(Collections.nCopies(200, origin.url("/")), """
                    fetch { parallelism = 16, spool-above = 8MiB }
                    schedule.per-host.parallelism = 16
                    """);
            expectAllSaved(figures, 200);
            assertThat(figures.bytes()).isEqualTo(200L * 6 * MEBIBYTE);
        }
    }
}
