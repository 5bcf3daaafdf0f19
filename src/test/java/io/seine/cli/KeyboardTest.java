package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seine.testing.Answer;
import io.seine.testing.Program;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real program at a real terminal, which `script` makes, with somebody typing.
@Timeout(60)
class KeyboardTest {
    private static final int ITEMS = 400;
    private static final Duration PROMPTLY = Duration.ofSeconds(30);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final ScriptedOrigin origin =
            ScriptedOrigin.start(request -> Answer.delayed(Duration.ofMillis(50), Answer.ok(CONTENT, "image/gif")));
    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void needScript() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "script takes other options elsewhere");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script(1)");
    }

    @AfterEach
    void close() throws InterruptedException {
        for (var process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        origin.close();
    }

    /// The program's command line.
    private String seine(String... more) throws IOException {
        Files.write(
                folder.resolve("urls.txt"),
                IntStream.range(0, ITEMS).mapToObj(i -> origin.url("/" + i)).toList());
        return String.join(
                " ",
                String.join(" ", Program.command()),
                "fetch -j 4 --decode none --allow-addresses 127.0.0.0/8",
                "-i " + folder.resolve("urls.txt") + " -o " + folder.resolve("out"),
                String.join(" ", more));
    }

    /// A terminal in which `bash` runs `commands`.
    private Screen terminal(String commands) throws IOException {
        var screen = folder.resolve("screen");
        var process = new ProcessBuilder("script", "-qefc", "bash " + script(commands), screen.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return new Screen(process, process.getOutputStream(), screen);
    }

    private Path script(String commands) throws IOException {
        return Files.writeString(folder.resolve("commands"), commands);
    }

    /// The settings of the terminal before and after `command`, which must be the same, and its exit code.
    private static String framed(String command) {
        return "stty -g\n" + command + "\ncode=$?\nstty -g\necho \"exit code $code\"\n";
    }

    private record Screen(Process process, OutputStream keys, Path file) {
        void type(String typed) throws IOException {
            keys.write(typed.getBytes(StandardCharsets.US_ASCII));
            keys.flush();
        }

        String shown() throws IOException {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        }

        /// Waits until `text` stands on the screen, as often as `times`.
        void await(String text, int times) throws IOException, InterruptedException {
            long begin = System.nanoTime();
            while (shown().split(Pattern.quote(text), -1).length <= times) {
                assertThat(System.nanoTime() - begin).as(shown()).isLessThan(PROMPTLY.toNanos());
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }

        void expectEnd(int exitCode) throws IOException, InterruptedException {
            assertThat(process.waitFor(PROMPTLY.toSeconds(), TimeUnit.SECONDS))
                    .as(shown())
                    .isTrue();
            var settings = shown().lines()
                    .filter(line -> line.matches("[0-9a-f]+(:[0-9a-f]+){10,}\\s*"))
                    .toList();
            assertThat(settings).as("settings of the terminal").hasSize(2);
            assertThat(settings.getLast()).isEqualTo(settings.getFirst());
            assertThat(shown()).contains("exit code " + exitCode);
        }
    }

    @Test
    void keysPauseResumeRetuneAndCancel() throws Exception {
        var terminal = terminal(framed(seine()));
        origin.awaitRequests(10, PROMPTLY);
        terminal.type("p");
        terminal.await("paused", 1);
        long paused = origin.requests();
        terminal.type("+");
        terminal.await("paused, 5 at once", 1);
        terminal.type("--");
        terminal.await("paused, 3 at once", 1);
        terminal.type("?");
        terminal.await(Steering.HELP, 2);
        assertThat(origin.requests()).isEqualTo(paused);
        terminal.type("p");
        origin.awaitRequests(paused + 20, PROMPTLY);
        terminal.type("q");
        terminal.await("cancelling; Ctrl-C to stop at once", 1);
        terminal.expectEnd(130);
        assertThat(terminal.shown()).contains("cancelled by request");
        assertThat(origin.requests()).isLessThan(ITEMS);
    }

    @Test
    void aRunThatEndsLeavesTheTerminalAsItWas() throws Exception {
        var terminal = terminal(framed(seine("--set seine.job.source.limit=20")));
        terminal.expectEnd(0);
    }

    @Test
    void aRunThatIsKilledTwiceLeavesTheTerminalAsItWas() throws Exception {
        var terminal = terminal(framed(seine("--set seine.job.save.min-free=8000000TiB")));
        terminal.await("paused", 1);
        terminal.type("\u0003\u0003");
        terminal.expectEnd(130);
    }

    @Test
    void aSignalFromOutsideLeavesTheTerminalAsItWas() throws Exception {
        var terminal = terminal(framed(seine()));
        origin.awaitRequests(10, PROMPTLY);
        terminal.await("saved", 1);
        var java = terminal.process()
                .descendants()
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
        assertThat(java.destroy()).isTrue(); // SIGTERM
        terminal.expectEnd(143);
    }

    /// In the background of a shell with job control, where reading a key would stop it.
    @Test
    void aRunInTheBackgroundIsNotStopped() throws Exception {
        var terminal = terminal("set -m\n" + framed(seine() + " & wait $!"));
        origin.awaitRequests(10, PROMPTLY);
        terminal.type("q");
        terminal.expectEnd(0);
        assertThat(origin.requests()).isEqualTo(ITEMS);
    }

    /// Ctrl-Z, and a shell that has set the terminal as it likes it when the run comes back.
    @Test
    void aRunThatWasStoppedTakesKeysAgain() throws Exception {
        var terminal = terminal("set -m\n" + framed(seine() + "\nstty icanon echo min 1 time 0\necho 'going on'\nfg"));
        origin.awaitRequests(10, PROMPTLY);
        terminal.await("saved", 1);
        terminal.type("\u001a");
        terminal.await("going on", 1);
        terminal.type("p");
        terminal.await("paused", 1);
        terminal.type("q");
        terminal.expectEnd(130);
    }

    /// With a full disk there is somebody to say when to go on.
    @Test
    void troubleWithTheOutputIsToldAndWaitedFor() throws Exception {
        var terminal = terminal(framed(seine()));
        origin.awaitRequests(10, PROMPTLY);
        var temporary = folder.resolve("out/.seine/tmp");
        Files.move(temporary, folder.resolve("aside"));
        terminal.await(temporary + " is gone; put it back and resume (p)", 1);
        terminal.type("p");
        origin.awaitRequests(ITEMS, PROMPTLY);
        terminal.expectEnd(0);
        assertThat(Files.readAllLines(folder.resolve("out/ledger.jsonl")))
                .hasSize(ITEMS)
                .allMatch(line -> line.contains("\"saved\""));
    }
}
