package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One image of a WebP file (RFC 9649), and its place on the canvas.
///
/// @param left from the canvas' left edge, in pixels
/// @param top from the canvas' upper edge, in pixels
/// @param lossless how `image` is compressed
/// @param image the bitstream
/// @param alpha the transparency of a lossy image; null if it has none
record WebpFrame(
        int left,
        int top,
        int width,
        int height,
        boolean lossless,
        MemorySegment image,
        @Nullable MemorySegment alpha) {

    /// The images of `file`, in their order.
    static List<WebpFrame> all(MemorySegment file, Header header) throws Refusal {
        var reader = new Reader(header);
        var in = new Cursor(file, ByteOrder.LITTLE_ENDIAN);
        in.skip(4);
        long length = in.u32();
        in.skip(4);
        reader.read(in.slice(Math.min(length - 4, in.left())));
        if (reader.frames.isEmpty()) {
            throw Refusal.damaged("the WebP has no image");
        }
        return reader.frames;
    }

    /// The picture, without the canvas.
    Pixels decode() throws Refusal {
        if (lossless) {
            return WebpLossless.decode(image, width, height);
        }
        if (alpha == null) {
            return Vp8Decoder.decode(image, width, height, 3);
        }
        var opacity = WebpAlpha.decode(alpha, width, height);
        var pixels = Vp8Decoder.decode(image, width, height, 4);
        for (int i = 0; i < opacity.length; i++) {
            pixels.samples()[4 * i + 3] = opacity[i];
        }
        return pixels;
    }

    /// Goes through chunks.
    private static final class Reader {
        private final Header header;
        private final List<WebpFrame> frames = new ArrayList<>();
        private int left;
        private int top;
        private int width;
        private int height;
        private @Nullable MemorySegment alpha;

        Reader(Header header) {
            this.header = header;
            width = header.width();
            height = header.height();
        }

        void read(MemorySegment chunks) throws Refusal {
            var in = new Cursor(chunks, ByteOrder.LITTLE_ENDIAN);
            while (in.left() >= 8 && frames.size() < Structure.MOST_FRAMES) {
                var name = in.word();
                long length = in.u32();
                readChunk(name, in.slice(length));
                in.skip(Math.min(length & 1, in.left()));
            }
        }

        private void readChunk(String name, MemorySegment data) throws Refusal {
            switch (name) {
                case "ANMF" -> readFrame(data);
                case "ALPH" -> alpha = data;
                case "VP8 ", "VP8L" -> {
                    frames.add(new WebpFrame(left, top, width, height, name.equals("VP8L"), data, alpha));
                    alpha = null;
                }
                default -> {}
            }
        }

        private void readFrame(MemorySegment data) throws Refusal {
            var in = new Cursor(data, ByteOrder.LITTLE_ENDIAN);
            left = 2 * u24(in);
            top = 2 * u24(in);
            width = 1 + u24(in);
            height = 1 + u24(in);
            if (left + width > header.width() || top + height > header.height()) {
                throw Refusal.damaged("a frame of the WebP reaches beyond its canvas");
            }
            in.skip(4); // how long it is shown, and how it replaces the one before
            read(in.slice(in.left()));
        }

        private static int u24(Cursor in) throws Refusal {
            return in.u16() | in.u8() << 16;
        }
    }
}
