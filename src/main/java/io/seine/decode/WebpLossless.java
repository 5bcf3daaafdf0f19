package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Has TwelveMonkeys decode the lossless images of a WebP, each handed over as a file of its own: its reader knows no
/// canvas, mistakes some transparency, and would convert colours.
final class WebpLossless {
    private static final int SIGNATURE = 0x2f;
    private static final int HEAD = 20;

    private WebpLossless() {}

    /// The picture in `image`, a chunk `VP8L`.
    ///
    /// @throws Refusal if it is damaged, or has other dimensions
    static Pixels decode(MemorySegment image, int width, int height) throws Refusal {
        return decode(width, height, head(image.byteSize()), image);
    }

    /// The picture in `data`, which lacks the five bytes that an image begins with.
    static Pixels decodeHeadless(MemorySegment data, int width, int height) throws Refusal {
        var head = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
        head.put((byte) SIGNATURE).putInt((width - 1) | (height - 1) << 14);
        return decode(width, height, head(5 + data.byteSize()), MemorySegment.ofArray(head.array()), data);
    }

    private static MemorySegment head(long length) {
        var head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        head.put(word("RIFF")).putInt((int) (HEAD - 8 + length)).put(word("WEBP"));
        head.put(word("VP8L")).putInt((int) length);
        return MemorySegment.ofArray(head.array());
    }

    private static byte[] word(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    private static Pixels decode(int width, int height, MemorySegment... file) throws Refusal {
        return Attempt.at(() -> {
            var reader = Readers.of(file[0], ImageFormat.WEBP);
            try {
                reader.setInput(new SegmentImageInput(file), true, true);
                if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
                    throw Refusal.damaged("the file has two sizes: " + width + " × " + height + " and "
                            + reader.getWidth(0) + " × " + reader.getHeight(0));
                }
                return Samples.of(reader.read(0), false);
            } finally {
                reader.dispose();
            }
        });
    }
}
