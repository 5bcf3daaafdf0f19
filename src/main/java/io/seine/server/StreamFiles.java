package io.seine.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// All that a stream has saved, which has no ledger: the files in its folder, but for those that are hidden, in
/// the order in which the file system tells them.
final class StreamFiles implements Tar.Files {
    private final Path folder;
    private final Deque<Listing> open = new ArrayDeque<>();

    /// A folder that is being read.
    private record Listing(DirectoryStream<Path> stream, Iterator<Path> paths) {}

    private StreamFiles(Path folder) {
        this.folder = folder;
    }

    static StreamFiles open(Path folder) throws IOException {
        var files = new StreamFiles(folder);
        files.enter(folder);
        return files;
    }

    @SuppressWarnings("StreamResourceLeak") // it is closed when it has been read, or with this
    private void enter(Path place) throws IOException {
        var stream = Files.newDirectoryStream(place, "[!.]*");
        open.push(new Listing(stream, stream.iterator()));
    }

    @Override
    public @Nullable TarFile next() throws IOException {
        while (!open.isEmpty()) {
            if (!open.element().paths().hasNext()) {
                open.pop().stream().close();
                continue;
            }
            var file = seen(open.element().paths().next());
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    private @Nullable TarFile seen(Path path) throws IOException {
        try {
            var now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (now.isDirectory()) {
                enter(path);
            }
            var name = folder.relativize(path).toString().replace('\\', '/');
            return now.isRegularFile() ? TarFile.whole(name, path, now) : null;
        } catch (NoSuchFileException e) {
            return null; // somebody has removed it
        }
    }

    @Override
    public void close() throws IOException {
        for (var listing : open) {
            listing.stream().close();
        }
    }
}
