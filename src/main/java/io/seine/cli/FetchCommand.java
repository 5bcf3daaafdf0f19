package io.seine.cli;

import io.seine.Seine;
import io.seine.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `seine fetch`.
@Command(name = "fetch", mixinStandardHelpOptions = true, description = "Downloads the URLs given, or those of a list.")
final class FetchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "Addresses to download.")
    private List<String> urls = new ArrayList<>();

    @Option(
            names = {"-i", "--input"},
            paramLabel = "LIST",
            description =
                    "List of addresses: text, CSV, TSV, JSON, JSON lines, also gzip or zstd; with a column url."
                            + " A glob or several times for several lists; - is standard input, s3://BUCKET/KEY an object in S3.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Output folder; default: out.")
    private @Nullable Path output;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Transfers at once, over all hosts.")
    private @Nullable Integer parallelism;

    @Option(names = "--layout", paramLabel = "LAYOUT", description = "files (default), webdataset or none.")
    private @Nullable String layout;

    @Option(names = "--decode", paramLabel = "MODE", description = "none, verify (default) or transform.")
    private @Nullable String decode;

    @Option(names = "--format", paramLabel = "F", description = "What to write: jpeg, png, webp; implies transform.")
    private @Nullable String format;

    @Option(
            names = "--resize",
            paramLabel = "MODE",
            description = "keep-ratio, keep-ratio-largest, center-crop, border; implies transform.")
    private @Nullable String resize;

    @Option(names = "--size", paramLabel = "N", description = "Pixels of the side that counts; default: 256.")
    private @Nullable Integer size;

    @Option(names = "--quality", paramLabel = "Q", description = "Quality of JPEG and WebP, 1 to 100.")
    private @Nullable Integer quality;

    @Option(
            names = "--allow-addresses",
            paramLabel = "CIDR",
            split = ",",
            description = "Ranges that may be dialled although they are not public.")
    private @Nullable List<String> allowAddresses;

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

    FetchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = retryOption.over(jobOptions.over(Settings.defaults()));
        if (urls.isEmpty() && inputs.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give addresses, or a list with -i");
        }
        if (size != null && resize == null) {
            throw new ParameterException(spec.commandLine(), "--size needs --resize");
        }
        if (!urls.isEmpty()) {
            settings = settings.set("seine.job.source.urls", urls);
        }
        if (!inputs.isEmpty()) {
            settings = settings.set("seine.job.source.path", inputs);
        }
        if (allowAddresses != null) {
            settings = settings.set("seine.job.fetch.allow-addresses", allowAddresses);
        }
        boolean transforms = decode == null && (format != null || resize != null);
        settings = JobOptions.with(settings, "seine.job.save.directory", output);
        settings = JobOptions.with(settings, "seine.job.save.layout", layout);
        settings = JobOptions.with(settings, "seine.job.fetch.parallelism", parallelism);
        settings = JobOptions.with(settings, "seine.job.decode.mode", transforms ? "transform" : decode);
        settings = JobOptions.with(settings, "seine.job.decode.format", format);
        settings = JobOptions.with(settings, "seine.job.decode.resize.mode", resize);
        settings = JobOptions.with(settings, "seine.job.decode.resize.size", size);
        settings = JobOptions.with(settings, "seine.job.decode.quality", quality);
        settings.job(); // its mistakes are told before anything starts
        try (var seine = Seine.create(settings);
                var _ = ProgramLog.open(settings.log(), seine.system(), terminal::complain)) {
            return new JobRunner(terminal, runOptions)
                    .run(seine, settings, restart)
                    .exitCode();
        }
    }
}
