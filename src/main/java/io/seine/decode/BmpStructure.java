package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// BMP (Windows bitmap): a header, a palette, rows of pixels.
final class BmpStructure implements Structure {
    private static final int RGB = 0;
    private static final int BITFIELDS = 3;

    /// What the two headers say.
    ///
    /// @param dataAt where the pixels begin
    /// @param bits per pixel
    /// @param compression 0 and 3: none; 1 and 2: run lengths
    /// @param dataSize of the pixels in bytes; 0 where it is not told
    private record Fields(long dataAt, long width, long height, int bits, long compression, long dataSize) {
        long endOfData() {
            boolean plain = compression == RGB || compression == BITFIELDS;
            return dataAt + (plain ? (width * bits + 31) / 32 * 4 * height : dataSize);
        }
    }

    @Override
    public Header header(MemorySegment file) throws Refusal {
        var fields = fields(file);
        return Header.single(ImageFormat.BMP, fields.width, fields.height);
    }

    @Override
    public void check(MemorySegment file) throws Refusal {
        var fields = fields(file);
        if (fields.compression > BITFIELDS) {
            throw Refusal.unsupported("a BMP file of compression " + fields.compression);
        }
        new Cursor(file, ByteOrder.LITTLE_ENDIAN).skip(fields.endOfData());
    }

    private static Fields fields(MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.LITTLE_ENDIAN);
        in.skip(10);
        long dataAt = in.u32();
        if (in.u32() == 12) { // the header of OS/2, with short sides
            int width = in.u16();
            int height = in.u16();
            in.skip(2);
            return new Fields(dataAt, width, height, in.u16(), RGB, 0);
        }
        int width = (int) in.u32();
        int height = (int) in.u32(); // negative: the top row comes first
        in.skip(2);
        return new Fields(dataAt, width, Math.abs((long) height), in.u16(), in.u32(), in.u32());
    }
}
