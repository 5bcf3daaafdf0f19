package io.seine.config;

import io.seine.model.DataSize;
import io.seine.model.S3Address;
import io.seine.model.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where and under which names results are kept.
///
/// @param layout files, tars of samples, or records alone
/// @param keys how the samples of a tar are numbered; only tars have any use for it
/// @param directory the output folder; created where it is missing
/// @param bucket where results go in place of the output folder, which then keeps the ledger; null for none
/// @param name template of a file's name, over `index key host name ext sha256` and the item's fields; `/` makes
///     folders; the extension is added unless the template places `{ext}` itself
/// @param collision what happens when a name is taken
/// @param shardSize rows per shard: they are sealed together, and it shapes the automatic keys
/// @param duplicates what becomes of content that is in the output already
/// @param variants the forms in which every picture is saved, each under a name of its own; none for the one
///     form that decoding makes, under `name`
/// @param minFree bytes free on the output's file system below which the job pauses; none for never
public record SaveSettings(
        Layout layout,
        Keys keys,
        Path directory,
        @Nullable S3Address bucket,
        Template name,
        Collision collision,
        int shardSize,
        Duplicates duplicates,
        List<VariantSettings> variants,
        DataSize minFree) {

    /// What stands in the output folder.
    public enum Layout {
        /// A file for every saved item.
        FILES,
        /// A tar for every shard, as WebDataset has them.
        WEBDATASET,
        /// Nothing: rows are recorded, and what was downloaded is dropped.
        NONE
    }

    /// What the samples of a tar are called.
    public enum Keys {
        /// By the items' keys: rows that were not saved leave holes.
        HOLES,
        /// By numbers of their own, without holes.
        DENSE
    }

    /// What happens when a name is taken by a file with other content.
    public enum Collision {
        /// The later one gets `-2`, `-3` … behind its name.
        SUFFIX,
        /// The later item fails as `name_conflict`.
        FAIL,
        /// The later one replaces the earlier.
        OVERWRITE
    }

    /// What becomes of content that an earlier row has saved, by the SHA-256 of the bytes received.
    public enum Duplicates {
        /// It is saved like any other.
        KEEP,
        /// It gets a name of its own for the file that is there.
        LINK,
        /// The file that is there is the row's, too.
        SKIP
    }

    public SaveSettings {
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(collision, "collision");
        Objects.requireNonNull(duplicates, "duplicates");
        Objects.requireNonNull(minFree, "minFree");
        variants = List.copyOf(variants);
        if (shardSize < 1) {
            throw new IllegalArgumentException("a shard has at least one row");
        }
    }
}
