package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.Program;
import io.seine.testing.S3Server;
import io.seine.testing.ScriptedOrigin;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` at random moments, to the real program with its list and its results in S3, on a real server.
@Timeout(180)
class BucketKillTest {
    private static final int ROWS = 120;

    @TempDir
    Path folder;

    @Test
    void aJobThatIsKilledLeavesWhatAnUndisturbedOneDoes() throws Exception {
        try (var server = S3Server.start(folder.resolve("s3"));
                var origin = ScriptedOrigin.start(request ->
                        Answer.delayed(Duration.ofMillis(10), Answer.ok(content(request.path()), "image/gif")))) {
            Files.writeString(
                    server.bucket("birds").resolve("list.csv"),
                    IntStream.range(0, ROWS)
                            .mapToObj(i -> origin.url("/" + i) + "\n")
                            .collect(Collectors.joining("", "url\n", "")));
            for (var layout : List.of("files", "webdataset")) {
                assertThat(exitCode(start(server, layout, "whole"))).isZero();
                killAgainAndAgain(server, origin, layout);
                assertThat(exitCode(start(server, layout, "killed"))).isZero();
                expectTheSame(server, layout);
                expectEveryRowOnce(layout);
            }
        }
    }

    /// A large one now and then, which goes in parts.
    private static byte[] content(String path) {
        var content = new byte[path.endsWith("77") ? 9_000_000 : 2_000];
        Arrays.fill(content, (byte) path.hashCode());
        return content;
    }

    private void killAgainAndAgain(S3Server server, ScriptedOrigin origin, String layout) throws Exception {
        var random = new Random(3);
        for (int round = 0; round < 2; round++) {
            var process = start(server, layout, "killed");
            origin.awaitRequests(origin.requests() + 1 + random.nextInt(ROWS / 4), Duration.ofSeconds(60));
            process.destroyForcibly();
            assertThat(process.waitFor()).isEqualTo(128 + 9);
            var there = results(server, layout, "killed");
            var whole = results(server, layout, "whole");
            assertThat(there.keySet()).isSubsetOf(whole.keySet());
            there.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(whole.get(path)));
        }
    }

    /// What is there but for what tells times.
    private static Map<String, byte[]> results(S3Server server, String layout, String run) throws IOException {
        var results = new TreeMap<String, byte[]>();
        server.objects("birds").forEach((key, content) -> {
            var prefix = layout + "/" + run + "/";
            if (key.startsWith(prefix) && !key.matches(".*(json|jsonl|\\.seine/job)")) {
                results.put(key.substring(prefix.length()), content);
            }
        });
        return results;
    }

    private static void expectTheSame(S3Server server, String layout) throws IOException {
        var whole = results(server, layout, "whole");
        var killed = results(server, layout, "killed");
        assertThat(killed.keySet()).isEqualTo(whole.keySet()).hasSizeGreaterThan(1);
        killed.forEach((path, content) -> assertThat(content).as(path).isEqualTo(whole.get(path)));
        assertThat(server.keys("birds", layout + "/killed")).isEqualTo(server.keys("birds", layout + "/whole"));
    }

    private void expectEveryRowOnce(String layout) throws IOException {
        var out = folder.resolve(layout + "-killed");
        var indexes = new ArrayList<Integer>();
        for (var line : Files.readAllLines(out.resolve("ledger.jsonl"))) {
            assertThat(line).contains("\"status\":\"saved\"");
            indexes.add(Integer.parseInt(line.replaceAll("^\\{\"index\":(\\d+),.*", "$1")));
        }
        indexes.sort(null);
        assertThat(indexes)
                .containsExactlyElementsOf(IntStream.range(0, ROWS).boxed().toList());
        assertThat(Files.readString(out.resolve("summary.json")))
                .contains("\"items\" : " + ROWS, "\"saved\" : " + ROWS);
        try (var files = Files.walk(out)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(S3Server.secret());
            }
        }
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain(S3Server.secret());
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(S3Server server, String layout, String run) throws IOException {
        var builder = new ProcessBuilder(Program.command(
                        "fetch",
                        "-i",
                        "s3://birds/list.csv",
                        "-o",
                        folder.resolve(layout + "-" + run).toString(),
                        "--layout",
                        layout,
                        "--decode",
                        "none",
                        "--allow-addresses",
                        "127.0.0.0/8",
                        "--progress",
                        "none",
                        "--set",
                        "seine.job.save.bucket=s3://birds/" + layout + "/" + run,
                        "--set",
                        "seine.job.save.shard-size=100",
                        "--set",
                        "seine.job.s3.endpoint=" + server.endpoint()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "log")));
        builder.environment().putAll(S3Server.credentials());
        return builder.start();
    }
}
