package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Decodes the transparency of a lossy WebP (RFC 9649, section 2.7.1.2).
final class WebpAlpha {
    private static final int NONE = 0;
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 2;

    private final byte[] samples;
    private final int width;

    private WebpAlpha(byte[] samples, int width) {
        this.samples = samples;
        this.width = width;
    }

    /// The alpha of every pixel.
    static byte[] decode(MemorySegment chunk, int width, int height) throws Refusal {
        var in = new Cursor(chunk, ByteOrder.LITTLE_ENDIAN);
        int flags = in.u8();
        var samples =
                switch (flags & 3) {
                    case 0 -> in.slice((long) width * height).toArray(ValueLayout.JAVA_BYTE);
                    case 1 -> WebpLossless.decodeGreen(in.slice(in.left()), width, height);
                    default -> throw Refusal.damaged("the transparency of the WebP is compressed in an unknown way");
                };
        new WebpAlpha(samples, width).addPrediction(flags >> 2 & 3);
        return samples;
    }

    private void addPrediction(int filter) {
        for (int at = 1; filter != NONE && at < samples.length; at++) {
            samples[at] += (byte) prediction(filter, at);
        }
    }

    private int prediction(int filter, int at) {
        if (at < width) {
            return sample(at - 1);
        }
        int above = sample(at - width);
        if (at % width == 0 || filter == VERTICAL) {
            return above;
        }
        int left = sample(at - 1);
        return filter == HORIZONTAL ? left : Math.clamp(left + above - sample(at - width - 1), 0, 255);
    }

    private int sample(int at) {
        return samples[at] & 0xff;
    }
}
