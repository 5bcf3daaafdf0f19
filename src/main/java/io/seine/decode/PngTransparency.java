package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

    /// Whether `file`, a PNG of one frame, is grey with a transparent value.
    static boolean isIn(MemorySegment file) throws Refusal {
        var chunks = new PngChunks(file);
        var chunk = chunks.next();
        boolean grey = chunk.data().byteSize() > 9 && chunk.data().get(ValueLayout.JAVA_BYTE, 9) == GREY;
        while (grey && !chunk.name().equals("IDAT") && !chunk.name().equals("tRNS")) {
            chunk = chunks.next();
        }
        return chunk.name().equals("tRNS");
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
