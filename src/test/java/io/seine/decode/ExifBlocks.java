package io.seine.decode;

import java.nio.ByteOrder;

/// Blocks of EXIF with nothing but an orientation.
final class ExifBlocks {
    static final int BYTE = 1;
    static final int SHORT = 3;
    static final int LONG = 4;

    private ExifBlocks() {}

    static byte[] of(int orientation) {
        return of(ByteOrder.LITTLE_ENDIAN, SHORT, orientation);
    }

    /// One directory of one field, whose value is left-justified in its four bytes.
    static byte[] of(ByteOrder order, int type, int orientation) {
        var block = head(order).u16(1).u16(274).u16(type).u32(1);
        switch (type) {
            case BYTE -> block.add((byte) orientation, (byte) 0, (byte) 0, (byte) 0);
            case SHORT -> block.u16(orientation).u16(0);
            default -> block.u32(orientation);
        }
        return block.u32(0).join();
    }

    /// Byte order, version, and the place of the first directory, which follows.
    static Pieces head(ByteOrder order) {
        var mark = order == ByteOrder.BIG_ENDIAN ? "MM" : "II";
        return new Pieces(order).text(mark).u16(42).u32(8);
    }
}
