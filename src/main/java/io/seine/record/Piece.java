package io.seine.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Some whole lines of a ledger, one after the other.
final class Piece {
    private final byte[] bytes;
    private final int length;
    private final long offset;

    /// @param bytes the lines are the first `length` of these
    /// @param offset where the first begins in the file
    Piece(byte[] bytes, int length, long offset) {
        this.bytes = bytes;
        this.length = length;
        this.offset = offset;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    long offset() {
        return offset;
    }

    /// Where the line that begins at `begin` ends: the place of its line feed.
    int endOfLine(int begin) {
        int end = begin;
        while (bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    String text(int begin, int end) {
        return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
    }

    /// Where the last line ends in the file.
    long end() {
        return offset + length;
    }

    /// Takes a ledger to pieces; what stands behind the last line feed is left out.
    static final class Cutter {
        /// Small enough for the collector's youngest generation whatever the heap, large enough to be worth a task.
        private static final int USUAL = 1 << 18;

        private final InputStream in;
        private final long limit;
        private byte[] rest = {};
        private long offset;

        /// @param offset where `in` stands in the file
        /// @param limit where the file is taken to end
        Cutter(InputStream in, long offset, long limit) {
            this.in = in;
            this.offset = offset;
            this.limit = limit;
        }

        /// The next piece, or null if there are no more whole lines.
        @Nullable
        Piece next() throws IOException {
            var bytes = Arrays.copyOf(rest, Math.max(USUAL, rest.length * 2));
            int from = rest.length;
            int length = filled(bytes, from);
            int end = endOfLastLine(bytes, from, length);
            while (end == 0 && length == bytes.length) {
                from = length;
                bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
                length = filled(bytes, from);
                end = endOfLastLine(bytes, from, length);
            }
            rest = Arrays.copyOfRange(bytes, end, length);
            var piece = new Piece(bytes, end, offset);
            offset += end;
            return end == 0 ? null : piece;
        }

        private int filled(byte[] bytes, int from) throws IOException {
            long left = limit - offset - from;
            return from + in.readNBytes(bytes, from, (int) Math.min(Math.max(0, left), bytes.length - from));
        }

        /// Where the last line ends of those that end behind `from`, or 0.
        private static int endOfLastLine(byte[] bytes, int from, int length) {
            int end = length;
            while (end > from && bytes[end - 1] != '\n') {
                end--;
            }
            return end == from ? 0 : end;
        }
    }
}
