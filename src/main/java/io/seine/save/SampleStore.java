package io.seine.save;

import io.seine.config.SaveSettings.Keys;
import io.seine.model.Body;
import io.seine.model.Decoded.Form;
import io.seine.model.Item;
import io.seine.model.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts bodies aside, each whole or not there, until their shard is complete and becomes a tar.
///
/// A row has a file for each of its forms, called after the row's number: a row that is saved again, after a
/// process was killed before it could record it, replaces it.
final class SampleStore {
    private final FileStore files;
    private final Shards shards;
    private final Keys keys;
    private final List<String> suffixes;

    /// @param suffixes what the forms of a sample have between key and extension; none where there is one form
    SampleStore(FileStore files, Shards shards, Keys keys, List<String> suffixes) {
        this.files = files;
        this.shards = shards;
        this.keys = keys;
        this.suffixes = suffixes;
    }

    /// Stores the forms of an item and returns the paths that they will have: the tar, and with holes among the
    /// keys, which are known now, their names in there. One form is used up, several stay as they are.
    List<String> store(List<Form> forms, Item item) throws IOException {
        var paths = new ArrayList<String>();
        for (int i = 0; i < forms.size(); i++) {
            var form = forms.get(i);
            var ending = ending(FileNames.extension(form.extension()));
            if (suffixes.isEmpty()) {
                files.storeAs(form.body(), shards.staged(item.index(), ending));
            } else {
                ending = (suffixes.get(i) + "." + ending).substring(1);
                storeCopy(form.body(), shards.staged(item.index(), ending));
            }
            paths.add(path(item, ending));
        }
        return paths;
    }

    private void storeCopy(Body body, Path path) throws IOException {
        var copy = files.aside(body, null);
        try {
            files.storeAs(new Body.Spooled(copy, body.size()), path);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private String path(Item item, String ending) {
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
