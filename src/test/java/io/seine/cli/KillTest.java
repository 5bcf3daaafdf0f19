package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.record.JsonRecords;
import io.seine.testing.Answer;
import io.seine.testing.Program;
import io.seine.testing.ScriptedOrigin;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `kill -9` at random moments, to the real program in a process of its own.
@Timeout(120)
class KillTest {
    private static final int ITEMS = 900;
    private static final List<String> SYNCS = List.of("none", "batch", "each");

    private static final String[] FOLLOWING = {"--set", "seine.job.source.follow=true"};

    private static byte[] flag;

    @TempDir
    Path folder;

    @BeforeAll
    static void loadFlag() throws IOException {
        flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
    }

    @Test
    void aRunThatIsKilledAgainAndAgainEndsWithEveryRowOnce() throws Exception {
        var random = new Random(9);
        try (var origin =
                ScriptedOrigin.start(request -> Answer.delayed(Duration.ofMillis(20), Answer.ok(flag, "image/gif")))) {
            writeList(origin);
            for (int round = 0; round < 6; round++) {
                var process = start(SYNCS.get(round % SYNCS.size()));
                origin.awaitRequests(origin.requests() + 1 + random.nextInt(ITEMS / 8), Duration.ofSeconds(30));
                process.destroyForcibly();
                assertThat(process.waitFor()).isEqualTo(128 + 9);
                assertThat(pictures()).allSatisfy(file -> assertThat(file).hasBinaryContent(flag));
                assertThat(folder.resolve("out/summary.json"))
                        .as("a run that is killed sums nothing up")
                        .doesNotExist();
            }
            assertThat(exitCode(start("batch"))).isZero();
        }
        expectEveryRowOnce();
    }

    /// In the end the origin has nothing any more: what a killed process has left of a row that was not
    /// recorded stays nobody's.
    @ParameterizedTest
    @ValueSource(strings = {"keep", "skip"})
    void ofSeveralFilesARowKeepsAllOrNone(String duplicates) throws Exception {
        var options = Stream.of("save.duplicates=" + duplicates, "decode.codec=imageio", "save.variants=" + """
                        [{ name = "{key}" }, { name = "a/{key}", format = png }, { name = "b/{key}", format = jpeg }]""")
                .flatMap(each -> Stream.of("--set", "seine.job." + each))
                .toArray(String[]::new);
        var random = new Random(10);
        var gone = new AtomicBoolean();
        try (var origin =
                ScriptedOrigin.start(request -> gone.get() ? Answer.notFound() : Answer.ok(flag, "image/gif"))) {
            writeList(origin);
            for (int round = 0; round < 2; round++) {
                var process = start("batch", options);
                awaitLedger(process, ledgerLength() + 10_000 + random.nextInt(20_000));
                process.destroyForcibly();
                assertThat(process.waitFor()).isEqualTo(128 + 9);
            }
            gone.set(true);
            assertThat(exitCode(start("batch", options))).as(log()).isZero();
        }
        expectWhatIsRecorded(duplicates);
    }

    private void awaitLedger(Process process, long length) throws Exception {
        while (ledgerLength() < length) {
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS))
                    .as("it has ended")
                    .isFalse();
        }
    }

    private long ledgerLength() throws IOException {
        var ledger = folder.resolve("out/ledger.jsonl");
        return Files.exists(ledger) ? Files.size(ledger) : 0;
    }

    private void expectWhatIsRecorded(String duplicates) throws IOException {
        var out = folder.resolve("out");
        var rows = new TreeMap<Long, Outcome>();
        var recorded = new TreeSet<String>();
        for (var line : Files.readAllLines(out.resolve("ledger.jsonl"))) {
            var outcome = JsonRecords.read(line);
            assertThat(rows.put(outcome.item().index(), outcome)).isNull();
            assertThat(outcome.variants()).hasSize(outcome.status() == Status.SAVED ? 3 : 0);
            if (outcome.duplicateOf() != null) {
                assertThat(Objects.requireNonNull(rows.get(outcome.duplicateOf()))
                                .duplicateOf())
                        .as("its original was recorded before")
                        .isNull();
            }
            recorded.addAll(outcome.paths());
        }
        assertThat(rows).hasSize(ITEMS);
        assertThat(recorded).hasSizeGreaterThan(duplicates.equals("skip") ? 2 : 60);
        try (var files = Files.walk(out)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> out.relativize(file).toString())
                            .filter(name -> !name.startsWith(".seine") && !name.matches("ledger.jsonl|summary.json")))
                    .containsExactlyInAnyOrderElementsOf(recorded);
        }
        assertThat(out.resolve(".seine/unsettled")).doesNotExist();
    }

    /// Rows are appended all the time: while a run follows the list, and between the runs.
    @Test
    void aListThatGrowsIsFollowedToItsEndOverKillsAndResumes() throws Exception {
        var random = new Random(17);
        try (var origin =
                ScriptedOrigin.start(request -> Answer.delayed(Duration.ofMillis(20), Answer.ok(flag, "image/gif")))) {
            int written = 0;
            for (int round = 0; round < 2; round++) {
                var process = start(SYNCS.get(round % SYNCS.size()), FOLLOWING);
                for (int step = 0; step < 3; step++, written += ITEMS / 20) {
                    append(origin, written, written + ITEMS / 20);
                    origin.awaitRequests(origin.requests() + 1 + random.nextInt(ITEMS / 40), Duration.ofSeconds(30));
                }
                process.destroyForcibly();
                assertThat(process.waitFor()).isEqualTo(128 + 9);
                append(origin, written, written + 1);
                written++;
            }
            var last = start("batch", FOLLOWING);
            append(origin, written, ITEMS);
            assertThat(last.waitFor(200, TimeUnit.MILLISECONDS))
                    .as("its list has not ended")
                    .isFalse();
            Files.createFile(folder.resolve("urls.txt.end"));
            assertThat(exitCode(last)).isZero();
        }
        expectEveryRowOnce();
    }

    private void append(ScriptedOrigin origin, int from, int to) throws IOException {
        var rows = IntStream.range(from, to)
                .mapToObj(i -> origin.url("/" + i) + "\n")
                .collect(Collectors.joining());
        int middle = rows.length() - 3; // a process that writes a list stops anywhere
        for (var part : List.of(rows.substring(0, middle), rows.substring(middle))) {
            Files.writeString(folder.resolve("urls.txt"), part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @Test
    void aSecondProcessIsRefusedAndDisturbsNothing() throws Exception {
        var refused = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(request -> {
            if (request.path().equals("/50")) {
                refused.await();
            }
            return Answer.ok(flag, "image/gif");
        })) {
            writeList(origin);
            var first = start("batch");
            origin.awaitRequests(51, Duration.ofSeconds(30));
            for (var more : List.of(List.<String>of(), List.of("--restart"), List.of("--retry", "failed"))) {
                assertThat(exitCode(start("batch", more.toArray(String[]::new))))
                        .as(more.toString())
                        .isEqualTo(4);
                assertThat(log()).contains("another job is writing into this folder");
            }
            refused.countDown();
            assertThat(exitCode(first)).isZero();
        }
        expectEveryRowOnce();
    }

    private void writeList(ScriptedOrigin origin) throws IOException {
        Files.write(
                folder.resolve("urls.txt"),
                IntStream.range(0, ITEMS).mapToObj(i -> origin.url("/" + i)).toList());
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private Process start(String sync, String... more) throws IOException {
        var command = Program.command(
                "fetch",
                "-i",
                folder.resolve("urls.txt").toString(),
                "-o",
                folder.resolve("out").toString(),
                "--allow-addresses",
                "127.0.0.0/8",
                "--progress",
                "none",
                "--set",
                "seine.job.record.sync=" + sync,
                "--set",
                "seine.job.fetch.first-byte-timeout=60s");
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "log"))
                .start();
    }

    private void expectEveryRowOnce() throws IOException {
        var indexes = new ArrayList<Integer>();
        for (var line : Files.readAllLines(folder.resolve("out/ledger.jsonl"))) {
            assertThat(line).contains("\"status\":\"saved\"");
            indexes.add(Integer.parseInt(line.replaceAll("^\\{\"index\":(\\d+),.*", "$1")));
        }
        indexes.sort(null);
        assertThat(indexes)
                .containsExactlyElementsOf(IntStream.range(0, ITEMS).boxed().toList());
        assertThat(pictures())
                .hasSize(ITEMS)
                .allSatisfy(file -> assertThat(file).hasBinaryContent(flag));
        assertThat(Files.readString(folder.resolve("out/summary.json")))
                .contains("\"items\" : " + ITEMS, "\"saved\" : " + ITEMS);
        try (var own = Files.list(folder.resolve("out/.seine"))) {
            assertThat(own.map(file -> file.getFileName().toString())).containsOnly("job", "lock", "durable");
        }
    }

    private List<Path> pictures() throws IOException {
        try (var files = Files.list(folder.resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".gif")).toList();
        }
    }
}
