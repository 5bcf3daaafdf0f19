package io.seine.save;

import io.seine.config.SaveSettings;
import io.seine.model.Body;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Puts bodies into the output folder under their names: written aside, then moved.
///
/// A name whose file holds exactly these bytes already counts as this item's: so a run that was killed between moving
/// a file and recording it ends with one file, not two.
final class FileStore {
    /// Whoever looks whether a name is free and takes it holds the lock of its folder, in the whole process: names
    /// with suffixes meet others, so that a lock for each name would not do.
    private static final List<Object> LOCKS =
            Stream.generate(Object::new).limit(64).toList();

    private final OutputFolder folder;
    private final SaveSettings.Collision collision;

    FileStore(OutputFolder folder, SaveSettings.Collision collision) {
        this.folder = folder;
        this.collision = collision;
    }

    /// The name is taken, and the policy is to fail.
    static final class NameTaken extends Exception {
        private static final long serialVersionUID = 1;

        NameTaken(Path path) {
            super(path + " is taken by another item's file");
        }
    }

    /// Stores `body`, which is used up, and returns the path it has relative to the folder.
    ///
    /// @param stem relative path without `ending`, behind which a suffix goes
    Path store(Body body, Path stem, String ending) throws IOException, NameTaken {
        var file = written(body);
        try {
            createParent(stem);
            synchronized (LOCKS.get(Math.floorMod(Objects.hashCode(stem.getParent()), LOCKS.size()))) {
                return placed(file, stem, ending);
            }
        } finally {
            Files.deleteIfExists(file); // gone already unless something went wrong
        }
    }

    private Path written(Body body) throws IOException {
        return switch (body) {
            case Body.Spooled(Path file, long size) -> file;
            case Body.InMemory memory -> written(memory.bytes());
        };
    }

    private Path written(byte[] bytes) throws IOException {
        var file = folder.temporaryFile();
        try {
            return Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            Files.deleteIfExists(file); // half of it, on a disk that may be full
            throw e;
        }
    }

    private void createParent(Path stem) throws IOException, NameTaken {
        var parent = stem.getParent();
        if (parent != null) {
            try {
                Files.createDirectories(folder.directory().resolve(parent));
            } catch (FileAlreadyExistsException e) { // a file where a folder has to be
                throw new NameTaken(parent);
            }
        }
    }

    private Path placed(Path file, Path stem, String ending) throws IOException, NameTaken {
        for (int number = 1; ; number++) {
            var path = stem.resolveSibling(stem.getFileName() + (number == 1 ? "" : "-" + number) + ending);
            var target = folder.directory().resolve(path);
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS) || collision == SaveSettings.Collision.OVERWRITE) {
                Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                return path;
            } else if (same(file, target)) {
                return path;
            } else if (collision == SaveSettings.Collision.FAIL) {
                throw new NameTaken(path);
            }
        }
    }

    private static boolean same(Path file, Path target) throws IOException {
        try {
            return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && Files.mismatch(file, target) < 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
