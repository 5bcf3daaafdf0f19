package io.seine.record;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The body of a sample, where it is now: a file, or a piece of one.
///
/// @param ending what its name ends in, without the dot
/// @param file the file
/// @param position where it begins in there
/// @param size its length in bytes
record Content(String ending, Path file, long position, long size) {
    private static final int PIECE = 1 << 16;

    void copyTo(OutputStream out) throws IOException {
        var piece = new byte[(int) Math.min(PIECE, size)];
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long at = 0; at < size; ) {
                int most = (int) Math.min(piece.length, size - at);
                int count = channel.read(ByteBuffer.wrap(piece, 0, most), position + at);
                if (count < 0) {
                    throw new EOFException(file + ": ends within a body");
                }
                out.write(piece, 0, count);
                at += count;
            }
        }
    }
}
