package io.seine.server;

import io.seine.record.Ledger;
import io.seine.record.ResultPaths;
import io.seine.record.Summary;
import io.seine.save.SavedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// All that a job has saved, in the order of its ledger; then the ledger, as far as it tells of that, and the
/// summary. A file that somebody has removed is left out.
final class JobFiles implements Tar.Files {
    private final Path folder;
    private final long end;
    private final ResultPaths paths;
    private final SavedFiles saved;
    private final Queue<Path> own;

    private JobFiles(Path folder, long end, ResultPaths paths, List<Path> own) {
        this.folder = folder;
        this.end = end;
        this.paths = paths;
        this.saved = new SavedFiles(folder);
        this.own = new ArrayDeque<>(own);
    }

    /// @param folder the job's output folder
    /// @param end where its ledger is taken to end, in bytes
    /// @param ended whether the job has ended: else there is no summary yet that could be told
    static JobFiles open(Path folder, long end, boolean ended) throws IOException {
        var ledger = Ledger.in(folder);
        var own = ended ? List.of(ledger, folder.resolve(Summary.NAME)) : List.of(ledger);
        return new JobFiles(folder, end, ResultPaths.open(folder, end), own);
    }

    @Override
    public @Nullable TarFile next() throws IOException {
        for (var path = paths.next(); path != null; path = paths.next()) {
            var now = saved.find(path);
            if (now != null) {
                return TarFile.whole(path, folder.resolve(path), now);
            }
        }
        for (var file = own.poll(); file != null; file = own.poll()) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return own(file);
            }
        }
        return null;
    }

    private TarFile own(Path file) throws IOException {
        var name = String.valueOf(file.getFileName());
        var now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return name.equals(Summary.NAME) ? TarFile.whole(name, file, now) : TarFile.beginning(name, file, end, now);
    }

    @Override
    public void close() throws IOException {
        paths.close();
    }
}
