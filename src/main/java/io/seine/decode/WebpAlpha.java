package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Decodes the transparency of a lossy WebP (RFC 9649, section 2.7.1.2).
final class WebpAlpha {
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 2;

    private final Pixels pixels;

    private WebpAlpha(Pixels pixels) {
        this.pixels = pixels;
    }

    /// Sets the alpha of `pixels` to what is in `chunk`.
    static void decode(MemorySegment chunk, Pixels pixels) throws Refusal {
        var in = new Cursor(chunk, ByteOrder.LITTLE_ENDIAN);
        int flags = in.u8();
        var alpha = new WebpAlpha(pixels);
        switch (flags & 3) {
            case 0 ->
                alpha.copy(in.slice((long) pixels.width() * pixels.height()).toArray(ValueLayout.JAVA_BYTE));
            case 1 -> alpha.copy(WebpLossless.decodeGreen(in.slice(in.left()), pixels.width(), pixels.height()));
            default -> throw Refusal.damaged("the transparency of the WebP is compressed in an unknown way");
        }
        int filter = flags >> 2 & 3;
        if (filter != 0) {
            alpha.addPrediction(filter);
        }
    }

    private void copy(byte[] samples) {
        for (int i = 0; i < samples.length; i++) {
            pixels.samples()[4 * i + 3] = samples[i];
        }
    }

    private void addPrediction(int filter) {
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < pixels.width(); x++) {
                int at = pixels.at(x, y) + 3;
                pixels.samples()[at] += (byte) prediction(filter, x, y);
            }
        }
    }

    private int prediction(int filter, int x, int y) {
        if (x == 0 || y == 0) {
            return x > 0 ? alpha(x - 1, y) : y > 0 ? alpha(x, y - 1) : 0;
        }
        return switch (filter) {
            case HORIZONTAL -> alpha(x - 1, y);
            case VERTICAL -> alpha(x, y - 1);
            default -> Math.clamp(alpha(x - 1, y) + alpha(x, y - 1) - alpha(x - 1, y - 1), 0, 255);
        };
    }

    private int alpha(int x, int y) {
        return pixels.sample(pixels.at(x, y) + 3);
    }
}
