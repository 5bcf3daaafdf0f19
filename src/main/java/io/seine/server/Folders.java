package io.seine.server;

import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the server keeps, below its root.
///
/// @param root absolute
record Folders(Path root) {

    /// The folders below `root`, made where they are missing.
    ///
    /// @throws OutputException if they cannot be made
    static Folders open(Path root) {
        var folders = new Folders(root.toAbsolutePath().normalize());
        try {
            Files.createDirectories(folders.jobs());
            Files.createDirectories(folders.lists());
            Files.createDirectories(folders.streams());
            return folders;
        } catch (IOException e) {
            throw new OutputException(root + ": cannot be made: " + e.getMessage(), e);
        }
    }

    /// Holds the lists that jobs may name.
    Path lists() {
        return root.resolve("lists");
    }

    /// The output folder of a job.
    Path job(String id) {
        return jobs().resolve(id);
    }

    /// The output folder of a stream.
    Path stream(String id) {
        return streams().resolve(id);
    }

    private Path jobs() {
        return root.resolve("jobs");
    }

    private Path streams() {
        return root.resolve("streams");
    }
}
