package io.seine.record;

import io.seine.config.RecordSettings.Sync;
import io.seine.model.Disk;
import io.seine.model.Leftovers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Sees to it that what a job saves and records outlives a power cut, as far as it asks for that.
///
/// With `batch` everything goes to the disk together, once a second and on a thread of its own; then a mark tells how
/// much of the ledger that was. Whoever appends does not wait for it.
final class Durability implements AutoCloseable {
    private final Path directory;
    private final Sync sync;
    private final FileChannel ledger;
    private final LongSupplier length;
    private final boolean together;
    private Leftovers leftovers = Leftovers.NONE;
    private @Nullable ScheduledExecutorService clock;

    /// How much of the ledger is on the disk, with every file that it names.
    private long safe;

    /// What has gone wrong off the path of whoever appends, to be told there.
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    /// The system could not bring to the disk what it had taken on.
    private static final class NotForced extends IOException {
        private static final long serialVersionUID = 1;

        NotForced(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// @param ledger its file, already cut to what can be relied on
    /// @param length bytes of whole records in the ledger
    /// @param together whether files are forced by one call for all, not one by one
    Durability(Path directory, Sync sync, FileChannel ledger, LongSupplier length, boolean together) {
        this.directory = directory;
        this.sync = sync;
        this.ledger = ledger;
        this.length = length;
        this.together = together;
    }

    /// Goes on where the last run of the folder has ended.
    ///
    /// @param past the mark that it has left
    synchronized void start(@Nullable Durable past) throws IOException {
        if (past != null && sync == Sync.BATCH && !past.machineWentDown() && past.length() <= length.getAsLong()) {
            leftovers = past.leftovers();
            safe = past.length();
        } else if (past != null || sync == Sync.BATCH) {
            promise(past);
        }
        if (sync == Sync.BATCH) {
            clock = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("seine-sync").factory());
            var _ = clock.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
        }
    }

    /// Makes the first mark of this run, where there was none, or another.
    private void promise(@Nullable Durable past) throws IOException {
        var mark = Durable.begin(directory);
        if (past != null) {
            leftovers = past.leftoversAt(mark.begun());
        }
        if (past != null && past.machineWentDown()) {
            ledger.force(true); // it was cut; what is left of it was on the disk
        } else if (sync != Sync.NONE && length.getAsLong() > 0) {
            force(length.getAsLong());
        }
        finish(mark, length.getAsLong());
    }

    /// What power cuts have left in the folder.
    Leftovers leftovers() {
        return leftovers;
    }

    /// Called before records are written.
    ///
    /// @throws IOException if earlier ones could not be forced to the disk
    void check() throws IOException {
        var earlier = failure.getAndSet(null);
        if (earlier instanceof NotForced) {
            throw new IOException(earlier); // a second try may succeed without having done anything
        } else if (earlier != null) {
            sync(); // only the mark was missing, for which there may be room now
        }
    }

    /// Called when records have been written.
    void written() throws IOException {
        if (sync == Sync.EACH) {
            ledger.force(false);
        }
    }

    private void tick() {
        try {
            sync();
        } catch (IOException e) {
            failure.set(e);
        } catch (RuntimeException e) {
            failure.set(new IOException(e));
        }
    }

    /// Brings everything to the disk that is recorded, and says so.
    synchronized void sync() throws IOException {
        long recorded = length.getAsLong(); // before the moment: what is recorded by now is older
        if (recorded != safe) {
            var mark = Durable.begin(directory);
            force(recorded);
            finish(mark, recorded);
        }
    }

    private void finish(OwnFile mark, long recorded) throws IOException {
        long promised = sync == Sync.BATCH ? recorded : Durable.ALL;
        mark.finish(new Durable(Boot.current(), promised, mark.begun(), leftovers).text(), true);
        safe = recorded;
    }

    private void force(long recorded) throws IOException {
        try {
            if (together) {
                FileSystemSync.sync(directory);
            } else {
                forceOneByOne(recorded);
            }
        } catch (IOException e) {
            throw new NotForced(e);
        }
    }

    /// The files that are named by records behind those that are safe, their folders, and the ledger.
    private void forceOneByOne(long recorded) throws IOException {
        var folders = new HashSet<Path>();
        SavedPaths.forEach(Ledger.in(directory), safe, recorded, path -> {
            var file = directory.resolve(path);
            try {
                Disk.force(file);
                folders.add(Objects.requireNonNull(file.getParent()));
            } catch (NoSuchFileException e) {
                // somebody has removed it
            }
        });
        for (var folder : folders) {
            Disk.forceFolder(folder);
        }
        ledger.force(true);
    }

    /// Brings the last of it to the disk.
    @Override
    public void close() throws IOException {
        if (clock != null) {
            clock.close();
            sync();
        }
    }
}
