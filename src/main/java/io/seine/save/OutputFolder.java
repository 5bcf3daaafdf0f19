package io.seine.save;

import io.seine.model.Bucket;
import io.seine.model.DataSize;
import io.seine.model.Leftovers;
import io.seine.model.OutputException;
import io.seine.model.StorageTrouble;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The folder that results go into; a job has it for itself.
public final class OutputFolder implements AutoCloseable {
    private static final String OWN = ".seine";
    private static final String LOCK = "lock";
    private static final String MARK = "job";

    /// What files of Seine's own are called that are not finished.
    private static final String UNFINISHED = "*.new";

    private final Path directory;
    private final Path temporary;
    private @Nullable FileChannel lockFile;
    private final Leftovers leftovers;
    private final boolean forced;
    private final @Nullable Bucket bucket;
    private final AtomicLong names = new AtomicLong();

    private OutputFolder(
            Path directory,
            Path temporary,
            @Nullable FileChannel lockFile,
            Leftovers leftovers,
            boolean forced,
            @Nullable Bucket bucket) {
        this.directory = directory;
        this.temporary = temporary;
        this.lockFile = lockFile;
        this.leftovers = leftovers;
        this.forced = forced;
        this.bucket = bucket;
    }

    private OutputFolder(Path directory, Path temporary, @Nullable FileChannel lockFile) {
        this(directory, temporary, lockFile, Leftovers.NONE, false, null);
    }

    /// Creates the folder where it is missing, without taking hold of it: for streams that keep no ledger.
    ///
    /// @throws OutputException if it cannot be written
    public static OutputFolder shared(Path directory) {
        try {
            var temporary = directory.resolve(OWN).resolve(UUID.randomUUID().toString());
            Files.createDirectories(temporary);
            return new OutputFolder(directory, temporary, null);
        } catch (IOException e) {
            throw new OutputException(directory + ": cannot be written: " + reason(e), e);
        }
    }

    /// Creates the folder where it is missing, takes hold of it, and removes what a killed process left unfinished.
    ///
    /// @throws OutputException if it cannot be written, or another job is writing into it
    public static OutputFolder open(Path directory) {
        try {
            var temporary = directory.resolve(OWN).resolve("tmp");
            Files.createDirectories(temporary);
            var folder = new OutputFolder(directory, temporary, locked(directory));
            try {
                folder.clean();
                remove(folder.own(), UNFINISHED);
            } catch (IOException e) {
                folder.close();
                throw e;
            }
            return folder;
        } catch (IOException e) {
            throw new OutputException(directory + ": cannot be written: " + reason(e), e);
        }
    }

    private static FileChannel locked(Path directory) throws IOException {
        var channel = FileChannel.open(lockPath(directory), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new OutputException(directory + ": another job is writing into this folder", null);
        }
        return channel;
    }

    private static Path lockPath(Path directory) {
        return directory.resolve(OWN).resolve(LOCK);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // a job in this process
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException file -> file.getMessage() + " is a file, not a folder";
            case AccessDeniedException denied -> denied.getMessage() + ": permission denied";
            case NoSuchFileException missing -> missing.getMessage() + ": there is no such folder";
            default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
        };
    }

    /// This folder, in place of which it is used and closed.
    ///
    /// @param left what power cuts have left in it
    /// @param forces whether every file is forced to the disk before it has its name, and that after it
    public OutputFolder with(Leftovers left, boolean forces) {
        return new OutputFolder(directory, temporary, lockFile, left, forces, bucket);
    }

    /// This folder, in place of which it is used and closed, for results that go into a bucket; null if they do not.
    public OutputFolder into(@Nullable Bucket place) {
        return new OutputFolder(directory, temporary, lockFile, leftovers, forced, place);
    }

    /// Where results go in place of this folder; null if they don't.
    public @Nullable Bucket bucket() {
        return bucket;
    }

    Leftovers leftovers() {
        return leftovers;
    }

    boolean forced() {
        return forced;
    }

    /// The folder itself.
    public Path directory() {
        return directory;
    }

    /// Seine's own folder inside it, which holds the job's identity and what is not finished.
    public Path own() {
        return directory.resolve(OWN);
    }

    /// What is noted of items that are being saved in several files. Streams without a ledger note nothing.
    public Unsettled unsettled() {
        return new Unsettled(own().resolve("unsettled"), lockFile != null, forced);
    }

    /// The folder for temporary files.
    public Path temporary() {
        return temporary;
    }

    /// A new name for a temporary file.
    Path temporaryFile() {
        return temporary.resolve(names.incrementAndGet() + ".part");
    }

    /// Makes anew what of Seine's own in the folder was removed while a job was writing, and takes hold of it again.
    ///
    /// @throws OutputException if another job has taken hold of it meanwhile
    public void mend() throws IOException {
        Files.createDirectories(temporary);
        if (lockFile != null && Files.notExists(lockPath(directory))) {
            var lost = lockFile;
            lockFile = locked(directory);
            lost.close();
        }
    }

    /// Whether less than `least` bytes are free where the folder is, as trouble. Where the file system does not tell,
    /// there is none.
    public Optional<StorageTrouble> shortage(DataSize least) {
        var file = directory.toFile();
        var free = new DataSize(file.getUsableSpace());
        if (least.bytes() == 0 || free.compareTo(least) >= 0) {
            return Optional.empty();
        } else if (!file.isDirectory()) {
            return Optional.of(StorageTrouble.of(directory, new NoSuchFileException(directory.toString())));
        }
        return file.getTotalSpace() == 0
                ? Optional.empty()
                : Optional.of(new StorageTrouble(
                        directory, "only " + free + " of space left, less than save.min-free = " + least));
    }

    private void clean() throws IOException {
        remove(temporary, "*");
    }

    private static void remove(Path folder, String names) throws IOException {
        try (var files = Files.newDirectoryStream(folder, names)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // nothing to clean
        }
    }

    /// Removes all that Seine's own folder holds, but for what holds the output folder.
    ///
    /// @throws OutputException if something cannot be removed
    public void forget() {
        try (var all = Files.walk(own())) {
            var kept = Set.of(own(), temporary, own().resolve(LOCK));
            var marked = own().resolve(MARK);
            var doomed = all.filter(path -> !kept.contains(path) && !path.equals(marked))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (var path : doomed) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(marked); // last: it tells that there was something
        } catch (IOException e) {
            throw new OutputException(own() + ": cannot be removed: " + reason(e), e);
        }
    }

    /// Removes what is temporary and lets the folder go.
    @Override
    public void close() {
        try (var _ = lockFile) {
            clean();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new OutputException(directory + ": temporary files cannot be removed: " + reason(e), e);
        }
    }
}
