package io.seine.record;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// A small file in the making: it is there whole, or as it was before.
///
/// It grows in Seine's own folder, under a name whose ending tells that it is not finished: what a killed process left
/// so is removed at the next start.
final class OwnFile {
    private static final String UNFINISHED = ".new";

    private final Path unfinished;
    private final Path file;

    private OwnFile(Path unfinished, Path file) {
        this.unfinished = unfinished;
        this.file = file;
    }

    /// Begins a file, whose folder must be there.
    ///
    /// @param own Seine's own folder, on the same file system
    static OwnFile begin(Path own, Path file) throws IOException {
        var unfinished = own.resolve(file.getFileName() + UNFINISHED);
        Files.write(unfinished, new byte[0]);
        return new OwnFile(unfinished, file);
    }

    /// When it was begun, by the clock that the file system's own times are from.
    Instant begun() throws IOException {
        return Files.getLastModifiedTime(unfinished).toInstant();
    }

    /// Gives the file its content and its name.
    ///
    /// @param forced whether the content is on the disk before it has the name
    void finish(String content, boolean forced) throws IOException {
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            var bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (forced) {
                channel.force(true);
            }
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
