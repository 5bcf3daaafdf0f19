package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.Program;
import io.seine.testing.ScriptedOrigin;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C at random moments, to the real program in a process of its own.
class InterruptTest {
    private static final int ITEMS = 2000;
    private static final int ROUNDS = 20;

    @TempDir
    Path folder;

    @Test
    void aRunThatIsInterruptedTwentyTimesEndsWithTheFullSet() throws Exception {
        var flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
        var random = new Random(20);
        try (var origin =
                ScriptedOrigin.start(request -> Answer.delayed(Duration.ofMillis(20), Answer.ok(flag, "image/gif")))) {
            Files.write(
                    folder.resolve("urls.txt"),
                    IntStream.range(0, ITEMS).mapToObj(i -> origin.url("/" + i)).toList());
            int interrupted = 0;
            for (int round = 0; round < ROUNDS; round++) {
                int exitCode = run(origin, origin.requests() + 1 + random.nextInt(ITEMS / ROUNDS - 20));
                assertThat(exitCode).isIn(130, 0);
                interrupted += exitCode == 130 ? 1 : 0;
                assertThat(folder.resolve("out/.seine/tmp")).doesNotExist();
            }
            assertThat(interrupted).isEqualTo(ROUNDS);
            assertThat(run(origin, Long.MAX_VALUE)).isZero();
        }
        assertThat(savedIndexes())
                .containsExactlyElementsOf(IntStream.range(0, ITEMS).boxed().toList());
        assertThat(pictures())
                .hasSize(ITEMS)
                .allSatisfy(picture -> assertThat(picture).hasBinaryContent(flag));
    }

    /// Runs the job, interrupts it when the origin has seen `requests`, and returns the exit code.
    private int run(ScriptedOrigin origin, long requests) throws IOException, InterruptedException {
        var process = new ProcessBuilder(Program.command(
                        "fetch",
                        "-i",
                        folder.resolve("urls.txt").toString(),
                        "-o",
                        folder.resolve("out").toString(),
                        "--allow-addresses",
                        "127.0.0.0/8",
                        "--progress",
                        "none"))
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "log"))
                .start();
        if (requests < Long.MAX_VALUE) {
            origin.awaitRequests(requests, Duration.ofSeconds(30));
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /// The indexes of the rows that the ledger holds as saved, sorted; a row twice is there twice.
    private List<Integer> savedIndexes() throws IOException {
        var indexes = new ArrayList<Integer>();
        for (var line : Files.readAllLines(folder.resolve("out/ledger.jsonl"))) {
            if (line.contains("\"status\":\"saved\"")) {
                indexes.add(Integer.parseInt(line.replaceAll("^\\{\"index\":(\\d+),.*", "$1")));
            }
        }
        indexes.sort(null);
        return indexes;
    }

    private List<Path> pictures() throws IOException {
        try (var files = Files.list(folder.resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".gif")).toList();
        }
    }
}
