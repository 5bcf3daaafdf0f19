package io.seine.save;

import io.seine.config.SaveSettings;
import io.seine.model.Body;
import io.seine.model.Disk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts bodies into the output folder under their names: written aside, then moved.
///
/// A name whose file holds exactly these bytes already counts as this item's: so a run that was killed between moving
/// a file and recording it ends with one file, not two.
final class FileStore {
    /// Whoever looks whether a name is free and takes it holds the lock of its folder, in the whole process: `a` with a
    /// suffix is the same name as `a-2`.
    private static final List<Object> LOCKS =
            Stream.generate(Object::new).limit(64).toList();

    /// Bytes that are written at once: the JVM copies them into memory beside its heap.
    private static final int PIECE = 128 * 1024;

    private final OutputFolder folder;
    private final SaveSettings.Collision collision;

    /// Whether this file system lets a file have two names.
    private volatile boolean linksWork = true;

    FileStore(OutputFolder folder, SaveSettings.Collision collision) {
        this.folder = folder;
        this.collision = collision;
    }

    /// The name is taken, and the policy is to fail.
    static final class NameTaken extends Exception {
        private static final long serialVersionUID = 1;

        NameTaken(Path path) {
            this(path + " is taken by another item's file");
        }

        NameTaken(String message) {
            super(message);
        }
    }

    /// Stores `body`, which is used up unless this fails, and returns the path it has relative to the folder.
    Path store(Body body, FileNames.Name name) throws IOException, NameTaken {
        return store(body, null, name);
    }

    /// The same for a body that is in a file of the folder already, which gets a second name; where that cannot
    /// be, the body becomes a file of its own. Then it is not used up.
    Path store(Body body, @Nullable Path original, FileNames.Name name) throws IOException, NameTaken {
        var link = original == null ? null : linked(original);
        var file = link == null ? written(body) : link;
        try {
            if (folder.forced()) {
                Disk.force(file);
            }
            var parent = name.stem().getParent();
            createFolders(parent);
            synchronized (LOCKS.get(Math.floorMod(Objects.hashCode(parent), LOCKS.size()))) {
                return placed(file, name);
            }
        } catch (IOException | NameTaken | RuntimeException e) {
            dropUnlessSpooled(body, file);
            throw e;
        }
    }

    /// Stores `body`, which is used up unless this fails, at `path` relative to the folder, in place of what is there.
    void storeAs(Body body, Path path) throws IOException {
        var file = written(body);
        try {
            if (folder.forced()) {
                Disk.force(file);
            }
            var target = folder.directory().resolve(path);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            forceFolderOf(target);
        } catch (IOException | RuntimeException e) {
            dropUnlessSpooled(body, file);
            throw e;
        }
    }

    /// A spooled body stays its item's.
    private static void dropUnlessSpooled(Body body, Path file) throws IOException {
        if (!(body instanceof Body.Spooled(var spooled, var _) && spooled.equals(file))) {
            Files.deleteIfExists(file);
        }
    }

    private Path written(Body body) throws IOException {
        return switch (body) {
            case Body.Spooled(Path file, long size) -> file;
            case Body.InMemory memory -> written(memory.bytes(), folder.temporaryFile());
        };
    }

    /// A temporary file with the bytes of a body, which stays as it is; be it a second name for `original`.
    Path aside(Body body, @Nullable Path original) throws IOException {
        var link = original == null ? null : linked(original);
        if (link != null) {
            return link;
        }
        return switch (body) {
            case Body.Spooled(Path file, long size) -> {
                var second = linked(file);
                yield second == null ? Files.copy(file, folder.temporaryFile()) : second;
            }
            case Body.InMemory memory -> written(memory.bytes(), folder.temporaryFile());
        };
    }

    /// A second, temporary name for a file; null where the file is not there or cannot have one.
    private @Nullable Path linked(Path file) throws IOException {
        try {
            return Files.createLink(folder.temporaryFile(), file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            return null;
        }
    }

    private static Path written(byte[] bytes, Path file) throws IOException {
        try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int from = 0; from < bytes.length; from += PIECE) { // Files.write has pieces of 8 KiB
                out.write(bytes, from, Math.min(PIECE, bytes.length - from));
            }
            return file;
        } catch (IOException e) {
            Files.deleteIfExists(file); // on a full disk, half a file
            throw e;
        }
    }

    void createFolders(@Nullable Path parent) throws IOException, NameTaken {
        var made = folder.directory();
        for (var part : parent == null ? List.<Path>of() : parent) {
            made = made.resolve(part);
            if (!Files.isDirectory(made)) {
                createFolder(made);
            }
        }
    }

    private void createFolder(Path path) throws IOException, NameTaken {
        try {
            Files.createDirectory(path);
            forceFolderOf(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) { // nor made by somebody else meanwhile
                throw new NameTaken(folder.directory().relativize(path));
            }
        }
    }

    private Path placed(Path file, FileNames.Name name) throws IOException, NameTaken {
        for (int number = 1; ; number++) {
            var path = name.numbered(number);
            var target = folder.directory().resolve(path);
            if (collision == SaveSettings.Collision.OVERWRITE || leftover(target)) {
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                forceFolderOf(target);
                return path;
            } else if (moved(file, target)) {
                forceFolderOf(target);
                return path;
            } else if (same(file, target)) {
                Files.delete(file);
                forceBoth(target);
                return path;
            } else if (collision == SaveSettings.Collision.FAIL) {
                throw new NameTaken(path);
            }
        }
    }

    /// Gives a file its name unless that is taken, be it by a link that leads nowhere. A second name for the file is
    /// made and the first removed: where nothing is in the way, which is nearly always, nothing is thrown inside.
    boolean moved(Path file, Path target) throws IOException {
        if (!linksWork) {
            return movedAfterALook(file, target);
        }
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            boolean moved = movedAfterALook(file, target); // or it throws, if links are not what is wrong
            linksWork &= !moved;
            return moved;
        }
        Files.delete(file);
        return true;
    }

    private static boolean movedAfterALook(Path file, Path target) throws IOException {
        boolean free = !Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (free) {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return free;
    }

    /// Whether a file that is in the way is one that a power cut has left: it may be torn, and no record names it.
    boolean leftover(Path target) throws IOException {
        if (folder.leftovers().spans().isEmpty()) {
            return false;
        }
        try {
            var there = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return there.isRegularFile()
                    && folder.leftovers().hold(there.lastModifiedTime().toInstant());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void forceBoth(Path file) throws IOException {
        if (folder.forced()) {
            Disk.force(file);
            forceFolderOf(file);
        }
    }

    void forceFolderOf(Path file) throws IOException {
        if (folder.forced()) {
            Disk.forceFolder(Objects.requireNonNull(file.getParent()));
        }
    }

    static boolean same(Path file, Path target) throws IOException {
        try {
            var there = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return there.isRegularFile() && there.size() == Files.size(file) && Files.mismatch(file, target) < 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
