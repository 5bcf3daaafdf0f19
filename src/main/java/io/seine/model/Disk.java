package io.seine.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Forces what was written to the disk, so that it outlives a power cut.
public final class Disk {
    private Disk() {}

    /// Forces a file's content.
    public static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Forces the names in a folder. Where folders cannot be opened, as on Windows, the system sees to that itself.
    public static void forceFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (Files.isReadable(folder)
                    && folder.getFileSystem().getSeparator().equals("/")) {
                throw e;
            }
        }
    }
}
