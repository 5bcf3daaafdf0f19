package io.seine.fetch;

import io.seine.model.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A temporary file that a large body is written into. Used by one task at a time; [#delete] may come at any moment.
final class Spool {
    private final Path file;
    private final MessageDigest digest = Received.newDigest();
    private @Nullable FileChannel channel;
    private long size;
    private boolean deleted;

    Spool(Path file) {
        this.file = file;
    }

    /// Appends `bytes`; nothing, once it is deleted.
    synchronized void write(byte[] bytes, int length) throws IOException {
        if (deleted) {
            return;
        }
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
        digest.update(bytes, 0, length);
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            size += channel.write(buffer);
        }
    }

    /// The body, complete; whoever gets it owns the file.
    synchronized Received keep() throws IOException {
        if (channel != null) {
            channel.close();
        }
        return new Received(new Body.Spooled(file, size), Received.hex(digest));
    }

    synchronized void delete() {
        deleted = true;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // What was not written is not wanted.
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The job's clean-up removes what is left in its temporary folder.
        }
    }
}
