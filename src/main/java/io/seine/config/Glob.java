package io.seine.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// A path that may stand for several files: `lists/*.csv`, `lists/**/part-{1,2}.jsonl.gz`, as shells write it.
final class Glob {
    private static final Pattern SPECIAL = Pattern.compile("[*?\\[{]");

    private Glob() {}

    /// The regular files that `path` stands for, sorted by their names; itself where it is no glob, or a file is
    /// called exactly so.
    ///
    /// @throws IllegalArgumentException if there is none, or the folder cannot be read
    static List<Path> files(Path path) {
        if (!SPECIAL.matcher(path.toString()).find() || Files.exists(path)) {
            return List.of(path);
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + path);
        try (var files = Files.walk(folder(path), depth(path), FileVisitOption.FOLLOW_LINKS)) {
            var found = files.filter(Files::isRegularFile)
                    .filter(matcher::matches)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("no file matches " + path);
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(path + ": cannot be looked through: " + e.getMessage(), e);
        }
    }

    /// The folder above the first part that is a pattern.
    private static Path folder(Path path) {
        int plain = 0;
        while (!SPECIAL.matcher(path.getName(plain).toString()).find()) {
            plain++;
        }
        var relative = plain == 0 ? Path.of("") : path.subpath(0, plain);
        var root = path.getRoot();
        return root == null ? relative : root.resolve(relative);
    }

    private static int depth(Path path) {
        return path.toString().contains("**") ? Integer.MAX_VALUE : path.getNameCount();
    }
}
