package io.seine.cli;

import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.origin.Origin;
import io.seine.origin.OriginSettings;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `seine train`: for the launcher, which runs it once after each build, so that the JVM can note which classes a haul
/// loads and how its methods are used (JEP 514, JEP 515). It takes thousands of items until the optimizing compiler has
/// seen what makes up a download, and hundreds of calls for a server; later processes have it compiled at once.
@Command(
        name = "train",
        hidden = true,
        description = "Hauls one flag many times over from an origin of its own, without delays and errors.")
final class TrainCommand implements Callable<Integer> {
    private static final int ROWS_PER_CALL = 40;

    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "An empty folder to work in.")
    private Path directory;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "10000", description = "How many.")
    private int rows;

    @Mixin
    private RunOptions runOptions;

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        var settings = Settings.defaults();
        try (var seine = Seine.create(settings);
                var origin = Origin.start(seine.system(), origin())) {
            var list = Files.write(directory.resolve("rows.txt"), rows(origin.url(), rows));
            var hauled = new JobRunner(terminal, runOptions).run(seine, job(settings, list), false);
            Rehearsal.run(directory.resolve("server"), rows / ROWS_PER_CALL);
            return hauled.exitCode();
        } catch (BindException e) {
            throw new SettingsException(List.of("no port is free on the loopback: " + e.getMessage()));
        }
    }

    private static OriginSettings origin() {
        var usual = OriginSettings.DEFAULT;
        return new OriginSettings(usual.host(), 0, Duration.ZERO, Duration.ZERO, 0, usual.seed());
    }

    private static List<String> rows(String origin, int count) {
        return IntStream.range(0, count)
                .mapToObj(row -> origin + "/flags/fr/fr.gif?" + row)
                .toList();
    }

    private Settings job(Settings settings, Path list) {
        return settings.text("""
                        seine.job {
                          schedule.per-host.parallelism = 64
                          fetch.allow-addresses = ["127.0.0.0/8"]
                          decode { mode = transform, format = jpeg, resize { mode = keep-ratio, size = 32 } }
                        }
                        """)
                .setText("seine.job.source.path", list.toString())
                .setText("seine.job.save.directory", directory.resolve("out").toString());
    }
}
