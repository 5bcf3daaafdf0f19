package io.seine.save;

import io.seine.config.SaveSettings.Collision;
import io.seine.model.Body;
import io.seine.model.Bucket;
import io.seine.model.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Puts what becomes of an item into a bucket: every object whole or not at all, and all forms of an item or none.
///
/// An object that holds exactly these bytes already counts as this item's, as with [FileStore].
final class BucketFiles {
    private static final int PIECE = 1 << 16;

    private final Bucket bucket;
    private final Collision collision;
    private final Unsettled unsettled;

    /// Whoever looks whether a name is free and takes it holds its lock. Nobody else writes below the prefix.
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(1024).toList();

    BucketFiles(Bucket bucket, Collision collision, Unsettled unsettled) {
        this.bucket = bucket;
        this.collision = collision;
        this.unsettled = unsettled;
    }

    /// A form on its way into the bucket.
    ///
    /// @param body its bytes, which stay as they are
    /// @param name what it is to be called
    /// @param mediaType what it is, for those who fetch it
    record Part(Body body, FileNames.Name name, String mediaType) {}

    /// Whether an object is at a path below the prefix.
    boolean has(String path) throws IOException {
        return bucket.find(path).isPresent();
    }

    /// Stores the parts of a row and returns the paths that they have below the prefix. Against collisions all get the
    /// same number.
    ///
    /// @throws FileNames.UnsafeName if a path is too long for a key
    List<String> store(long row, List<Part> parts) throws IOException, FileStore.NameTaken {
        for (int number = 1; ; number++) {
            var paths = new ArrayList<Path>();
            for (var part : parts) {
                paths.add(part.name().numbered(number));
            }
            if (new HashSet<>(paths).size() < paths.size()) {
                throw new FileStore.NameTaken("two variants of the item would have the same name: " + paths);
            }
            var keys = paths.stream().map(this::key).toList();
            if (placed(row, parts, keys)) {
                return keys;
            } else if (collision == Collision.FAIL) {
                throw new FileStore.NameTaken(paths.getFirst());
            }
        }
    }

    private String key(Path path) {
        var key = path.toString().replace('\\', '/');
        try {
            var _ = bucket.at(key);
            return key;
        } catch (IllegalArgumentException e) {
            throw new FileNames.UnsafeName(String.valueOf(e.getMessage()));
        }
    }

    private boolean placed(long row, List<Part> parts, List<String> keys) throws IOException {
        var held = keys.stream()
                .map(key -> Math.floorMod(key.hashCode(), locks.size()))
                .distinct()
                .sorted() // two who want the same ones do not wait for each other
                .map(locks::get)
                .toList();
        held.forEach(ReentrantLock::lock);
        try {
            var missing = missing(parts, keys);
            if (missing != null) {
                put(row, parts, keys, missing);
            }
            return missing != null;
        } finally {
            held.forEach(ReentrantLock::unlock);
        }
    }

    /// The places of the parts that have to be put; null where the name of one is another's.
    private @Nullable List<Integer> missing(List<Part> parts, List<String> keys) throws IOException {
        var missing = new ArrayList<Integer>();
        for (int i = 0; i < parts.size(); i++) {
            var there =
                    collision == Collision.OVERWRITE ? Optional.<ObjectStore.Found>empty() : bucket.find(keys.get(i));
            if (there.isEmpty()) {
                missing.add(i);
            } else if (!same(parts.get(i).body(), keys.get(i), there.get())) {
                return null;
            }
        }
        return missing;
    }

    /// What belongs together is noted before the first of it is there, and taken back if the last cannot be.
    private void put(long row, List<Part> parts, List<String> keys, List<Integer> missing) throws IOException {
        var made = new ArrayList<String>();
        try {
            for (int i : missing) {
                var key = keys.get(i);
                if (parts.size() > 1 && (collision != Collision.OVERWRITE || !has(key))) {
                    unsettled.note(row, Path.of(key));
                    made.add(key);
                }
                bucket.put(key, parts.get(i).body(), parts.get(i).mediaType());
            }
        } catch (IOException | RuntimeException e) {
            takeBack(row, made);
            throw e;
        }
    }

    /// Where that cannot be done the note stays, and the next start does it.
    private void takeBack(long row, List<String> made) {
        try {
            for (var key : made) {
                bucket.remove(key);
            }
            unsettled.settle(row);
        } catch (IOException e) {
            LoggerFactory.getLogger(BucketFiles.class).warn("{}; the next run removes it", e.getMessage());
        }
    }

    private boolean same(Body body, String key, ObjectStore.Found there) throws IOException {
        if (body.size() != there.size()) {
            return false;
        }
        try (var ours = body.open();
                var theirs = bucket.open(key, there)) {
            return same(ours, theirs);
        }
    }

    private static boolean same(InputStream ours, InputStream theirs) throws IOException {
        byte[] piece;
        do {
            piece = ours.readNBytes(PIECE);
            if (!Arrays.equals(piece, theirs.readNBytes(PIECE))) {
                return false;
            }
        } while (piece.length > 0);
        return true;
    }
}
