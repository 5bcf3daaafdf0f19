package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A file that is put together from pieces of others, which are copied once, at the end.
final class Pieces {
    private final ByteOrder order;
    private final List<MemorySegment> pieces = new ArrayList<>();
    private long size;

    /// @param order of numbers
    Pieces(ByteOrder order) {
        this.order = order;
    }

    /// Bytes so far.
    long size() {
        return size;
    }

    Pieces add(MemorySegment piece) {
        pieces.add(piece);
        size += piece.byteSize();
        return this;
    }

    Pieces add(Pieces others) {
        others.pieces.forEach(this::add);
        return this;
    }

    Pieces add(byte... piece) {
        return add(MemorySegment.ofArray(piece));
    }

    /// Latin-1.
    Pieces text(String text) {
        return add(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Pieces u16(long number) {
        return number(number, 2);
    }

    Pieces u24(long number) {
        return number(number, 3);
    }

    Pieces u32(long number) {
        return number(number, 4);
    }

    private Pieces number(long number, int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            int place = order == ByteOrder.LITTLE_ENDIAN ? i : size - 1 - i;
            bytes[place] = (byte) (number >> (8 * i));
        }
        return add(bytes);
    }

    byte[] join() {
        var joined = MemorySegment.ofArray(new byte[Math.toIntExact(size)]);
        long at = 0;
        for (var piece : pieces) {
            joined.asSlice(at).copyFrom(piece);
            at += piece.byteSize();
        }
        return (byte[]) joined.heapBase().orElseThrow();
    }
}
