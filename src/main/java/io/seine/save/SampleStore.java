package io.seine.save;

import io.seine.config.SaveSettings.Keys;
import io.seine.model.Body;
import io.seine.model.Item;
import io.seine.model.Shards;
import java.io.IOException;

/// Puts bodies aside, each whole or not there, until their shard is complete and becomes a tar.
///
/// A row has one file, called after the row's number: a row that is saved again, after a process was killed before it
/// could record it, replaces it.
final class SampleStore {
    private final FileStore files;
    private final Shards shards;
    private final Keys keys;

    SampleStore(FileStore files, Shards shards, Keys keys) {
        this.files = files;
        this.shards = shards;
        this.keys = keys;
    }

    /// Stores `body`, which is used up, and returns the path that it will have: the tar, and with holes among the keys,
    /// which are known now, its name in there.
    String store(Body body, Item item, String extension) throws IOException {
        var ending = ending(FileNames.extension(extension));
        files.storeAs(body, shards.staged(item.index(), ending));
        var tar = shards.name(shards.of(item.index())) + ".tar";
        return keys == Keys.DENSE ? tar : tar + "/" + item.key() + "." + ending;
    }

    /// `json` and `txt` are what stands beside the content of a sample.
    private static String ending(String extension) {
        return switch (extension) {
            case "" -> "bin";
            case "json", "txt" -> "content." + extension;
            default -> extension;
        };
    }
}
