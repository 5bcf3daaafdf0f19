package io.seine.record;

import io.seine.config.SaveSettings;
import io.seine.config.SaveSettings.Keys;
import io.seine.config.VariantSettings;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Shards;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A shard as img2dataset writes it: a tar of its samples, a Parquet file of all its rows, and their statistics.
final class SamplesOutput implements ShardOutput {
    private static final String PARQUET = ".parquet";
    private static final String STATS = "_stats.json";
    private static final String TAR = ".tar";

    private final long shard;
    private final Shards shards;
    private final Keys keys;

    /// Of the variants, in their order.
    private final List<String> suffixes;

    private final Path statsFile;
    private final StagedBodies staged;
    private final @Nullable EarlierTar earlier;
    private final ParquetTable<Sample> table;
    private final SampleTar tar;
    private final ShardStats stats = new ShardStats();
    private int samples;

    /// @param folder where the files are written
    /// @param fields the columns that the rows have from the input
    /// @param earlier the tar that the shard was sealed into before, to be closed; null if it was not
    SamplesOutput(
            Path folder,
            SaveSettings settings,
            StagedBodies staged,
            Collection<String> fields,
            @Nullable EarlierTar earlier)
            throws IOException {
        this.shard = staged.shard();
        this.shards = new Shards(settings.shardSize());
        this.keys = settings.keys();
        this.suffixes =
                settings.variants().stream().map(VariantSettings::suffix).toList();
        this.staged = staged;
        var name = shards.name(shard);
        this.statsFile = ShardOutput.part(folder, name, STATS);
        this.table = ParquetTable.create(
                ShardOutput.part(folder, name, PARQUET), Sample.columns(fields, !suffixes.isEmpty()));
        this.tar = SampleTar.create(ShardOutput.part(folder, name, TAR));
        this.earlier = earlier;
    }

    @Override
    public void add(int place, Outcome outcome) throws IOException {
        var sample = new Sample(outcome, key(outcome), !suffixes.isEmpty());
        table.add(sample);
        stats.add(sample);
        if (sample.saved()) {
            tar.add(Objects.requireNonNull(sample.key()), bodies(place, sample), sample);
            samples++;
        }
    }

    private @Nullable String key(Outcome outcome) {
        if (keys == Keys.HOLES) {
            return outcome.item().key();
        }
        return outcome.failure() == null ? shards.key(shard, samples) : null;
    }

    private List<Content> bodies(int place, Sample sample) throws IOException {
        var bodies = staged.find(place);
        if (bodies.isEmpty() && earlier != null) {
            bodies = earlier.find(sample);
        }
        if (bodies.size() != Math.max(1, suffixes.size())) {
            throw new OutputException(
                    "row " + sample.outcome().item().index() + " is recorded as saved, but its content is neither in "
                            + shards.staging(shard) + " nor in " + shards.name(shard) + TAR
                            + ": somebody has removed it; begin anew in another save.directory",
                    null);
        }
        return suffixes.isEmpty()
                ? bodies
                : bodies.stream()
                        .sorted(Comparator.comparingInt(body -> suffixes.indexOf(suffix(body))))
                        .toList();
    }

    /// What the name of a variant has behind the key, without the extension: nothing, or `.512`.
    private static String suffix(Content body) {
        int dot = body.ending().lastIndexOf('.');
        return dot < 0 ? "" : "." + body.ending().substring(0, dot);
    }

    @Override
    public void close() throws IOException {
        try (tar;
                table;
                earlier) {
            stats.write(statsFile);
        }
    }

    @Override
    public List<String> endings() {
        return List.of(PARQUET, STATS, TAR);
    }
}
