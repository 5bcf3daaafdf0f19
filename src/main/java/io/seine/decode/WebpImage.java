package io.seine.decode;

import io.seine.decode.WebpChunks.Chunk;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// One image of a WebP file: its own header, beneath the container.
///
/// @param width in pixels
/// @param height in pixels
/// @param alpha whether a lossless image tells of transparency; that of a lossy one has a chunk of its own
record WebpImage(int width, int height, boolean alpha) {
    private static final String LOSSY = "VP8 ";
    private static final String LOSSLESS = "VP8L";
    private static final String ALPHA = "ALPH";

    private static final int LOSSLESS_SIGNATURE = 0x2f;
    private static final int SIDE_BITS = 14;
    private static final int SIDE = (1 << SIDE_BITS) - 1;

    static boolean isIn(Chunk chunk) {
        return chunk.name().equals(LOSSY) || chunk.name().equals(LOSSLESS);
    }

    /// @throws Refusal if `chunk` does not begin as an image does
    static WebpImage of(Chunk chunk) throws Refusal {
        return switch (chunk.name()) {
            case LOSSY -> Vp8Frame.of(chunk.data()).image();
            case LOSSLESS -> lossless(chunk.data());
            default -> throw Refusal.damaged("the WebP has no image where one belongs");
        };
    }

    private static WebpImage lossless(MemorySegment data) throws Refusal {
        var in = new Cursor(data, ByteOrder.LITTLE_ENDIAN);
        if (in.u8() != LOSSLESS_SIGNATURE) {
            throw Refusal.damaged("a lossless image of the WebP lacks its signature");
        }
        long bits = in.u32();
        if (bits >>> 29 != 0) {
            throw Refusal.damaged("a lossless image of the WebP has the unknown version " + (bits >>> 29));
        }
        int width = 1 + (int) (bits & SIDE);
        int height = 1 + (int) (bits >>> SIDE_BITS & SIDE);
        return new WebpImage(width, height, (bits >>> 28 & 1) == 1);
    }

    /// The only image among `chunks`, with its transparency before it.
    ///
    /// @throws Refusal if there are less or more, or what they tell is not in their chunks
    static WebpImage only(WebpChunks chunks) throws Refusal {
        WebpImage image = null;
        Chunk alpha = null;
        for (var chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
            if (isIn(chunk) && image != null) {
                throw Refusal.damaged("the WebP has two images where one belongs");
            } else if (isIn(chunk)) {
                image = checked(chunk, alpha);
            } else if (chunk.name().equals(ALPHA)) {
                alpha = chunk;
            }
        }
        if (image == null) {
            throw Refusal.damaged("the WebP has no image where one belongs");
        }
        return image;
    }

    private static WebpImage checked(Chunk chunk, @Nullable Chunk alpha) throws Refusal {
        var image = of(chunk);
        if (chunk.name().equals(LOSSY)) {
            Vp8Frame.of(chunk.data()).checkPartitions();
            if (alpha != null) {
                image.checkAlpha(alpha.data());
            }
        }
        return image;
    }

    /// Transparency is stored as it is, a byte per pixel, or compressed like a lossless image.
    private void checkAlpha(MemorySegment data) throws Refusal {
        var in = new Cursor(data, ByteOrder.LITTLE_ENDIAN);
        int compression = in.u8() & 3;
        long least = compression == 0 ? (long) width * height : 1;
        if (compression > 1 || in.left() < least) {
            throw Refusal.damaged("the transparency of the WebP has " + in.left() + " bytes of compression "
                    + compression + " for " + width + " × " + height + " pixels");
        }
    }
}
