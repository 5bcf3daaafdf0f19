package io.seine.save;

import io.seine.config.SaveSettings.Collision;
import io.seine.model.Body;
import io.seine.model.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the forms of an item into the output folder: all of them, or none.
///
/// All are written aside first. Before a file gets its name that is noted among the [Unsettled], so that after
/// a kill the next start can take back what is not recorded. Against collisions all get the same number.
final class VariantStore {
    /// Items are placed one after the other, so that no two share out a number.
    private static final Object LOCK = new Object();

    private final OutputFolder folder;
    private final Collision collision;
    private final FileStore files;

    VariantStore(OutputFolder folder, Collision collision, FileStore files) {
        this.folder = folder;
        this.collision = collision;
        this.files = files;
    }

    /// A form on its way into the folder.
    ///
    /// @param body its bytes, which stay as they are
    /// @param original a file of the folder that has them already, if there is one
    /// @param name what it is to be called
    record Part(Body body, @Nullable Path original, FileNames.Name name) {}

    /// Stores the parts of a row and returns their paths relative to the folder.
    List<Path> store(long row, List<Part> parts) throws IOException, FileStore.NameTaken {
        var aside = new ArrayList<Path>();
        try {
            for (var part : parts) {
                aside.add(files.aside(part.body(), part.original()));
                files.createFolders(part.name().stem().getParent());
            }
            if (folder.forced()) {
                for (var file : aside) {
                    Disk.force(file);
                }
            }
            synchronized (LOCK) {
                var paths = free(aside, parts);
                place(row, aside, paths);
                return paths;
            }
        } finally {
            for (var file : aside) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// The first paths, all with the same number, at which nothing else is in the way.
    private List<Path> free(List<Path> aside, List<Part> parts) throws IOException, FileStore.NameTaken {
        for (int number = 1; ; number++) {
            var paths = numbered(parts, number);
            var taken = taken(aside, paths);
            if (taken == null) {
                return paths;
            } else if (collision == Collision.FAIL) {
                throw new FileStore.NameTaken(taken);
            }
        }
    }

    private static List<Path> numbered(List<Part> parts, int number) throws FileStore.NameTaken {
        var paths = new ArrayList<Path>();
        for (var part : parts) {
            paths.add(part.name().numbered(number));
        }
        if (new HashSet<>(paths).size() < paths.size()) {
            throw new FileStore.NameTaken("two variants of the item would have the same name: " + paths);
        }
        return paths;
    }

    private @Nullable Path taken(List<Path> aside, List<Path> paths) throws IOException {
        for (int i = 0; i < paths.size(); i++) {
            var target = folder.directory().resolve(paths.get(i));
            boolean usable = collision == Collision.OVERWRITE
                    || isFree(target)
                    || files.leftover(target)
                    || FileStore.same(aside.get(i), target);
            if (!usable) {
                return paths.get(i);
            }
        }
        return null;
    }

    private static boolean isFree(Path target) {
        return !Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    }

    private void place(long row, List<Path> aside, List<Path> paths) throws IOException, FileStore.NameTaken {
        var made = new ArrayList<Path>();
        try {
            for (int i = 0; i < paths.size(); i++) {
                place(row, aside.get(i), paths.get(i), made);
            }
        } catch (IOException | FileStore.NameTaken | RuntimeException e) {
            for (var target : made) {
                Files.deleteIfExists(target);
            }
            folder.unsettled().settle(row);
            throw e;
        }
    }

    private void place(long row, Path file, Path path, List<Path> made) throws IOException, FileStore.NameTaken {
        var target = folder.directory().resolve(path);
        if (files.leftover(target)) {
            Files.delete(target);
        }
        if (isFree(target)) {
            folder.unsettled().note(row, path);
            if (!files.moved(file, target)) {
                throw new FileStore.NameTaken(path); // by another program, just now
            }
            made.add(target);
        } else if (!FileStore.same(file, target)) {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }
        files.forceFolderOf(target);
    }
}
