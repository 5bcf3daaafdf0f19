package io.seine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seine.config.LogSettings;
import io.seine.model.DataSize;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogFileTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Pattern DROPPED = Pattern.compile("… (\\d+) lines were dropped here");

    @TempDir
    private Path folder;

    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private LogFile open(String maxSize, int keep) {
        var settings = new LogSettings(folder.resolve("logs/seine.log"), DataSize.parse(maxSize), keep);
        return new LogFile(settings, KIT.system(), complaints::add);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve("logs").resolve(name));
    }

    @Test
    void theLatestLinesAreKeptInFilesOfLimitedSize() throws IOException {
        for (int run = 0; run < 2; run++) { // the second goes on where the first ended
            try (var log = open("4KiB", 2)) {
                for (int i = 0; i < 500; i++) {
                    log.write("line " + (run * 500 + i) + " of a long story\n");
                }
            }
        }

        var kept = new ArrayList<String>();
        for (var name : List.of("seine.log.2", "seine.log.1", "seine.log")) {
            assertThat(folder.resolve("logs").resolve(name))
                    .satisfies(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(4 << 10));
            kept.addAll(lines(name));
        }
        assertThat(kept).hasSizeGreaterThan(300);
        assertThat(kept)
                .containsExactlyElementsOf(IntStream.range(1000 - kept.size(), 1000)
                        .mapToObj(i -> "line " + i + " of a long story")
                        .toList());
        assertThat(folder.resolve("logs/seine.log.3")).doesNotExist();
        assertThat(complaints).isEmpty();
    }

    @Test
    void noFileIsKeptWhereNoneIsWanted() throws IOException {
        try (var log = open("1KiB", 0)) {
            for (int i = 0; i < 100; i++) {
                log.write("line " + i + " of a long story\n");
            }
        }

        assertThat(lines("seine.log")).hasSizeLessThan(50).endsWith("line 99 of a long story");
        assertThat(folder.resolve("logs/seine.log.1")).doesNotExist();
    }

    /// A pipe that nobody reads yet stands for a disk that hangs.
    @Test
    void linesForWhichThereIsNoRoomAreDroppedAndTheLogTellsHowMany() throws Exception {
        var pipe = Files.createDirectories(folder.resolve("logs")).resolve("seine.log");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .as("this system has pipes with a name")
                .isZero();
        int written = 50_000;
        var lines = new ArrayList<String>();
        try (var log = open("1GiB", 1)) {
            for (int i = 0; i < written; i++) {
                log.write("a line\n");
            }
            try (var disk = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(FileChannel.open(pipe, READ, WRITE)), UTF_8))) {
                while (lines.size() < 10_000) { // as many as may wait
                    lines.add(disk.readLine());
                }
                log.write("the end\n");
                while (!lines.getLast().equals("the end")) {
                    lines.add(disk.readLine());
                }
            }
        }

        long there = 0;
        long told = 0;
        for (var line : lines) {
            var dropped = DROPPED.matcher(line);
            told += dropped.matches() ? Long.parseLong(dropped.group(1)) : 0;
            there += dropped.matches() ? 0 : 1;
        }
        assertThat(told).isPositive();
        assertThat(there + told).isEqualTo(written + 1); // and the end
    }

    @Test
    void aLogThatCannotBeWrittenIsToldAndHoldsUpNobody() throws Exception {
        Files.createDirectories(folder.resolve("logs/seine.log"));
        try (var log = open("1MiB", 1)) {
            log.write("a line\n");

            assertThat(complaints.poll(20, TimeUnit.SECONDS)).contains("logs/seine.log: the log cannot be written");
            log.write("another line\n");
        }
    }

    @Test
    void theLogOfARunTellsWhatBecameOfTheJob() throws IOException {
        try (var origin = ScriptedOrigin.start(
                request -> request.path().equals("/1") ? Answer.status(404) : Answer.ok(new byte[] {1}, "image/gif"))) {
            var log = folder.resolve("run.log");
            int exitCode = Main.execute(
                    new Terminal(nothing(), nothing()),
                    "fetch",
                    origin.url("/0"),
                    origin.url("/1"),
                    "-o",
                    folder.resolve("out").toString(),
                    "--decode",
                    "none",
                    "--allow-addresses",
                    "127.0.0.0/8",
                    "--set",
                    "seine.log.file=" + log);

            assertThat(exitCode).isZero();
            var lines = Files.readAllLines(log);
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).matches("\\d{4}-.* INFO +io\\.seine\\.job\\.JobLog .*: running, into .*out.*");
            assertThat(lines.get(1))
                    .contains(": completed after ", "2 items: 1 saved, 1 not_found, 0 failed", " 1 bytes");
        }
    }

    private static PrintStream nothing() {
        return new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    }
}
