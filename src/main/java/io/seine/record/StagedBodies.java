package io.seine.record;

import io.seine.model.Shards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The bodies of a shard that wait to be sealed, each in a file called after its row, with several forms of it
/// in several. 2 bytes of memory a row.
final class StagedBodies {
    private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.(.+)");

    private final Path folder;
    private final Shards shards;
    private final long shard;

    /// The sets of endings that rows have; the first is that of rows of which nothing waits.
    private final List<SortedSet<String>> endings = new ArrayList<>(List.of(new TreeSet<>()));

    /// For each place in the shard that of its set among them.
    private final char[] endingsOf;

    private StagedBodies(Path folder, Shards shards, long shard) {
        this.folder = folder;
        this.shards = shards;
        this.shard = shard;
        this.endingsOf = new char[shards.size()];
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
            add(shards.place(Long.parseLong(matcher.group(1))), matcher.group(2));
        }
    }

    private void add(int place, String ending) {
        var more = new TreeSet<>(endings.get(endingsOf[place]));
        more.add(ending);
        if (!endings.contains(more)) {
            endings.add(more);
        }
        endingsOf[place] = (char) endings.indexOf(more);
    }

    /// The bodies of the row at `place`, in the order of their endings; empty where none waits.
    List<Content> find(int place) throws IOException {
        var bodies = new ArrayList<Content>();
        for (var ending : endings.get(endingsOf[place])) {
            var file = folder.resolve(shards.row(shard, place) + "." + ending);
            bodies.add(new Content(ending, file, 0, Files.size(file)));
        }
        return bodies;
    }

    /// Removes the bodies of the rows that are not saved: the process was killed before it could record them.
    void keepOnly(ShardRows rows) throws IOException {
        for (int place = 0; place < endingsOf.length; place++) {
            if (!rows.saved(place)) {
                for (var body : find(place)) {
                    Files.delete(body.file());
                }
                endingsOf[place] = 0;
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
