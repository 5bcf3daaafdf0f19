package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The entropy-coded data of a JPEG up to the next marker, without the zeros stuffed behind 0xff (ITU-T T.81, B.1.1.5).
final class ScanBytes {
    static final int NO_MARKER = 0;
    static final int END_OF_FILE = -1;

    /// The most bytes that [#read] yields at a time.
    static final int CHUNK = 8192;

    static final byte MARK = (byte) 0xff;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MemorySegment file;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int end;
    private long endsAt;
    private boolean afterMark;
    private int marker;

    ScanBytes(MemorySegment file) {
        this.file = file;
    }

    /// Goes on with the data at a place of the file.
    void seek(long position) {
        endsAt = position;
        at = 0;
        end = 0;
        passMarker();
    }

    /// Goes on with the data behind the marker.
    void passMarker() {
        marker = NO_MARKER;
    }

    /// Bytes from the start of the file to what was not read yet, which behind a marker is its segment.
    long position() {
        return endsAt - (end - at);
    }

    /// The marker that ends the data; [#NO_MARKER] before it is reached.
    int marker() {
        return marker;
    }

    /// Reads up to [#CHUNK] bytes, and at least one if no marker comes first.
    ///
    /// @return the end of what was read
    int read(byte[] into, int from) {
        int out = from;
        while (out == from && marker == NO_MARKER) {
            load();
            while (at < end && marker == NO_MARKER) {
                out = afterMark ? readStuffing(into, out) : readPlain(into, out);
            }
        }
        return out;
    }

    private void load() {
        if (at == end) {
            end = (int) Math.min(CHUNK, file.byteSize() - endsAt);
            MemorySegment.copy(file, ValueLayout.JAVA_BYTE, endsAt, chunk, 0, end);
            marker = end == 0 ? END_OF_FILE : NO_MARKER;
            endsAt += end;
            at = 0;
        }
    }

    /// Up to the next 0xff, which is passed over; by eight bytes as long as none of them is.
    private int readPlain(byte[] into, int from) {
        int in = at;
        int out = from;
        while (in <= end - Long.BYTES && !hasMark((long) WORD.get(chunk, in))) {
            WORD.set(into, out, (long) WORD.get(chunk, in));
            in += Long.BYTES;
            out += Long.BYTES;
        }
        while (in < end && !afterMark) {
            byte value = chunk[in++];
            afterMark = value == MARK;
            into[out] = value;
            out += afterMark ? 0 : 1;
        }
        at = in;
        return out;
    }

    /// Whether one of eight bytes is 0xff: only then adding 1 to its lower bits carries into the highest, set before.
    private static boolean hasMark(long word) {
        return (((word & 0x7f7f7f7f7f7f7f7fL) + 0x0101010101010101L) & word & 0x8080808080808080L) != 0;
    }

    /// What comes behind 0xff: a zero that makes it data, another one that fills, or the code of a marker.
    private int readStuffing(byte[] into, int from) {
        byte value = chunk[at++];
        afterMark = value == MARK;
        if (value == 0) {
            into[from] = MARK;
            return from + 1;
        }
        marker = afterMark ? NO_MARKER : value & 0xff;
        return from;
    }
}
