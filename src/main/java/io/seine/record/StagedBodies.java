package io.seine.record;

import io.seine.model.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The bodies of a shard that wait to be sealed, each in a file called after its row. 2 bytes of memory a row.
final class StagedBodies {
    private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.(.+)");

    private final Path folder;
    private final Shards shards;
    private final long shard;
    private final List<String> endings = new ArrayList<>();

    /// For each place in the shard 0, or one more than that of its ending among the endings.
    private final char[] endingOf;

    private StagedBodies(Path folder, Shards shards, long shard) {
        this.folder = folder;
        this.shards = shards;
        this.shard = shard;
        this.endingOf = new char[shards.size()];
    }

    /// Looks at what waits in an output folder; nothing may.
    static StagedBodies of(Path output, Shards shards, long shard) throws IOException {
        var staged = new StagedBodies(output.resolve(shards.staging(shard)), shards, shard);
        if (Files.isDirectory(staged.folder)) {
            try (var files = Files.newDirectoryStream(staged.folder)) {
                files.forEach(file -> staged.add(file.getFileName().toString()));
            }
        }
        return staged;
    }

    long shard() {
        return shard;
    }

    private void add(String name) {
        var matcher = NAME.matcher(name);
        if (matcher.matches() && shards.of(Long.parseLong(matcher.group(1))) == shard) {
            var ending = matcher.group(2);
            if (!endings.contains(ending)) {
                endings.add(ending);
            }
            endingOf[shards.place(Long.parseLong(matcher.group(1)))] = (char) (endings.indexOf(ending) + 1);
        }
    }

    /// The body of the row at `place`, or null where none waits.
    @Nullable
    Content find(int place) throws IOException {
        if (endingOf[place] == 0) {
            return null;
        }
        var ending = endings.get(endingOf[place] - 1);
        var file = folder.resolve(shards.row(shard, place) + "." + ending);
        return new Content(ending, file, 0, Files.size(file));
    }

    /// Removes the bodies of the rows that are not saved: the process was killed before it could record them.
    void keepOnly(ShardRows rows) throws IOException {
        for (int place = 0; place < endingOf.length; place++) {
            var body = rows.saved(place) ? null : find(place);
            if (body != null) {
                Files.delete(body.file());
                endingOf[place] = 0;
            }
        }
    }

    /// Removes everything that waits, and the folder.
    void remove() throws IOException {
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (var file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
