package io.seine.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The bytes of a download or of what became of it: small ones in memory, large ones in a file.
///
/// Whoever holds a body owns it: it is handed to the next stage, moved into the output or discarded.
public sealed interface Body {

    /// Length in bytes.
    long size();

    /// The first bytes, at most `count`.
    byte[] head(int count) throws IOException;

    /// All bytes from the start, unbuffered; the caller closes the stream.
    InputStream open() throws IOException;

    /// All bytes in one array. For a body that was spooled this is the caller's memory to answer for.
    byte[] bytes() throws IOException;

    /// Ends a body that nobody needs any more; a file of it is deleted.
    void discard();

    /// A body of `bytes`, which must not change any more.
    static Body of(byte[] bytes) {
        return new InMemory(bytes);
    }

    /// Bytes in memory.
    final class InMemory implements Body {
        private final byte[] content;

        private InMemory(byte[] content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public byte[] head(int count) {
            return Arrays.copyOf(content, Math.min(count, content.length));
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }

        @Override
        public byte[] bytes() {
            return content;
        }

        @Override
        public void discard() {}
    }

    /// Bytes in a temporary file.
    ///
    /// @param file the file, in the output's own file system
    /// @param size its length in bytes
    record Spooled(Path file, long size) implements Body {
        @Override
        public byte[] head(int count) throws IOException {
            try (var in = open()) {
                return in.readNBytes(count);
            }
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(file);
        }

        @Override
        public void discard() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The job's clean-up removes what is left in its temporary folder.
            }
        }
    }
}
