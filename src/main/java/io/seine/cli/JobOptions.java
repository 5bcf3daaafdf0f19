package io.seine.cli;

import io.seine.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Options of every command that runs or plans a job.
final class JobOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one key of the configuration: --set seine.job.fetch.parallelism=256")
    private List<String> sets = new ArrayList<>();

    /// `settings` under the environment and the keys that were set on the command line.
    Settings over(Settings settings) {
        var all = settings.environment(System.getenv());
        for (var set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(command.commandLine(), "--set wants KEY=VALUE, not \"" + set + "\"");
            }
            all = all.set(set.substring(0, equals), set.substring(equals + 1));
        }
        return all;
    }

    /// `settings` with `key` set to exactly `text`, unless that is null.
    static Settings with(Settings settings, String key, @Nullable Object text) {
        return text == null ? settings : settings.setText(key, text.toString());
    }
}
