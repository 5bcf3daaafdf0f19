package io.seine.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A job that is run by the real program in processes of its own, again and again in the same folder.
final class TorturedJob {
    private static final int LONGEST = 60;

    private final Path configuration;
    private final Path out;
    private final Path log;

    /// @param rows the list
    /// @param folder where its output and all else of it is
    TorturedJob(Path rows, Path folder, Layout layout) throws IOException {
        Files.createDirectories(folder);
        configuration = folder.resolve("job.conf");
        out = folder.resolve("out");
        log = folder.resolve("log");
        Files.writeString(configuration, """
                seine.job {
                  name = torture
                  source.path = "%s"
                  save.directory = "%s"
                  fetch { allow-addresses = ["127.0.0.0/8"], retries = 1, spool-above = 40KiB, parallelism = 32 }
                  schedule.per-host.parallelism = 32
                  %s
                }
                """.formatted(
                rows.toAbsolutePath(), out.toAbsolutePath(), layout.settings().indent(2)));
    }

    Path out() {
        return out;
    }

    /// Begins a run.
    Process start() throws IOException {
        return new ProcessBuilder(Program.command("run", configuration.toString(), "--progress", "none"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /// Waits for a run to end by itself, in success, and returns the milliseconds that it took since `start`.
    void completes(Process process) throws Exception {
        assertThat(process.waitFor(LONGEST, TimeUnit.SECONDS)).as(log()).isTrue();
        assertThat(process.exitValue()).as(log()).isZero();
    }

    /// Kills a run as `kill -9` does. Tells whether it had not ended yet.
    boolean kill(Process process) throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(LONGEST, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log()).isIn(0, 128 + 9);
        return process.exitValue() != 0;
    }

    String log() throws IOException {
        return Files.readString(log);
    }
}
