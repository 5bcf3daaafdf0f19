package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/// Decodes what is lossless in a WebP (RFC 9649, section 3).
///
/// TwelveMonkeys' decoder takes 30 bytes per pixel, and does not end where its data ends. This one takes 4 bytes per
/// pixel beside the picture.
final class WebpLossless {
    private static final int SIGNATURE = 0x2f;
    private static final int HEAD = 5;

    private final Vp8lBits in;
    private final int width;
    private final int height;

    private WebpLossless(MemorySegment data, int width, int height) {
        in = new Vp8lBits(data.toArray(ValueLayout.JAVA_BYTE));
        this.width = width;
        this.height = height;
    }

    /// The picture in the chunk `VP8L`.
    ///
    /// @throws Refusal if it is damaged, or has other dimensions
    static Pixels decode(MemorySegment chunk, int width, int height) throws Refusal {
        var head = new Cursor(chunk, ByteOrder.LITTLE_ENDIAN);
        if (head.u8() != SIGNATURE) {
            throw Refusal.damaged("a lossless image of the WebP lacks its signature");
        }
        long bits = head.u32();
        if (bits != ((width - 1L) | (height - 1L) << 14 | bits >> 28 << 28) || bits >> 29 != 0) {
            throw Refusal.damaged("a lossless image of the WebP is not " + width + " × " + height);
        }
        var pixels = new WebpLossless(chunk.asSlice(HEAD), width, height).decode();
        return pixels(pixels, width, height, bits >> 28 == 1 ? 4 : 3);
    }

    /// The samples of green in `data`, which lacks the head of an image.
    static byte[] decodeGreen(MemorySegment data, int width, int height) throws Refusal {
        var pixels = new WebpLossless(data, width, height).decode();
        var green = new byte[pixels.length];
        for (int i = 0; i < green.length; i++) {
            green[i] = (byte) (pixels[i] >> 8);
        }
        return green;
    }

    private int[] decode() throws Refusal {
        var transforms = new ArrayDeque<Vp8lTransform>();
        var seen = new boolean[4];
        int columns = width;
        while (in.flag()) {
            int kind = in.read(2);
            if (seen[kind]) {
                throw Refusal.damaged("a lossless image of the WebP is transformed twice in the same way");
            }
            seen[kind] = true;
            transforms.push(transform(kind, columns));
            columns = transforms.getFirst().written(columns);
        }
        var pixels = Vp8lPixels.read(in, columns, height, true);
        for (var transform : transforms) {
            pixels = transform.undo(pixels);
        }
        return pixels;
    }

    private Vp8lTransform transform(int kind, int columns) throws Refusal {
        return switch (kind) {
            case 0 -> new Vp8lPrediction(columns, Vp8lSquares.read(in, columns, height));
            case 1 -> new Vp8lTransform.LessMixed(columns, Vp8lSquares.read(in, columns, height));
            case 2 -> new Vp8lTransform.LessGreen();
            default -> Vp8lPalette.read(in, columns, height);
        };
    }

    private static Pixels pixels(int[] argb, int width, int height, int channels) {
        var pixels = Pixels.blank(width, height, channels);
        for (int i = 0; i < argb.length; i++) {
            for (int channel = 0; channel < channels; channel++) {
                pixels.samples()[channels * i + channel] = (byte) (argb[i] >> (8 * channel));
            }
        }
        return pixels;
    }
}
