package io.seine.cli;

import io.seine.Seine;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `seine run`.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the batch that a configuration file describes.")
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

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
        settings.job(); // its mistakes are told before anything starts
        try (var seine = Seine.create(settings)) {
            return new JobRunner(terminal, runOptions)
                    .run(seine, settings, restart)
                    .exitCode();
        }
    }
}
