package io.seine.config;

import io.seine.model.DataSize;
import io.seine.model.Template;
import java.nio.file.Path;
import java.util.Objects;

/// Where and under which names results are kept.
///
/// @param layout files, or tars of samples
/// @param keys how the samples of a tar are numbered; only tars have any use for it
/// @param directory the output folder; created where it is missing
/// @param name template of a file's name, over `index key host name ext sha256` and the item's fields; `/` makes
///     folders; the extension is added unless the template places `{ext}` itself
/// @param collision what happens when a name is taken
/// @param shardSize rows per shard: they are sealed together, and it shapes the automatic keys
/// @param minFree bytes free on the output's file system below which the job pauses; none for never
public record SaveSettings(
        Layout layout, Keys keys, Path directory, Template name, Collision collision, int shardSize, DataSize minFree) {

    /// What stands in the output folder.
    public enum Layout {
        /// A file for every saved item.
        FILES,
        /// A tar for every shard, as WebDataset has them.
        WEBDATASET
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

    public SaveSettings {
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(collision, "collision");
        Objects.requireNonNull(minFree, "minFree");
        if (shardSize < 1) {
            throw new IllegalArgumentException("a shard has at least one row");
        }
    }
}
