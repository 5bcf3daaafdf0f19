package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// A key frame of VP8 (RFC 6386, section 9): a header, a first partition with how the macroblocks are predicted, and
/// up to eight partitions with what is left of them.
///
/// @param image its dimensions
/// @param first the first partition
/// @param rest what stands behind it
record Vp8Frame(WebpImage image, MemorySegment first, MemorySegment rest) {
    private static final int START_CODE = 0x2a019d;
    private static final int SIDE = 0x3fff; // the upper two bits tell how to scale what is shown
    private static final int MOST_PROFILE = 3;

    /// @throws Refusal if this is no key frame to be shown, or its first partition is truncated
    static Vp8Frame of(MemorySegment data) throws Refusal {
        var in = new Cursor(data, ByteOrder.LITTLE_ENDIAN);
        int tag = in.u24();
        boolean shown = (tag >> 4 & 1) == 1;
        if ((tag & 1) != 0 || (tag >> 1 & 7) > MOST_PROFILE || !shown || in.u24() != START_CODE) {
            throw Refusal.damaged("a lossy image of the WebP does not begin with a key frame");
        }
        int width = in.u16() & SIDE;
        int height = in.u16() & SIDE;
        long size = tag >> 5;
        if (size > in.left()) {
            throw truncated(in.left(), size);
        }
        return new Vp8Frame(new WebpImage(width, height, false), in.slice(size), in.slice(in.left()));
    }

    /// The sizes of all partitions but the last stand before them; the last takes what is left.
    ///
    /// @throws Refusal if there is less
    void checkPartitions() throws Refusal {
        var sizes = new Cursor(rest, ByteOrder.LITTLE_ENDIAN);
        int partitions = 1 << new Vp8Header(first).log2OfPartitions();
        long size = 3L * (partitions - 1);
        for (int i = 1; i < partitions; i++) {
            size += sizes.u24();
        }
        if (size >= rest.byteSize()) {
            throw truncated(rest.byteSize(), size + 1);
        }
    }

    private static Refusal truncated(long bytes, long size) {
        return Refusal.damaged("a lossy image of the WebP is truncated: it has " + bytes + " bytes of " + size);
    }
}
