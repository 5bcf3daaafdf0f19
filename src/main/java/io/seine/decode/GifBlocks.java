package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Goes through a GIF from frame to frame.
final class GifBlocks {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int TRAILER = 0x3b;

    private final Cursor in;
    private final int screenWidth;
    private final int screenHeight;
    private boolean dataAhead;

    /// The place of a frame on the canvas, in pixels.
    record Frame(int left, int top, int width, int height) {
        long pixels() {
            return (long) width * height;
        }
    }

    GifBlocks(MemorySegment file) throws Refusal {
        in = new Cursor(file, ByteOrder.LITTLE_ENDIAN);
        in.skip(6);
        screenWidth = in.u16();
        screenHeight = in.u16();
        int flags = in.u8();
        in.skip(2);
        skipPalette(flags);
    }

    int screenWidth() {
        return screenWidth;
    }

    int screenHeight() {
        return screenHeight;
    }

    /// The next frame, with its data ahead; null at the trailer.
    ///
    /// @throws Refusal if the file ends before, or something else stands in between
    @Nullable
    Frame nextFrame() throws Refusal {
        if (dataAhead) {
            in.skip(1);
            skipSubBlocks();
            dataAhead = false;
        }
        while (true) {
            int block = in.u8();
            switch (block) {
                case IMAGE -> {
                    return frame();
                }
                case TRAILER -> {
                    return null;
                }
                case EXTENSION -> {
                    in.skip(1);
                    skipSubBlocks();
                }
                case 0 -> {} // some writers end a block twice
                default -> throw Refusal.damaged("the GIF has a block of unknown kind " + block);
            }
        }
    }

    /// Reads the data of the frame that [#nextFrame] found, and tells how many pixels it yields.
    long countPixels(long enough) throws Refusal {
        dataAhead = false;
        var data = new LzwData(in);
        long pixels = data.countPixels(enough);
        data.skipRest();
        return pixels;
    }

    private Frame frame() throws Refusal {
        var frame = new Frame(in.u16(), in.u16(), in.u16(), in.u16());
        skipPalette(in.u8());
        dataAhead = true;
        return frame;
    }

    private void skipPalette(int flags) throws Refusal {
        if ((flags & 0x80) != 0) {
            in.skip(3L << ((flags & 7) + 1));
        }
    }

    private void skipSubBlocks() throws Refusal {
        for (int length = in.u8(); length > 0; length = in.u8()) {
            in.skip(length);
        }
    }
}
