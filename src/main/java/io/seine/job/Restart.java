package io.seine.job;

import io.seine.config.SaveSettings;
import io.seine.model.Bucket;
import io.seine.model.ObjectStore;
import io.seine.model.OutputException;
import io.seine.record.BucketMark;
import io.seine.record.Identity;
import io.seine.record.Ledger;
import io.seine.record.SavedPaths;
import io.seine.record.Sealing;
import io.seine.record.Summary;
import io.seine.save.OutputFolder;
import io.seine.save.SavedFiles;
import io.seine.save.SavedObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Begins a job anew: removes what earlier runs have left in its output folder or bucket, and nothing else. Saved files
/// go first, then the ledger that names them, then the mark that the folder is a job's: who is interrupted
/// begins again.
public final class Restart {
    private final Path directory;
    private final @Nullable Bucket bucket;

    private Restart(Path directory, @Nullable Bucket bucket) {
        this.directory = directory;
        this.bucket = bucket;
    }

    /// Removes what the job of an output folder has left. Where there is none nothing happens.
    ///
    /// @param announce is told what will be removed, before it is
    /// @throws OutputException if another process holds the folder, or something cannot be removed
    public static void clear(Path directory, Consumer<String> announce) {
        new Restart(directory, null).clear(announce);
    }

    /// The same for a job whose results may be in a bucket.
    ///
    /// @param place the bucket as whoever removes it calls it, see [Identity#bucket]
    /// @throws OutputException if another process holds the folder, something cannot be removed, the results
    ///     are in another bucket than the settings tell, or what is there is the job's of another folder
    public static void clear(
            SaveSettings settings, @Nullable String place, ObjectStore store, Consumer<String> announce) {
        var directory = settings.directory();
        var theirs = Identity.bucket(directory).orElse(null);
        if (theirs != null && !theirs.equals(place)) {
            throw new OutputException(
                    directory + ": the results of its job are in " + theirs
                            + ": begin it anew with this save.bucket and s3.endpoint",
                    null);
        }
        var prefix = theirs == null ? null : settings.bucket();
        new Restart(directory, prefix == null ? null : new Bucket(store, prefix)).clear(announce);
    }

    private void clear(Consumer<String> announce) {
        var owner = Identity.owner(directory);
        if (owner.isPresent()) {
            try (var folder = OutputFolder.open(directory).into(bucket)) {
                if (bucket != null) {
                    BucketMark.check(bucket, directory);
                }
                announce.accept("removes " + String.join(", ", found()) + " of the job \"" + owner.get() + "\" in "
                        + directory + (bucket == null ? "" : " and " + bucket));
                Run.removeUnsettled(folder);
                if (bucket == null) {
                    removeFiles();
                } else {
                    removeObjects(bucket);
                }
                Summary.remove(directory);
                delete(Ledger.in(directory));
                folder.forget();
            }
        }
    }

    private void removeFiles() {
        var files = new SavedFiles(directory);
        forEachSaved(files::remove);
        files.removeEmptyFolders();
    }

    private void removeObjects(Bucket from) {
        try (var objects = new SavedObjects(from)) {
            forEachSaved(objects::remove);
            objects.removeOwn(List.of(Summary.NAME, "ledger.jsonl"));
        }
    }

    private void forEachSaved(Consumer<String> taker) {
        if (!Identity.makesTars(directory)) { // their samples are in what was made of whole shards
            SavedPaths.forEach(directory, taker);
        }
        Sealing.files(directory).forEach(taker);
    }

    private List<String> found() {
        var files = new SavedFiles(directory);
        var count = new AtomicLong();
        forEachSaved(path -> count.addAndGet(bucket != null || files.has(path) ? 1 : 0));
        var found = new ArrayList<String>();
        found.add(String.format(Locale.ROOT, bucket == null ? "%,d files" : "up to %,d objects", count.get()));
        for (var own : List.of("ledger.jsonl", "summary.json", ".seine")) {
            if (Files.exists(directory.resolve(own))) {
                found.add(own);
            }
        }
        return found;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be removed: " + e, e);
        }
    }
}
