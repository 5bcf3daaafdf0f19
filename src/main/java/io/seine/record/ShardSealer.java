package io.seine.record;

import io.seine.config.JobSettings;
import io.seine.config.RecordSettings.Sync;
import io.seine.config.SaveSettings.Layout;
import io.seine.model.Body;
import io.seine.model.Bucket;
import io.seine.model.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Seals one shard: its files are written aside, forced to the disk, and renamed, the tar last.
///
/// What is in them depends on the rows and how they ended, and on nothing else: it can be done again at any time.
final class ShardSealer {
    private static final String TAR = ".tar";

    private final JobSettings settings;
    private final Shards shards;
    private final Path output;
    private final Path temporary;
    private final @Nullable Bucket bucket;
    private final Path ledger;

    /// @param temporary where unfinished files may stand, in the file system of the output
    /// @param bucket where the files go in place of the output folder; null if they don't
    ShardSealer(JobSettings settings, Path temporary, @Nullable Bucket bucket) {
        this.settings = settings;
        this.shards = new Shards(settings.save().shardSize());
        this.output = settings.save().directory();
        this.temporary = temporary;
        this.bucket = bucket;
        this.ledger = Ledger.in(output);
    }

    /// Seals a shard with these rows.
    ///
    /// @param stopped asked for every row
    /// @throws CancellationException if it was stopped; nothing has changed then
    void seal(long shard, ShardRows rows, StagedBodies staged, BooleanSupplier stopped) throws IOException {
        try (var lines = LedgerLines.open(ledger)) {
            var out = output(shard, staged, fields(rows, lines));
            try (out) {
                for (int place = 0; place < rows.size(); place++) {
                    if (stopped.getAsBoolean()) {
                        throw new CancellationException("shard " + shards.name(shard));
                    } else if (rows.has(place)) {
                        out.add(place, lines.read(rows.offset(place)));
                    }
                }
            }
            publish(shards.name(shard), out);
        }
    }

    private ShardOutput output(long shard, StagedBodies staged, Set<String> fields) throws IOException {
        return settings.save().layout() == Layout.WEBDATASET
                ? new SamplesOutput(temporary, settings.save(), staged, fields, earlier(shards.name(shard) + TAR))
                : RecordsOutput.create(temporary, shards.name(shard), settings.save(), fields);
    }

    /// The fields of a shard's items: those of its rows in their order, then those that linked documents may bring.
    private Set<String> fields(ShardRows rows, LedgerLines lines) throws IOException {
        var fields = new LinkedHashSet<String>();
        for (int place = 0; place < rows.size(); place++) {
            if (rows.has(place)) {
                fields.addAll(lines.read(rows.offset(place)).item().fields().keySet());
            }
        }
        settings.enrich()
                .forEach(linked -> linked.fields().keySet().stream().sorted().forEach(fields::add));
        return fields;
    }

    /// The tar that the shard was sealed into before; null if it was not.
    private @Nullable EarlierTar earlier(String tar) throws IOException {
        if (bucket == null) {
            var there = output.resolve(tar);
            return Files.exists(there) ? EarlierTar.open(there) : null;
        }
        var found = bucket.find(tar);
        if (found.isEmpty()) {
            return null;
        }
        var copy = temporary.resolve("earlier-" + tar);
        Files.copy(bucket.open(tar, found.get()), copy, StandardCopyOption.REPLACE_EXISTING);
        return EarlierTar.open(copy);
    }

    private void publish(String name, ShardOutput out) throws IOException {
        if (bucket == null) {
            rename(name, out);
        } else {
            send(bucket, name, out);
        }
    }

    private void send(Bucket to, String name, ShardOutput out) throws IOException {
        for (var ending : out.endings()) {
            var part = ShardOutput.part(temporary, name, ending);
            to.put(name + ending, new Body.Spooled(part, Files.size(part)), mediaType(ending));
        }
        for (var ending : out.endings()) {
            Files.delete(ShardOutput.part(temporary, name, ending));
        }
        Files.deleteIfExists(temporary.resolve("earlier-" + name + TAR));
    }

    private static String mediaType(String ending) {
        return switch (ending) {
            case TAR -> "application/x-tar";
            case ".parquet" -> "application/vnd.apache.parquet";
            default -> "application/json";
        };
    }

    private void rename(String name, ShardOutput out) throws IOException {
        boolean forced = settings.record().sync() != Sync.NONE;
        if (forced) {
            for (var ending : out.endings()) {
                SealedShards.force(ShardOutput.part(temporary, name, ending));
            }
        }
        for (var ending : out.endings()) {
            Files.move(
                    ShardOutput.part(temporary, name, ending),
                    output.resolve(name + ending),
                    StandardCopyOption.ATOMIC_MOVE);
        }
        if (forced) {
            SealedShards.force(output);
        }
    }
}
