package io.seine.decode;

import io.seine.decode.WebpChunks.Chunk;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// What the chunk `VP8X` says about an extended WebP file (RFC 9649, section 2.7).
///
/// @param flags which kinds of chunks there are
/// @param width of the canvas, in pixels
/// @param height of the canvas, in pixels
record WebpCanvas(int flags, int width, int height) {
    static final String CHUNK = "VP8X";

    static final int ANIMATED = 2;
    static final int XMP = 4;
    static final int EXIF = 8;
    static final int ALPHA = 16;

    /// @throws Refusal if `data` is shorter
    static WebpCanvas of(MemorySegment data) throws Refusal {
        var in = new Cursor(data, ByteOrder.LITTLE_ENDIAN);
        int flags = in.u8();
        in.skip(3);
        return new WebpCanvas(flags, 1 + in.u24(), 1 + in.u24());
    }

    boolean isAnimated() {
        return (flags & ANIMATED) != 0;
    }

    /// @throws Refusal unless `image` has the canvas' dimensions
    void mustBeFilledBy(WebpImage image) throws Refusal {
        if (image.width() != width || image.height() != height) {
            throw Refusal.damaged("the WebP's canvas has " + width + " × " + height + " pixels, its image "
                    + image.width() + " × " + image.height());
        }
    }

    /// Checks a frame of an animation: its place on the canvas and the image in it.
    void checkFrame(MemorySegment data) throws Refusal {
        var in = new Cursor(data, ByteOrder.LITTLE_ENDIAN);
        long left = 2L * in.u24();
        long top = 2L * in.u24();
        var frame = new WebpCanvas(0, 1 + in.u24(), 1 + in.u24());
        in.skip(4); // how long it is shown, and how it is laid on the one before
        if (left + frame.width > width || top + frame.height > height) {
            throw Refusal.damaged("a frame of the WebP reaches beyond its canvas");
        }
        frame.mustBeFilledBy(WebpImage.only(new WebpChunks(in.slice(in.left()))));
    }

    /// The same canvas with what `more` announces, and no other metadata.
    WebpCanvas announcing(int more) {
        return new WebpCanvas((flags & ~(EXIF | XMP)) | more, width, height);
    }

    Chunk chunk() {
        var pieces =
                new Pieces(ByteOrder.LITTLE_ENDIAN).u32(flags).u24(width - 1).u24(height - 1);
        return new Chunk(CHUNK, MemorySegment.ofArray(pieces.join()));
    }
}
