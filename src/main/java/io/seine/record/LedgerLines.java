package io.seine.record;

import io.seine.model.Outcome;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Single records of a ledger by where their lines begin; cheap where they follow each other.
final class LedgerLines implements Closeable {
    private static final int PIECE = 1 << 16;

    private final FileChannel channel;
    private byte[] piece = new byte[PIECE];
    /// Where the piece begins in the file, and how much of it is filled.
    private long start;

    private int filled;

    private LedgerLines(FileChannel channel) {
        this.channel = channel;
    }

    static LedgerLines open(Path ledger) throws IOException {
        return new LedgerLines(FileChannel.open(ledger, StandardOpenOption.READ));
    }

    /// The record whose line begins at `offset`.
    Outcome read(long offset) throws IOException {
        int length = offset < start || offset >= start + filled ? -1 : length(offset);
        for (int size = PIECE; length < 0; size *= 2) {
            fill(offset, size);
            length = length(offset);
            if (length < 0 && filled < size) {
                throw new EOFException("the ledger ends within the line at " + offset);
            }
        }
        return JsonRecords.read(new String(piece, (int) (offset - start), length, StandardCharsets.UTF_8));
    }

    /// The length of the line at `offset`, or -1 where the piece holds only a part of it.
    private int length(long offset) {
        int begin = (int) (offset - start);
        for (int at = begin; at < filled; at++) {
            if (piece[at] == '\n') {
                return at - begin;
            }
        }
        return -1;
    }

    private void fill(long offset, int size) throws IOException {
        if (piece.length < size) {
            piece = new byte[size];
        }
        var buffer = ByteBuffer.wrap(piece, 0, size);
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = channel.read(buffer, offset + buffer.position());
        }
        start = offset;
        filled = buffer.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
