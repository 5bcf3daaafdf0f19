package io.seine.save;

import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files in an output folder that a ledger names: finds and removes these, and nothing else.
///
/// A ledger is a text that anybody can write: a path in it that leads out of the folder, through a link or to what is
/// no file of a job's is not followed.
public final class SavedFiles {
    private static final Set<String> OWN = Set.of(".seine", "ledger.jsonl", "summary.json");

    private final Path directory;
    private final Set<Path> folders = new HashSet<>();
    private @Nullable Path lastFolder;

    /// @param directory the output folder
    public SavedFiles(Path directory) {
        this.directory = directory;
    }

    /// Whether `path` is that of a file in the folder.
    public boolean has(String path) {
        return find(path) != null;
    }

    /// What is known of the file at `path` in the folder; null if there is none.
    public @Nullable BasicFileAttributes find(String path) {
        var file = named(path);
        return file != null && isFolder(parent(file)) ? attributes(file) : null;
    }

    /// Removes the file, if there is one at this path.
    ///
    /// @throws OutputException if it cannot be removed
    public void remove(String path) {
        remove(path, Instant.MIN);
    }

    /// Removes the file, if there is one at this path that is not older than a moment.
    ///
    /// @throws OutputException if it cannot be removed
    public void remove(String path, Instant oldest) {
        var file = named(path);
        if (file == null) {
            return;
        }
        folders.add(parent(file)); // who was interrupted may have removed the file alone
        var there = isFolder(parent(file)) ? attributes(file) : null;
        if (there != null && !there.lastModifiedTime().toInstant().isBefore(oldest)) {
            delete(file);
        }
    }

    /// Removes the folders of the files that were to be removed, and those around them, as far as nothing is left in
    /// them.
    ///
    /// @throws OutputException if one cannot be removed
    public void removeEmptyFolders() {
        var all = new HashSet<Path>();
        for (var folder : folders) {
            for (var each = folder; !each.equals(directory) && all.add(each); ) {
                each = parent(each);
            }
        }
        all.stream()
                .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                .filter(this::isFolder)
                .forEach(SavedFiles::deleteIfEmpty);
        folders.clear();
    }

    private static void deleteIfEmpty(Path folder) {
        try (var files = Files.newDirectoryStream(folder)) {
            if (!files.iterator().hasNext()) {
                delete(folder);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // somebody else was faster
        } catch (IOException e) {
            throw cannot(folder, e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // somebody else has put something there
        } catch (IOException e) {
            throw cannot(path, e);
        }
    }

    private static OutputException cannot(Path path, IOException e) {
        return new OutputException(path + ": cannot be removed: " + e, e);
    }

    /// The place inside the folder that a path names, by plain names alone.
    private @Nullable Path named(String text) {
        try {
            var path = Path.of(text);
            var names = List.of(text.split("/", -1));
            boolean plain = !path.isAbsolute()
                    && names.stream().noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."))
                    && !OWN.contains(names.getFirst().toLowerCase(Locale.ROOT));
            return plain ? directory.resolve(path) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /// Whether this is a folder below the output folder, or that itself, and no link leads there. The last one is
    /// remembered.
    private boolean isFolder(Path folder) {
        if (folder.equals(directory) || folder.equals(lastFolder)) {
            return true;
        } else if (!isFolder(parent(folder)) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        lastFolder = folder;
        return true;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "what is inside a folder has one around it");
    }

    private static @Nullable BasicFileAttributes attributes(Path file) {
        try {
            var there = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return there.isRegularFile() ? there : null;
        } catch (IOException e) {
            return null;
        }
    }
}
