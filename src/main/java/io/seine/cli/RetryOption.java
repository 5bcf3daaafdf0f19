package io.seine.cli;

import io.seine.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option of the commands that go on with a job, or plan to.
final class RetryOption {
    @Option(
            names = "--retry",
            paramLabel = "failed[:KIND,…]",
            description = "Takes up again what earlier runs recorded as failed, or as one of the kinds named.")
    private @Nullable String retry;

    Settings over(Settings settings) {
        return JobOptions.with(settings, "seine.job.retry", retry);
    }
}
