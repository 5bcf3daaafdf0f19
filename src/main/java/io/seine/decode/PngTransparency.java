package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// The one value of a grey PNG that is transparent (its chunk `tRNS`).
final class PngTransparency {
    private static final int GREY = 0;

    private PngTransparency() {}

    /// Makes the transparent value of `picture` transparent, and all others opaque, where it has less than 8 bits:
    /// the JDK's reader looks for it after it has widened the samples.
    static void repair(Pixels picture, MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.BIG_ENDIAN);
        in.skip(24);
        int bits = in.u8();
        if (in.u8() != GREY || bits >= 8 || !picture.hasAlpha()) {
            return;
        }
        in.skip(7);
        int white = (1 << bits) - 1;
        int clear = value(in) * 255 / white;
        for (int at = 0; at < picture.samples().length; at += 2) {
            picture.samples()[at + 1] = (byte) (picture.sample(at) == clear ? 0 : 255);
        }
    }

    private static int value(Cursor in) throws Refusal {
        while (true) {
            long length = in.u32();
            if (in.word().equals("tRNS")) {
                return in.u16();
            }
            in.skip(length + 4);
        }
    }
}
