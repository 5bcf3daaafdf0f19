package io.seine.cli;

import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.WebUrl;
import io.seine.origin.Origin;
import io.seine.origin.OriginSettings;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `seine demo`.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Runs the batch in application.conf against a bundled origin that is slow and makes errors.")
final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Output folder; default: that of application.conf, with a number behind it if it exists.")
    private @Nullable Path output;

    @Mixin
    private JobOptions jobOptions;

    @Mixin
    private RunOptions runOptions;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var file = Home.bundled();
        var settings = jobOptions.over(Settings.defaults().file(file));
        try (var seine = Seine.create(settings);
                var origin = origin(seine, WebUrl.parse(settings.text("origin", "http://127.0.0.1:8940")))) {
            var job = settings.setText("origin", origin.url());
            job = job.setText("seine.job.save.directory", folder(job).toString());
            terminal.err()
                    .println("the batch in " + Words.path(file) + ", against an origin at " + origin.url()
                            + " that waits 100 to 500 ms and makes errors");
            var end = new JobRunner(terminal, runOptions).run(seine, job, false);
            if (end.status().state() == JobState.COMPLETED) {
                compare(end.status());
            }
            return end.exitCode();
        } catch (BindException e) {
            throw new SettingsException(List.of(file + ": origin: " + e.getMessage()));
        }
    }

    /// The origin on the port that the batch names, or on any if that is taken.
    private static Origin origin(Seine seine, WebUrl url) throws BindException {
        try {
            return Origin.start(seine.system(), at(url.port()));
        } catch (BindException e) {
            return Origin.start(seine.system(), at(0));
        }
    }

    private static OriginSettings at(int port) {
        var usual = OriginSettings.DEFAULT;
        return new OriginSettings(
                usual.host(), port, usual.minimumDelay(), usual.maximumDelay(), usual.errorRate(), usual.seed());
    }

    /// A folder that does not exist: a demo starts from the beginning, and removes nothing.
    private Path folder(Settings settings) {
        if (output != null) {
            return output;
        }
        var usual = settings.job().save().directory();
        var folder = usual;
        for (int number = 2; Files.exists(folder); number++) {
            folder = usual.resolveSibling(usual.getFileName() + "-" + number);
        }
        return folder;
    }

    /// Every item's own time, from the moment its turn came, is what it would have taken alone.
    private void compare(JobStatus status) {
        double times = (double) status.itemTime().toMillis()
                / Math.max(1, status.elapsed().toMillis());
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "  One at a time this would have taken %s: %.0f times as long.%n",
                        Words.duration(status.itemTime()),
                        times);
    }
}
