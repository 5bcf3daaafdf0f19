package io.seine.cli;

import io.seine.config.SettingsException;
import io.seine.config.Version;
import io.seine.model.OutputException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `seine`.
@Command(
        name = "seine",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        description = "Hauls long lists of URLs: downloads, decodes and saves them as one stream.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            FetchCommand.class,
            PlanCommand.class,
            ServeCommand.class,
            OriginCommand.class,
            TrainCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 completed, 1 internal error, 2 wrong usage or configuration, 3 stopped by the failure"
                    + " policy, 4 output cannot be written, 130 or 143 interrupted (the same command goes on)."
        })
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /// Runs the command that `arguments` name and ends the process with its exit code.
    public static void main(String[] arguments) {
        System.exit(execute(new Terminal(System.out, System.err), arguments));
    }

    /// Runs the command that `arguments` name and returns its exit code.
    static int execute(Terminal terminal, String... arguments) {
        LoggerFactory.getILoggerFactory(); // before actors log: SLF4J complains of calls while it sets itself up
        return new CommandLine(new Main(), new Commands(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(terminal.outWriter())
                .setErr(terminal.errWriter())
                .setParameterExceptionHandler((e, given) -> misused(e, terminal))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, terminal))
                .execute(arguments);
    }

    /// Without a command: tells which there are.
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /// In a few lines: a page of help would push what is wrong out of sight.
    private static int misused(ParameterException e, Terminal terminal) {
        terminal.complain(String.valueOf(e.getMessage()));
        var err = terminal.errWriter();
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, Terminal terminal) {
        return switch (e) {
            case SettingsException wrong -> {
                wrong.problems().forEach(terminal::complain);
                yield ExitCode.USAGE;
            }
            case OutputException output -> {
                terminal.complain(String.valueOf(output.getMessage()));
                yield ExitCode.OUTPUT;
            }
            case CompletionException wrapper
            when wrapper.getCause() instanceof RuntimeException cause -> failed(cause, terminal);
            default -> {
                terminal.complain("internal error: " + e);
                LoggerFactory.getLogger(Main.class).error("internal error", e);
                yield ExitCode.INTERNAL;
            }
        };
    }

    /// `seine 0.1.0`.
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"seine " + Version.current()};
        }
    }

    /// Hands the terminal to the commands.
    private record Commands(Terminal terminal) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Terminal.class).newInstance(terminal);
            } catch (NoSuchMethodException e) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
