package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Goes through the chunks of a PNG whose checksums somebody else has looked at.
final class PngChunks {
    private static final int SIGNATURE = 8;

    private final MemorySegment file;
    private final Cursor in;

    /// @param whole with length, name and checksum
    record Chunk(String name, MemorySegment data, MemorySegment whole) {
        boolean isEnd() {
            return name.equals("IEND");
        }
    }

    PngChunks(MemorySegment file) throws Refusal {
        this.file = file;
        in = new Cursor(file, ByteOrder.BIG_ENDIAN);
        in.skip(SIGNATURE);
    }

    /// Bytes from the start of the file.
    long at() {
        return in.at();
    }

    /// @throws Refusal if the file ends before
    Chunk next() throws Refusal {
        long start = in.at();
        long length = in.u32();
        var name = in.word();
        var data = in.slice(length);
        in.skip(4);
        return new Chunk(name, data, file.asSlice(start, in.at() - start));
    }
}
