package io.seine.record;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `.seine/sealed`: the shards whose files are in place, a line each, and up to which record of the ledger they are
/// good. A shard with a later record is not sealed any more.
final class SealedShards {
    private static final Pattern LINE = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

    private final Path file;
    private final boolean forced;
    private final Map<Long, Long> upTo;

    private SealedShards(Path file, boolean forced, Map<Long, Long> upTo) {
        this.file = file;
        this.forced = forced;
        this.upTo = upTo;
    }

    /// Reads the file, which need not exist. Lines that a killed process tore are passed over.
    ///
    /// @param forced whether what is written outlives the machine
    static SealedShards read(Path file, boolean forced) throws IOException {
        var upTo = new ConcurrentSkipListMap<Long, Long>();
        var text = Files.exists(file) ? Files.readString(file) : "";
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
            var matcher = LINE.matcher(line);
            if (matcher.matches()) {
                upTo.put(Long.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2)));
            }
        }
        return new SealedShards(file, forced, upTo);
    }

    Set<Long> all() {
        return upTo.keySet();
    }

    boolean contains(long shard) {
        return upTo.containsKey(shard);
    }

    /// Whether the files of the shard are good for the record at `offset`.
    boolean covers(long shard, long offset) {
        return offset <= upTo.getOrDefault(shard, -1L);
    }

    /// Forgets a shard whose last record the ledger has not got any more.
    void forget(long shard) {
        upTo.remove(shard);
    }

    /// The shards that are sealed up to a record at or behind `end`.
    Set<Long> beyond(long end) {
        return upTo.entrySet().stream()
                .filter(entry -> entry.getValue() >= end)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// Writes the file anew, a line per shard.
    void tidy() throws IOException {
        var text = upTo.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
        if (Files.exists(file) && !Files.readString(file).equals(text)) {
            var unfinished = Files.writeString(file.resolveSibling("sealed.new"), text);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// Notes that the files of a shard are in place, good up to the record at `offset`.
    void add(long shard, long offset) throws IOException {
        Files.writeString(file, shard + " " + offset + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (forced) {
            force(file);
        }
        upTo.put(shard, offset);
    }

    /// Forces a file, or where the system can do that the names in a folder, to the disk.
    static void force(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (!posix && Files.isDirectory(path)) {
            return;
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
