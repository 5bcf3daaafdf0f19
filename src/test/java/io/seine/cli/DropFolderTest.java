package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.job.Jobs;
import io.seine.testing.Answer;
import io.seine.testing.Program;
import io.seine.testing.S3Server;
import io.seine.testing.ScriptedOrigin;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A folder whose files become jobs, watched by the real program in a process of its own.
@Timeout(90)
class DropFolderTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static byte[] flag;

    @TempDir
    private Path folder;

    private Path inbox;

    @BeforeAll
    static void loadFlag() throws IOException {
        flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
    }

    @BeforeEach
    void makeInbox() throws IOException {
        inbox = Files.createDirectory(folder.resolve("inbox"));
        Files.writeString(folder.resolve("watch.conf"), """
                seine.job {
                  source { watch = inbox, watch-settle = 300ms }
                  fetch.allow-addresses = ["127.0.0.0/8"]
                  save.directory = out
                }
                """);
    }

    @Test
    void everyListAndJobFileThatIsDroppedWholeBecomesOneJob() throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.ok(flag, "image/gif"))) {
            Files.writeString(inbox.resolve("early.csv"), "url\n" + origin.url("/0") + "\n");
            for (var other : List.of("half.csv.part", ".hidden.csv", "backup.csv~", "notes.md", "empty.txt")) {
                Files.writeString(inbox.resolve(other), other.equals("empty.txt") ? "" : "no list");
            }
            Files.createDirectory(inbox.resolve("folder.csv"));
            var process = start();
            await(inbox.resolve("done/early.csv"));
            assertThat(Files.readString(inbox.resolve("done/early.summary.json")))
                    .contains("\"saved\" : 1");

            appendSlowly(inbox.resolve("slow.txt"), origin, 10);
            Files.writeString(inbox.resolve("wrong.conf"), "seine.job.fetch.paralelism = 1");
            Files.writeString(inbox.resolve("job.conf"), """
                    seine.job { source.urls = ["%s"], save { directory = ../elsewhere, name = mine } }
                    """.formatted(origin.url("/job")));
            var renamed = Files.writeString(folder.resolve("early"), "url\n" + origin.url("/1") + "\n");
            Files.move(renamed, inbox.resolve("early.csv"), StandardCopyOption.ATOMIC_MOVE);

            for (var aside : List.of("done/slow.txt", "failed/wrong.conf", "done/job.conf", "done/early-2.csv")) {
                await(inbox.resolve(aside));
            }
            assertThat(end(process, "TERM")).isEqualTo(143);
            assertThat(Files.readString(inbox.resolve("failed/wrong.error")))
                    .contains("wrong.running.conf:1: seine.job.fetch.paralelism: there is no such key");
            assertThat(saved("out/early")).containsExactly("000000000.gif");
            assertThat(saved("out/early-2")).containsExactly("000000000.gif");
            assertThat(saved("out/slow")).hasSize(10);
            assertThat(saved("elsewhere")).containsExactly("mine.gif");
            assertThat(names(inbox))
                    .containsExactlyInAnyOrder(
                            "done",
                            "failed",
                            "folder.csv",
                            "half.csv.part",
                            ".hidden.csv",
                            "backup.csv~",
                            "notes.md",
                            "empty.txt",
                            ".seine-watch");
            assertThat(origin.requests()).isEqualTo(13);
        }
    }

    @Test
    void aJobWhoseProcessIsKilledIsTakenUpAgainAndEveryRowIsDoneOnce() throws Exception {
        int rows = 200;
        var held = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(request -> {
            if (request.path().equals("/150")) {
                held.await();
            }
            return Answer.ok(flag, "image/gif");
        })) {
            Files.write(
                    inbox.resolve("rows.txt"),
                    IntStream.range(0, rows).mapToObj(i -> origin.url("/" + i)).toList());
            var killed = start();
            origin.awaitRequests(151, SOON);
            assertThat(inbox.resolve("rows.running.txt")).exists();
            killed.destroyForcibly().waitFor();

            held.countDown();
            Files.writeString(inbox.resolve("rows.txt"), origin.url("/another") + "\n");
            var next = start();
            await(inbox.resolve("done/rows.txt"));
            await(inbox.resolve("done/rows-2.txt"));
            assertThat(end(next, "INT")).isEqualTo(130);

            assertThat(saved("out/rows")).hasSize(rows);
            assertThat(saved("out/rows-2")).hasSize(1);
            assertThat(Files.readAllLines(folder.resolve("out/rows/ledger.jsonl")))
                    .hasSize(rows)
                    .doesNotHaveDuplicates();
            assertThat(names(inbox)).containsExactlyInAnyOrder("done", ".seine-watch");
        }
    }

    @Test
    void interruptedJobsStayAsManyAsMayRunAtOnceAndASecondWatchIsRefused() throws Exception {
        var held = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(_ -> {
            held.await();
            return Answer.ok(flag, "image/gif");
        })) {
            for (var name : List.of("a", "b", "c")) {
                Files.writeString(inbox.resolve(name + ".txt"), origin.url("/" + name) + "\n");
            }
            var first = start("--set", "seine.job.source.watch-jobs=2");
            origin.awaitRequests(2, SOON);
            var second = start();
            assertThat(second.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(4);
            assertThat(Files.readString(folder.resolve("log"))).contains("is watched by another process");

            assertThat(end(first, "INT")).isEqualTo(130);
            held.countDown();
            assertThat(names(inbox))
                    .containsExactlyInAnyOrder("a.running.txt", "b.running.txt", "c.txt", ".seine-watch");
            assertThat(Files.readString(folder.resolve("out/a/summary.json"))).contains("\"cancelled\" : 1");
        }
    }

    @Test
    void everyJobHasItsPrefixInTheBucket() throws Exception {
        try (var server = S3Server.start(folder.resolve("s3"));
                var origin = ScriptedOrigin.start(_ -> Answer.ok(flag, "image/gif"))) {
            server.bucket("birds");
            for (var name : List.of("a", "b", "c")) {
                Files.writeString(inbox.resolve(name + ".txt"), origin.url("/" + name) + "\n");
            }
            var process = start(
                    "--set",
                    "seine.job.save.bucket=s3://birds/all",
                    "--set",
                    "seine.job.s3.endpoint=" + server.endpoint());
            for (var name : List.of("a", "b", "c")) {
                await(inbox.resolve("done/" + name + ".txt"));
                assertThat(server.keys("birds", "all/" + name))
                        .containsExactlyInAnyOrder("000000000.gif", ".seine/job", "ledger.jsonl", "summary.json");
            }
            awaitForgotten(process);
            assertThat(end(process, "TERM")).isEqualTo(143);
        }
    }

    /// Waits until nothing of the jobs that have ended is in a process's memory.
    private static void awaitForgotten(Process process) throws Exception {
        long begin = System.nanoTime();
        while (histogram(process).contains(" " + Jobs.Entry.class.getName() + " ")) {
            assertThat(System.nanoTime() - begin).isLessThan(SOON.toNanos());
        }
    }

    private static String histogram(Process process) throws IOException {
        var counting = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .start();
        var counted = new String(counting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(counted).contains(" io.seine.cli.Main");
        return counted.replace("\n", " \n");
    }

    /// A process that writes a list pauses now and then, for less than it takes to be taken for whole.
    private static void appendSlowly(Path list, ScriptedOrigin origin, int rows) throws Exception {
        for (int i = 0; i < rows; i++) {
            Files.writeString(
                    list, origin.url("/slow" + i) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void await(Path file) throws Exception {
        long begin = System.nanoTime();
        while (!Files.exists(file)) {
            assertThat(System.nanoTime() - begin).as(file.toString()).isLessThan(SOON.toNanos());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private Process start(String... more) throws IOException {
        var command = Program.command("run", folder.resolve("watch.conf").toString(), "--progress", "none");
        command.addAll(List.of(more));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File(folder.toFile(), "log"));
        builder.environment().putAll(S3Server.credentials());
        return builder.start();
    }

    private static int end(Process process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private List<String> saved(String out) throws IOException {
        return names(folder.resolve(out)).stream()
                .filter(name -> name.endsWith(".gif"))
                .toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
