package io.seine.cli;

import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.config.WatchSettings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `seine run`.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the batch that a configuration file describes.")
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Configuration, or a recipe such as recipe:lyrics; default: application.conf.")
    private @Nullable String file;

    @Mixin
    private JobOptions jobOptions;

    @Mixin
    private RunOptions runOptions;

    @Mixin
    private RetryOption retryOption;

    @Option(
            names = "--restart",
            description = "Begins anew: first removes what earlier runs left in the output folder, and tells what.")
    private boolean restart;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = retryOption.over(jobOptions.over(Home.settings(file)));
        var job = settings.job(); // its mistakes are told before anything starts
        var watch = job.source().watch();
        if (watch != null) {
            return watching(settings, job, watch);
        }
        try (var seine = Seine.create(settings);
                var _ = ProgramLog.open(settings.log(), seine.system(), terminal::complain)) {
            return new JobRunner(terminal, runOptions)
                    .run(seine, settings, restart)
                    .exitCode();
        }
    }

    private int watching(Settings settings, JobSettings job, WatchSettings watch) {
        if (restart || runOptions.json()) {
            throw new ParameterException(
                    spec.commandLine(), "--restart and --json are for one job, not for a folder that is watched");
        }
        var mode = runOptions.progress(terminal);
        try (var seine = Seine.create(settings);
                var _ = ProgramLog.open(settings.log(), seine.system(), terminal::complain)) {
            return new DropRunner(terminal, watch.jobs() == 1 ? mode : ProgressMode.NONE, seine, settings)
                    .run(job, watch);
        }
    }
}
