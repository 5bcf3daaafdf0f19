package io.seine.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A [Haul] in a process of its own.
///
/// @param folder takes its files
/// @param heap the most that it may use, such as `256m`; a process that runs out of it ends at once
/// @param measured the number of items if the growth of the heap matters, otherwise 0
record HaulProcess(Path folder, String heap, int measured) {
    private static final Duration AT_MOST = Duration.ofSeconds(75);

    /// One whose heap need not be looked at.
    HaulProcess(Path folder, String heap) {
        this(folder, heap, 0);
    }

    /// Runs a job over `urls` to its end.
    ///
    /// @param settings further settings in `seine.job`
    Figures run(List<String> urls, String settings) throws Exception {
        Files.write(folder.resolve("urls.txt"), urls);
        Files.writeString(folder.resolve("job.conf"), """
                seine.job {
                  source.path = urls.txt
                  save.directory = out
                  decode.mode = none
                  fetch { allow-addresses = ["127.0.0.0/8"], retries = 0 }
                  %s
                }
                """.formatted(settings));
        var process = start();
        try {
            assertThat(process.waitFor(AT_MOST))
                    .as("the end of the haul: " + log())
                    .isTrue();
            assertThat(process.exitValue()).as(log()).isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(log()).doesNotContain("OutOfMemoryError");
        return Figures.read(Files.readString(folder.resolve("figures")));
    }

    /// The output folder.
    Path out() {
        return folder.resolve("out");
    }

    /// All that it has said: the JVM tells on standard output that the heap is used up.
    private String log() throws IOException {
        return Files.readString(folder.resolve("log")) + Files.readString(folder.resolve("figures"));
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+ExitOnOutOfMemoryError",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Haul.class.getName(),
                        folder.resolve("job.conf").toString(),
                        Integer.toString(measured))
                .redirectOutput(folder.resolve("figures").toFile())
                .redirectError(folder.resolve("log").toFile())
                .start();
    }
}
