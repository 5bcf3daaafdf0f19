package io.seine.source;

import io.seine.config.WatchSettings;
import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.connectors.file.javadsl.DirectoryChangesSource;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/// A folder into which lists and job files are dropped. Each is taken once it is whole, and moved aside when its job
/// has
/// ended.
///
/// A file that is taken is renamed to `NAME.running.csv`, in one step and to a name that nobody has had: so the folder
/// itself remembers, over a kill, what was taken and as which job. Thread-safe.
public final class DropFolder implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final int MOST_CHANGES = 10_000;
    private static final String LOCK = ".seine-watch";
    private static final String DONE = "done";
    private static final String FAILED = "failed";

    private final Path folder;
    private final Duration settle;
    private final Path outputs;
    private final FileChannel lock;
    private final Map<Path, Look> looks = new HashMap<>();
    private final Set<Path> taken = new HashSet<>();

    /// A file as it was seen, and since when it has looked so.
    private record Look(long size, long modified, long since) {
        boolean sameAs(Look other) {
            return size == other.size && modified == other.modified;
        }
    }

    /// A file that seems to be whole.
    public static final class Drop {
        private final Path path;
        private final Look look;

        private Drop(Path path, Look look) {
            this.path = path;
            this.look = look;
        }
    }

    private static final Comparator<Drop> OLDEST_FIRST =
            Comparator.<Drop>comparingLong(drop -> drop.look.modified()).thenComparing(drop -> drop.path);

    private DropFolder(WatchSettings watch, Path outputs, FileChannel lock) {
        this.folder = watch.folder();
        this.settle = watch.settle();
        this.outputs = outputs;
        this.lock = lock;
    }

    /// Takes hold of the folder, which is created where it is missing.
    ///
    /// @param outputs where every job has a folder with its name
    /// @throws OutputException if it cannot be used, or another process watches it
    public static DropFolder open(WatchSettings watch, Path outputs) {
        try {
            Files.createDirectories(watch.folder());
            var lock =
                    FileChannel.open(watch.folder().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new OutputException(watch.folder() + ": is watched by another process", null);
            }
            return new DropFolder(watch, outputs, lock);
        } catch (IOException e) {
            throw unusable(watch.folder(), e);
        }
    }

    private static boolean locked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // in this process
        }
    }

    private static OutputException unusable(Path folder, IOException e) {
        return new OutputException(folder + ": cannot be watched: " + Input.reason(e), e);
    }

    /// The files that are dropped, those first that are there, each when it has been left alone for long enough. It is
    /// looked when the system tells of a change, and once in a while: of some file systems it tells nothing.
    ///
    /// @param blocking where that is done
    public Source<Drop, NotUsed> drops(Executor blocking) {
        var changes = RestartSource.onFailuresWithBackoff(
                RestartSettings.create(AGAIN_AFTER, AGAIN_AFTER, 0),
                () -> DirectoryChangesSource.create(folder, POLL, MOST_CHANGES).map(change -> true));
        return Source.tick(Duration.ZERO, settle, true)
                .mapMaterializedValue(timer -> NotUsed.getInstance())
                .merge(changes)
                .conflate((one, other) -> true)
                .mapAsync(1, change -> CompletableFuture.supplyAsync(this::whole, blocking))
                .mapConcat(drops -> drops);
    }

    private synchronized List<Drop> whole() {
        long now = System.nanoTime();
        var seen = new HashMap<Path, Look>();
        for (var path : dropped()) {
            var look = look(path, now);
            var before = looks.get(path);
            if (look != null && look.size() > 0 && !taken.contains(path)) {
                seen.put(path, before != null && before.sameAs(look) ? before : look);
            }
        }
        looks.clear();
        looks.putAll(seen);
        return seen.entrySet().stream()
                .filter(each -> now - each.getValue().since() >= settle.toNanos())
                .map(each -> new Drop(each.getKey(), each.getValue()))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    private List<Path> dropped() {
        try (var files = Files.list(folder)) {
            return files.filter(DroppedFile::isOne).sorted().toList();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static @Nullable Look look(Path path, long now) {
        try {
            return new Look(Files.size(path), Files.getLastModifiedTime(path).toMillis(), now);
        } catch (IOException e) {
            return null; // it was there a moment ago
        }
    }

    /// Makes a dropped file a job's; empty if it has changed since, or is a job's already.
    ///
    /// @throws OutputException if the folder cannot be written
    public synchronized Optional<DroppedFile> take(Drop drop) {
        var look = look(drop.path, 0);
        if (look == null || !look.sameAs(drop.look) || taken.contains(drop.path)) {
            return Optional.empty();
        }
        try {
            var file = DroppedFile.of(drop.path);
            if (!file.isTaken()) {
                file = file.taken(this::isFree);
                Files.move(drop.path, file.path(), StandardCopyOption.ATOMIC_MOVE);
            }
            taken.add(file.path());
            return Optional.of(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private boolean isFree(String name) {
        return !Files.exists(outputs.resolve(name))
                && taken.stream().noneMatch(path -> DroppedFile.of(path).name().equals(name))
                && !holds(folder, file -> file.isTaken() && file.name().equals(name)) // of a killed process
                && !holds(folder.resolve(DONE), file -> file.name().equals(name))
                && !holds(folder.resolve(FAILED), file -> file.name().equals(name));
    }

    private static boolean holds(Path there, Predicate<DroppedFile> sought) {
        if (!Files.isDirectory(there)) {
            return false;
        }
        try (var files = Files.list(there)) {
            return files.filter(DroppedFile::isOne).map(DroppedFile::of).anyMatch(sought);
        } catch (IOException e) {
            throw unusable(there, e);
        }
    }

    /// Moves a file aside whose job has ended well, beside the job's summary.
    ///
    /// @throws OutputException if the folder cannot be written
    public void done(DroppedFile file, Path summary) {
        aside(DONE, file, null, summary);
    }

    /// Moves a file aside whose job could not begin, or failed, beside what was wrong.
    ///
    /// @param summary the job's, which need not be there
    /// @throws OutputException if the folder cannot be written
    public void failed(DroppedFile file, String why, Path summary) {
        aside(FAILED, file, why, summary);
    }

    /// The file goes last: whoever is killed before ends the job once more.
    private synchronized void aside(String to, DroppedFile file, @Nullable String why, Path summary) {
        var there = folder.resolve(to);
        try {
            Files.createDirectories(there);
            if (why != null) {
                Files.writeString(there.resolve(file.name() + ".error"), why + "\n");
            }
            if (Files.exists(summary)) {
                Files.copy(summary, there.resolve(file.name() + ".summary.json"), StandardCopyOption.REPLACE_EXISTING);
            }
            move(file, there);
            taken.remove(file.path());
        } catch (IOException e) {
            throw unusable(there, e);
        }
    }

    private static void move(DroppedFile file, Path there) throws IOException {
        try {
            Files.move(file.path(), there.resolve(file.name() + file.ending()), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // somebody has removed it, which is theirs to do
        }
    }

    /// Lets the folder go.
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }
}
