package io.seine.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of every command that runs a job.
final class RunOptions {
    @Option(
            names = "--progress",
            paramLabel = "bar|plain|none",
            description = "How progress is shown on standard error: a bar on a terminal, elsewhere plain lines.")
    private @Nullable ProgressMode progress;

    @Option(
            names = "--json",
            description = "Writes every outcome as a JSON line to standard output, and the report to standard error.")
    private boolean json;

    ProgressMode progress(Terminal terminal) {
        return progress != null ? progress : terminal.interactive() ? ProgressMode.BAR : ProgressMode.PLAIN;
    }

    boolean json() {
        return json;
    }
}
