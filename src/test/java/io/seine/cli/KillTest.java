package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` at random moments, to the real program in a process of its own, while it makes tars.
class KillTest {
    private static final int ITEMS = 1000;
    private static final int ROUNDS = 6;

    @TempDir
    Path folder;

    @Test
    void aRunThatIsKilledAgainAndAgainLeavesTheTarsOfOneThatWasNot() throws Exception {
        var flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
        var random = new Random(9);
        try (var origin =
                ScriptedOrigin.start(request -> Answer.delayed(Duration.ofMillis(10), Answer.ok(flag, "image/gif")))) {
            Files.write(
                    folder.resolve("urls.txt"),
                    IntStream.range(0, ITEMS).mapToObj(i -> origin.url("/" + i)).toList());
            assertThat(run("undisturbed", origin, Long.MAX_VALUE)).isZero();
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(run("killed", origin, origin.requests() + 1 + random.nextInt(ITEMS / ROUNDS)))
                        .isEqualTo(137);
            }
            assertThat(run("killed", origin, Long.MAX_VALUE)).isZero();
        }
        assertThat(tars("killed")).hasSize(ITEMS / 50 * 2).isEqualTo(tars("undisturbed"));
        try (var left = Files.walk(folder.resolve("killed/.seine"))) {
            assertThat(left.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("job", "lock", "sealed");
        }
    }

    /// The program's command line, over [#run].
    private List<String> command(String out) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "io.seine.cli.Main",
                "fetch",
                "-i",
                folder.resolve("urls.txt").toString(),
                "-o",
                folder.resolve(out).toString(),
                "--layout",
                "webdataset",
                "--set",
                "seine.job.save.shard-size=50",
                "--allow-addresses",
                "127.0.0.0/8",
                "--progress",
                "none");
    }

    /// Runs the job into the folder `out`, kills it when the origin has seen `requests`, and returns the exit code.
    private int run(String out, ScriptedOrigin origin, long requests) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command(out))
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "log"))
                .start();
        if (requests < Long.MAX_VALUE) {
            origin.awaitRequests(requests, Duration.ofSeconds(30));
            new ProcessBuilder("kill", "-KILL", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /// The tars and Parquet files of a folder by their names, as hashes of all their bytes.
    private Map<String, Integer> tars(String out) throws IOException {
        var tars = new TreeMap<String, Integer>();
        try (var files = Files.newDirectoryStream(folder.resolve(out), "*.{tar,parquet}")) {
            for (var file : files) {
                tars.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return tars;
    }
}
