package io.seine.decode;

import java.awt.image.Raster;

/// The colours of a JPEG from its samples, where ImageIO leaves the conversion to us.
final class JpegSamples {
    private static final int TRANSFORMED_CMYK = 2;

    private JpegSamples() {}

    /// The picture whose samples are grey, YCbCr or RGB, CMYK or YCCK, as the number of bands and `adobeTransform`
    /// say (see [JpegStructure#adobeTransform]).
    static Pixels rgb(Raster samples, int adobeTransform) throws Refusal {
        int bands = samples.getNumBands();
        if (bands != 1 && bands != 3 && bands != 4) {
            throw Refusal.unsupported("a JPEG of " + bands + " components");
        }
        int width = samples.getWidth();
        var pixels = Pixels.opaque(width, samples.getHeight(), bands == 1);
        var row = new int[width * bands];
        for (int y = 0; y < samples.getHeight(); y++) {
            samples.getPixels(samples.getMinX(), samples.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                pixels.set(x, y, pixel(row, x * bands, bands, adobeTransform));
            }
        }
        return pixels;
    }

    private static int pixel(int[] row, int at, int bands, int adobeTransform) {
        return switch (bands) {
            case 1 -> row[at] * 0x010101;
            case 3 -> adobeTransform == 0 ? rgb(row[at], row[at + 1], row[at + 2]) : yCbCr(row, at);
            default -> cmyk(row, at, adobeTransform);
        };
    }

    /// CMYK without its colour profile. Ink is stored inverted, as light that passes, the way Adobe began it and
    /// everybody assumes by now; Java's own conversion also takes it for linear and comes out too bright.
    private static int cmyk(int[] row, int at, int adobeTransform) {
        int light = adobeTransform == TRANSFORMED_CMYK ? ~yCbCr(row, at) : rgb(row[at], row[at + 1], row[at + 2]);
        int black = row[at + 3];
        return rgb((light >> 16 & 0xff) * black / 255, (light >> 8 & 0xff) * black / 255, (light & 0xff) * black / 255);
    }

    /// JFIF's conversion (ITU-R BT.601, full range).
    private static int yCbCr(int[] row, int at) {
        double y = row[at];
        double blue = row[at + 1] - 128.0;
        double red = row[at + 2] - 128.0;
        return rgb(clamp(y + 1.402 * red), clamp(y - 0.344136 * blue - 0.714136 * red), clamp(y + 1.772 * blue));
    }

    private static int clamp(double value) {
        return Math.clamp(Math.round(value), 0, 255);
    }

    private static int rgb(int red, int green, int blue) {
        return red << 16 | green << 8 | blue;
    }
}
