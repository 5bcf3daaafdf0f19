package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Finds JPEG in a TIFF file as TIFF 6.0 had it (section 22), with its tables spread over fields. It was replaced in
/// 1995, but is still met.
final class OldJpeg {
    private static final int COMPRESSION = 259;
    private static final int OLD_JPEG = 6;

    private OldJpeg() {}

    /// Whether any page of `file` is compressed so.
    static boolean isIn(MemorySegment file) throws Refusal {
        boolean little = new Cursor(file, ByteOrder.BIG_ENDIAN).u8() == 'I';
        var in = new Cursor(file, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        in.skip(4);
        long page = in.u32();
        for (int pages = 0; page != 0 && pages < Structure.MOST_FRAMES; pages++) {
            in.seek(page);
            if (compression(in) == OLD_JPEG) {
                return true;
            }
            page = in.u32();
        }
        return false;
    }

    /// Of the page whose fields follow; `in` is left behind them.
    private static int compression(Cursor in) throws Refusal {
        int compression = 1;
        for (int fields = in.u16(); fields > 0; fields--) {
            int tag = in.u16();
            in.skip(6);
            int value = in.u16();
            in.skip(2);
            compression = tag == COMPRESSION ? value : compression;
        }
        return compression;
    }
}
