package io.seine.config;

import io.seine.model.Template;
import java.nio.file.Path;
import java.util.Objects;

/// Where and under which names results are kept.
///
/// @param directory the output folder; created where it is missing
/// @param name template of a file's name, over `index key host name ext sha256` and the item's fields; `/` makes
///     folders; the extension is added unless the template places `{ext}` itself
/// @param collision what happens when a name is taken
/// @param shardSize rows per shard; it shapes the automatic keys
public record SaveSettings(Path directory, Template name, Collision collision, int shardSize) {

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
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(collision, "collision");
        if (shardSize < 1) {
            throw new IllegalArgumentException("a shard has at least one row");
        }
    }
}
