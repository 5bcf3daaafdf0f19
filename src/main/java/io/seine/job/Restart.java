package io.seine.job;

import io.seine.model.OutputException;
import io.seine.record.Identity;
import io.seine.record.Ledger;
import io.seine.record.SavedPaths;
import io.seine.record.Sealing;
import io.seine.record.Summary;
import io.seine.save.OutputFolder;
import io.seine.save.SavedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Begins a job anew: removes what earlier runs have left in its output folder, and nothing else. Saved files go first,
/// then the ledger that names them, then the mark that the folder is a job's: who is interrupted begins again.
public final class Restart {
    private Restart() {}

    /// Removes what the job of an output folder has left. Where there is none nothing happens.
    ///
    /// @param announce is told what will be removed, before it is
    /// @throws OutputException if another process holds the folder, or something cannot be removed
    public static void clear(Path directory, Consumer<String> announce) {
        var owner = Identity.owner(directory);
        if (owner.isPresent()) {
            try (var folder = OutputFolder.open(directory)) {
                announce.accept("removes " + String.join(", ", found(directory)) + " of the job \"" + owner.get()
                        + "\" in " + directory);
                Run.removeUnsettled(folder);
                var files = new SavedFiles(directory);
                SavedPaths.forEach(directory, files::remove);
                Sealing.files(directory).forEach(files::remove);
                files.removeEmptyFolders();
                Summary.remove(directory);
                delete(Ledger.in(directory));
                folder.forget();
            }
        }
    }

    private static List<String> found(Path directory) {
        var files = new SavedFiles(directory);
        var count = new AtomicLong();
        SavedPaths.forEach(directory, path -> count.addAndGet(files.has(path) ? 1 : 0));
        Sealing.files(directory).forEach(path -> count.addAndGet(files.has(path) ? 1 : 0));
        var found = new ArrayList<String>();
        found.add(String.format(Locale.ROOT, "%,d files", count.get()));
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
