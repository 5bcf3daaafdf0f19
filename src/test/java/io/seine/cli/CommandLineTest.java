package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as a script meets it: arguments in; exit code, output and files out.
class CommandLineTest {
    private static byte[] flag;

    @TempDir
    Path folder;

    @BeforeAll
    static void loadFlag() throws IOException {
        flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
    }

    /// What a command did.
    private record Ran(int exitCode, String out, String err) {}

    private static Ran seine(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        int exitCode = Main.execute(terminal, arguments);
        return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path batch(String job) throws IOException {
        return Files.writeString(folder.resolve("batch.conf"), job);
    }

    private String batchFor(ScriptedOrigin origin, int items, String more) throws IOException {
        Files.write(
                folder.resolve("urls.txt"),
                IntStream.range(0, items).mapToObj(i -> origin.url("/" + i)).toList());
        return batch("""
                        seine.job {
                          name = test
                          source.path = urls.txt
                          save.directory = out
                          fetch.allow-addresses = ["127.0.0.0/8"]
                          fetch.retries = 0
                          %s
                        }
                        """.formatted(more)).toString();
    }

    @Test
    void versionIsOneLine() {
        var ran = seine("--version");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).matches("seine \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        var ran = seine("--help");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("demo", "run", "fetch", "plan", "serve", "origin", "Exit codes");
    }

    @Test
    void aSizeWithoutAResizeModeIsWrongUsage() {
        var ran = seine("fetch", "http://127.0.0.1:1/", "--size", "64");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("seine: --size needs --resize");
    }

    @Test
    void noCommandAndAnUnknownOptionAreWrongUsage() {
        assertThat(seine().exitCode()).isEqualTo(2);
        assertThat(seine().err()).contains("demo", "run", "fetch");
        var ran = seine("fetch", "--nonsense");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("seine: ").contains("--nonsense").endsWith("Try: seine fetch --help\n");
        assertThat(ran.err().lines()).hasSizeLessThan(5);
        assertThat(seine("run", "--set", "nonsense").exitCode()).isEqualTo(2);
        assertThat(seine("origin", "--delay", "soon").exitCode()).isEqualTo(2);
        assertThat(seine("origin", "--error-rate", "7").exitCode()).isEqualTo(2);
    }

    @Test
    void aServerThatOthersReachDoesNotStartWithoutAToken() {
        var ran = seine(
                "serve", "--host", "0.0.0.0", "--root", folder.resolve("root").toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("seine.server.token");
        assertThat(folder.resolve("root")).doesNotExist();
    }

    @Test
    void anUnknownKeyIsRefusedWithFileLineAndKeyBeforeAnythingIsFetched() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var ran = seine("run", batchFor(origin, 1, "fetch.paralelism = 3"));
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("batch.conf:7: seine.job.fetch.paralelism", "seine.job.fetch.parallelism");
            assertThat(origin.requests()).isZero();
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    @Test
    void aWrongTypeIsRefusedWithFileLineAndKeyBeforeAnythingIsFetched() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var ran = seine("run", batchFor(origin, 1, "fetch.parallelism = many"));
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("batch.conf:7: seine.job.fetch.parallelism", "\"many\"");
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void aMissingSourceIsRefused() throws Exception {
        var none = seine("run", batch("seine.job.save.directory = out").toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("seine.job.source");
        var missing = seine("run", batch("seine.job.source.path = nowhere.txt").toString());
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("seine.job.source.path", "nowhere.txt");
        assertThat(seine("run", folder.resolve("no.conf").toString()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void aBatchIsRunAndReportedAndRunAgainFetchesNothing() throws Exception {
        try (var origin = ScriptedOrigin.start(
                request -> request.path().equals("/3") ? Answer.notFound() : Answer.ok(flag, "image/gif"))) {
            var file = batchFor(origin, 10, "");
            var ran = seine("run", file);
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out())
                    .contains("test: completed after")
                    .containsPattern("saved +9\\R")
                    .containsPattern("not_found +1\\R")
                    .containsPattern("items +10\\R")
                    .contains("fetch not_found", "000000003", "404");
            assertThat(folder.resolve("out/000000009.gif")).hasBinaryContent(flag);
            assertThat(Files.readString(folder.resolve("out/summary.json"))).contains("\"saved\" : 9");
            long asked = origin.requests();
            var again = seine("run", file);
            assertThat(again.exitCode()).isZero();
            assertThat(again.out()).containsPattern("items +0\\R").containsPattern("done before +10\\R");
            assertThat(origin.requests()).isEqualTo(asked);
        }
    }

    @Test
    void everyKeyCanBeSetOnTheCommandLine() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var ran = seine("run", batchFor(origin, 3, ""), "--set", "seine.job.save.name=\"flag-{index}\"");
            assertThat(ran.exitCode()).isZero();
            assertThat(folder.resolve("out/flag-2.gif")).exists();
            assertThat(seine("run", batchFor(origin, 3, ""), "--set", "seine.job.nope=1")
                            .err())
                    .contains("--set seine.job.nope");
        }
    }

    @Test
    void fetchTakesUrlsAndWritesOutcomesAsJson() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var out = folder.resolve("fetched").toString();
            var ran = seine(
                    "fetch",
                    origin.url("/a"),
                    origin.url("/b"),
                    "-o",
                    out,
                    "--json",
                    "--progress",
                    "none",
                    "--format",
                    "png",
                    "--resize",
                    "keep-ratio",
                    "--size",
                    "20",
                    "--allow-addresses",
                    "127.0.0.1");
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out().lines()).hasSize(2).allMatch(line -> line.contains("\"status\":\"saved\""));
            assertThat(ran.err()).contains("job: completed");
            assertThat(folder.resolve("fetched/000000001.png")).exists();
        }
    }

    @Test
    void privateAddressesAreRefusedUnlessAllowed() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var ran =
                    seine("fetch", origin.url("/"), "-o", folder.resolve("out").toString());
            assertThat(ran.out()).contains("fetch blocked_address");
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void theFailurePolicyThatStopsAJobEndsWith3() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.status(500))) {
            var ran = seine("run", batchFor(origin, 1000, "failure.policy = stop-at-first"));
            assertThat(ran.exitCode()).isEqualTo(3);
            assertThat(ran.out()).contains("test: failed", "stopped at the first failure", "500");
        }
    }

    @Test
    void anOutputThatCannotBeWrittenEndsWith4() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            Files.writeString(folder.resolve("out"), "a file, not a folder");
            var ran = seine("run", batchFor(origin, 1, ""));
            assertThat(ran.exitCode()).isEqualTo(4);
            assertThat(ran.out() + ran.err()).contains("cannot be written");
        }
    }

    @Test
    void whenTheOutputCannotBeWrittenTheRunEndsAndItsRowsStayOpen() throws Exception {
        var temporary = folder.resolve("out/.seine/tmp");
        var healthy = new AtomicBoolean();
        try (var origin = ScriptedOrigin.start(request -> {
            if (request.path().equals("/5") && !healthy.get()) {
                Files.move(temporary, folder.resolve("aside"));
            }
            return Answer.ok(flag, "image/gif");
        })) {
            var file = batchFor(origin, 20, "schedule.per-host.parallelism = 1");
            var ran = seine("run", file);
            assertThat(ran.exitCode()).isEqualTo(4);
            assertThat(ran.out() + ran.err()).contains("cannot be written");
            assertThat(Files.readString(folder.resolve("out/ledger.jsonl"))).doesNotContain("storage");
            healthy.set(true);
            assertThat(seine("run", file).exitCode()).isZero();
            assertThat(Files.readAllLines(folder.resolve("out/ledger.jsonl")))
                    .hasSize(20)
                    .allMatch(line -> line.contains("\"saved\""));
        }
    }

    @Test
    void aRunWithTooLittleRoomAndNobodyToSeeToThatEndsBeforeItAsksForAnything() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var ran = seine("run", batchFor(origin, 3, "save.min-free = 8000000TiB"), "--progress", "none");
            assertThat(ran.exitCode()).isEqualTo(4);
            assertThat(ran.err()).contains("out: cannot be written: only ", "less than save.min-free = ");
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void aTemplateThatNoItemCanFillIsRefusedBeforeAnythingIsFetched() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var ran = seine("run", batchFor(origin, 3, "save.name = \"{country}\""));
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("batch.conf:7: seine.job.save.name: no item has {country}");
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void anotherListIsRefusedWithWhatDiffersAndBegunAnewOnRequest() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            assertThat(seine("run", batchFor(origin, 5, "")).exitCode()).isZero();
            Files.writeString(folder.resolve("out/mine.txt"), "the owner's");
            var file = batchFor(origin, 3, "");
            var refused = seine("run", file);
            assertThat(refused.exitCode()).isEqualTo(4);
            assertThat(refused.err())
                    .contains("holds the job \"test\"", "source: the list has changed (was ", "--restart");
            var restarted = seine("run", file, "--restart");
            assertThat(restarted.exitCode()).isZero();
            assertThat(restarted.err())
                    .startsWith("removes 5 files, ledger.jsonl, summary.json, .seine of the job \"test\" in ");
            assertThat(restarted.out()).containsPattern("saved +3\\R").doesNotContain("done before");
            assertThat(folder.resolve("out/000000004.gif")).doesNotExist();
            assertThat(folder.resolve("out/mine.txt")).hasContent("the owner's");
        }
    }

    @Test
    void nothingIsRemovedForAJobThatCannotBegin() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var file = batchFor(origin, 5, "");
            assertThat(seine("run", file).exitCode()).isZero();
            Files.delete(folder.resolve("urls.txt"));
            assertThat(seine("run", file, "--restart").exitCode()).isEqualTo(2);
            assertThat(folder.resolve("out/000000004.gif")).exists();
        }
    }

    @Test
    void whatFailedIsTakenUpAgainOnRequestAndPlanned() throws Exception {
        var healthy = new AtomicBoolean();
        try (var origin = ScriptedOrigin.start(request ->
                healthy.get() || !request.path().equals("/3") ? Answer.ok(flag, "image/gif") : Answer.status(500))) {
            var file = batchFor(origin, 10, "");
            assertThat(seine("run", file).out()).containsPattern("failed +1\\R");
            healthy.set(true);
            assertThat(seine("plan", file).out())
                    .containsPattern("to fetch +0\\R")
                    .containsPattern("done before +10\\R")
                    .doesNotContain("taken up again");
            assertThat(seine("plan", file, "--retry", "failed").out())
                    .containsPattern("to fetch +1\\R")
                    .containsPattern("taken up again +1\\R")
                    .containsPattern("done before +9\\R");
            assertThat(seine("run", file).out())
                    .containsPattern("items +0\\R")
                    .contains("What failed before is done; --retry failed takes it up again.");
            assertThat(seine("run", file, "--retry", "failed:dns").out())
                    .containsPattern("items +0\\R")
                    .doesNotContain("takes it up again");
            var again = seine("run", file, "--retry", "failed:http_status");
            assertThat(again.exitCode()).isZero();
            assertThat(again.out()).containsPattern("saved +1\\R").containsPattern("done before +9\\R");
            assertThat(Files.readString(folder.resolve("out/summary.json"))).contains("\"saved\" : 10");
        }
    }

    @Test
    void anUnknownKindIsRefusedWithTheKindsThereAre() {
        var ran = seine("fetch", "http://127.0.0.1:1/", "--retry", "failed:nope");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("seine: seine.job.retry: there is no kind \"nope\"; there are bad_row, bad_url, ");
    }

    @Test
    void planReadsEverythingAndFetchesNothing() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"))) {
            var file = batchFor(origin, 5, "");
            Files.write(folder.resolve("urls.txt"), List.of(origin.url("/1"), "ftp://example.org/x", origin.url("/2")));
            var ran = seine("plan", file);
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out())
                    .containsPattern("rows +3\\R")
                    .containsPattern("to fetch +2\\R")
                    .containsPattern("refused +1\\R")
                    .containsPattern("127\\.0\\.0\\.1 +2\\R")
                    .contains("bad_url", "urls.txt:2", "ftp://example.org/x")
                    .contains("out, as files\n");
            assertThat(seine("plan", file, "--set", "seine.job.save.layout=webdataset")
                            .out())
                    .contains("out, as tars of 10,000 rows, with holes among the keys\n");
            assertThat(origin.requests()).isZero();
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    @Test
    void theBatchAtTheTopOfTheRepositoryIsRunnable() {
        var ran = seine("plan", "application.conf");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).containsPattern("rows +194\\R").containsPattern("to fetch +194\\R");
    }
}
