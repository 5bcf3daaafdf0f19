package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads unsigned numbers from a file's bytes; where they end too early, the file is truncated.
final class Cursor {
    private static final ValueLayout.OfLong EIGHT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final MemorySegment bytes;
    private final ByteOrder order;
    private long at;

    Cursor(MemorySegment bytes, ByteOrder order) {
        this.bytes = bytes;
        this.order = order;
    }

    ByteOrder order() {
        return order;
    }

    /// Bytes from the start of the file.
    long at() {
        return at;
    }

    /// Bytes to the end of the file.
    long left() {
        return bytes.byteSize() - at;
    }

    int u8() throws Refusal {
        need(1);
        return bytes.get(ValueLayout.JAVA_BYTE, at++) & 0xff;
    }

    int u16() throws Refusal {
        int first = u8();
        int second = u8();
        return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
    }

    int u24() throws Refusal {
        int first = order == ByteOrder.BIG_ENDIAN ? u8() : u16();
        int second = order == ByteOrder.BIG_ENDIAN ? u16() : u8();
        return order == ByteOrder.BIG_ENDIAN ? first << 16 | second : second << 16 | first;
    }

    long u32() throws Refusal {
        long first = u16();
        long second = u16();
        return order == ByteOrder.BIG_ENDIAN ? first << 16 | second : second << 16 | first;
    }

    /// Four characters, such as the name of a chunk.
    String word() throws Refusal {
        return new String(slice(4).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /// The next `count` bytes, which are passed over.
    MemorySegment slice(long count) throws Refusal {
        need(count);
        at += count;
        return bytes.asSlice(at - count, count);
    }

    void skip(long count) throws Refusal {
        need(count);
        at += count;
    }

    /// Passes over the bytes before the next one of this value, eight at a time, and returns how many they were.
    long passTo(int value) throws Refusal {
        long start = at;
        long pattern = ONES * value;
        while (left() >= Long.BYTES) {
            long differences = bytes.get(EIGHT, at) ^ pattern;
            long equal = (differences - ONES) & ~differences & TOPS; // the lowest bit is that of the first equal byte
            if (equal != 0) {
                at += Long.numberOfTrailingZeros(equal) / Byte.SIZE;
                return at - start;
            }
            at += Long.BYTES;
        }
        while (u8() != value) {}
        at--;
        return at - start;
    }

    void seek(long position) throws Refusal {
        at = 0;
        skip(position);
    }

    private void need(long count) throws Refusal {
        if (count > left()) {
            throw Refusal.damaged("the file is truncated: it ends after " + bytes.byteSize() + " bytes, where at least "
                    + (count - left()) + " more belong");
        }
    }
}
