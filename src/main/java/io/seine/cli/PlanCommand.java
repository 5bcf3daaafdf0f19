package io.seine.cli;

import io.seine.Seine;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.JobSettings;
import io.seine.config.SaveSettings.Keys;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.decode.Codecs;
import io.seine.model.Bucket;
import io.seine.model.ObjectStore;
import io.seine.pipeline.Preflight;
import io.seine.record.BucketMark;
import io.seine.record.Identity;
import io.seine.record.Ledger;
import io.seine.s3.S3Store;
import io.seine.source.ItemSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `seine plan`.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Reads the whole input of a batch and fetches nothing: rows, hosts, what would be refused.")
final class PlanCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Configuration, or a recipe such as recipe:lyrics; default: application.conf.")
    private @Nullable String file;

    @Mixin
    private JobOptions jobOptions;

    @Mixin
    private RetryOption retryOption;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var settings = retryOption.over(jobOptions.over(Home.settings(file)));
        var job = settings.job();
        try (var seine = Seine.create(settings)) {
            var store = S3Store.of(seine.system(), job.s3());
            check(settings, job, store);
            var source = new ItemSource(job.source(), job.save().shardSize(), store);
            var plan = new Plan(Ledger.look(job.save().directory(), job.retry()));
            source.items()
                    .runForeach(plan::add, seine.system())
                    .toCompletableFuture()
                    .join();
            plan.print(terminal.out(), title(job));
            if (job.decode().mode() != Mode.NONE) {
                terminal.out().println();
                terminal.out()
                        .println("  pictures by " + Codecs.served(job.decode().codec()));
            }
        }
        return ExitCode.OK;
    }

    private static void check(Settings settings, JobSettings job, ObjectStore store) {
        try {
            Preflight.check(job, store);
        } catch (SettingsException wrong) {
            throw settings.located(wrong);
        }
        Identity.check(job, store);
        if (job.save().bucket() != null) {
            BucketMark.check(new Bucket(store, job.save().bucket()), job.save().directory());
        }
    }

    private static String title(JobSettings job) {
        var source = job.source();
        var lists = source.paths().size() > 1
                ? source.paths().size() + " lists"
                : source.paths().stream()
                        .map(Words::place)
                        .findFirst()
                        .orElse(source.urls().size() + " given URLs");
        return job.name() + ": " + lists + " into " + Words.output(job.save()) + ", " + layout(job);
    }

    private static String layout(JobSettings job) {
        return switch (job.save().layout()) {
            case FILES -> job.record().parquet() ? "as files, with Parquet beside them" : "as files";
            case NONE -> "as records alone";
            case WEBDATASET ->
                String.format(
                        Locale.ROOT,
                        "as tars of %,d rows, %s",
                        job.save().shardSize(),
                        job.save().keys() == Keys.DENSE ? "numbered densely" : "with holes among the keys");
        };
    }
}
