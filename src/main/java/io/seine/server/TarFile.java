package io.seine.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// A file on its way into a tar, where its size is told before its content: reading one whose size has changed
/// since fails.
///
/// @param name what it is called in the tar
/// @param size bytes of it that go into the tar
/// @param grows whether more may stand behind them
record TarFile(String name, Path path, long size, Instant modified, boolean grows) {
    private static final int PIECE = 1 << 17;

    /// A file as it is now.
    static TarFile whole(String name, Path path, BasicFileAttributes now) {
        return new TarFile(name, path, now.size(), now.lastModifiedTime().toInstant(), false);
    }

    /// The beginning of a file that others append to.
    static TarFile beginning(String name, Path path, long size, BasicFileAttributes now) {
        return new TarFile(name, path, size, now.lastModifiedTime().toInstant(), true);
    }

    /// The content of one that memory has room for.
    ByteString read() throws IOException {
        try (var channel = open()) {
            var bytes = new byte[(int) size];
            fill(channel, ByteBuffer.wrap(bytes));
            checkEnd(channel);
            return ByteString.fromArrayUnsafe(bytes);
        }
    }

    /// The content of any, read as it is taken.
    Source<ByteString, NotUsed> bytes() {
        return Source.unfoldResource(this::open, this::next, FileChannel::close);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private Optional<ByteString> next(FileChannel channel) throws IOException {
        long left = size - channel.position();
        if (left == 0) {
            checkEnd(channel);
            return Optional.empty();
        }
        var bytes = new byte[(int) Math.min(PIECE, left)];
        fill(channel, ByteBuffer.wrap(bytes));
        return Optional.of(ByteString.fromArrayUnsafe(bytes));
    }

    private void fill(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw changed();
            }
        }
    }

    private void checkEnd(FileChannel channel) throws IOException {
        if (!grows && channel.size() != size) {
            throw changed();
        }
    }

    private IOException changed() {
        return new IOException(name + " has changed its size while it was read");
    }
}
