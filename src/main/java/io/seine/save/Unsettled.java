package io.seine.save;

import io.seine.model.Disk;
import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Set;

/// What is noted of items of several files from before their first file is made until they are recorded: a note
/// each, `.seine/unsettled/ROW`, with a line for every file. So the next start knows what a killed process has
/// left of them.
public final class Unsettled {
    private final Path folder;
    private final boolean noted;
    private final boolean forced;

    /// @param folder for the notes
    /// @param noted whether there are to be any
    /// @param forced whether a note is on the disk before the file that it names
    Unsettled(Path folder, boolean noted, boolean forced) {
        this.folder = folder;
        this.noted = noted;
        this.forced = forced;
    }

    /// Notes that a file is about to be made for a row.
    ///
    /// @param path relative to the output folder
    void note(long row, Path path) throws IOException {
        if (!noted) {
            return;
        }
        try {
            append(row, path);
        } catch (NoSuchFileException e) {
            Files.createDirectories(folder);
            append(row, path);
        }
    }

    private void append(long row, Path path) throws IOException {
        var note = Files.writeString(
                note(row),
                path.toString().replace('\\', '/') + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (forced) {
            Disk.force(note);
            Disk.forceFolder(folder);
        }
    }

    private Path note(long row) {
        return folder.resolve(Long.toString(row));
    }

    /// Drops the note of a row: its files are recorded, or gone.
    public void settle(long row) {
        try {
            Files.deleteIfExists(note(row));
        } catch (IOException e) {
            // The next start finds its files recorded, or not there.
        }
    }

    /// The files that the notes name, relative to the output folder.
    ///
    /// @throws OutputException if they cannot be read
    public Set<String> paths() {
        var paths = new LinkedHashSet<String>();
        try {
            if (Files.isDirectory(folder)) {
                try (var notes = Files.newDirectoryStream(folder)) {
                    for (var note : notes) {
                        paths.addAll(Files.readAllLines(note));
                    }
                }
            }
            return paths;
        } catch (IOException e) {
            throw new OutputException(folder + ": cannot be read: " + e, e);
        }
    }

    /// Drops all notes.
    ///
    /// @throws OutputException if they cannot be removed
    public void settleAll() {
        try {
            if (Files.isDirectory(folder)) {
                try (var notes = Files.newDirectoryStream(folder)) {
                    for (var note : notes) {
                        Files.delete(note);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new OutputException(folder + ": cannot be removed: " + e, e);
        }
    }
}
