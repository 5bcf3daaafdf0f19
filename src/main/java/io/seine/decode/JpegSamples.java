package io.seine.decode;

import java.awt.image.Raster;
import org.jspecify.annotations.Nullable;

/// The colours of a JPEG from its samples, where ImageIO leaves the conversion to us.
final class JpegSamples {
    private static final int HALF = 1 << 15;

    private final Raster samples;
    private final boolean transformed;
    private final int[] row;

    private JpegSamples(Raster samples, boolean transformed) {
        this.samples = samples;
        this.transformed = transformed;
        row = new int[samples.getWidth() * samples.getNumBands()];
    }

    /// The picture whose `samples` are RGB or YCbCr, CMYK or YCCK.
    ///
    /// @param transformed whether the first three are YCbCr
    /// @param inks what the four inks look like; null if nobody says
    static Pixels of(Raster samples, boolean transformed, @Nullable InkProfile inks) {
        var picture = new JpegSamples(samples, transformed);
        return samples.getNumBands() == 4 ? picture.inks(inks) : picture.colours();
    }

    private Pixels colours() {
        var pixels = Pixels.blank(samples.getWidth(), samples.getHeight(), 3);
        for (int y = 0; y < pixels.height(); y++) {
            readRow(y);
            int at = pixels.at(0, y);
            for (int i = 0; i < row.length; i += 3) {
                set(pixels.samples(), at + i, transformed ? yCbCr(i) : rgb(i));
            }
        }
        return pixels;
    }

    /// Ink is stored inverted, as light that passes, the way Adobe began it and everybody assumes by now. In YCCK it
    /// is the inks that were transformed as if they were light.
    private Pixels inks(@Nullable InkProfile profile) {
        var pixels = Pixels.blank(samples.getWidth(), samples.getHeight(), 3);
        var inks = new byte[row.length];
        for (int y = 0; y < pixels.height(); y++) {
            readRow(y);
            for (int i = 0; i < row.length; i += 4) {
                int three = transformed ? yCbCr(i) : ~rgb(i);
                inks[i] = (byte) (three >> 16);
                inks[i + 1] = (byte) (three >> 8);
                inks[i + 2] = (byte) three;
                inks[i + 3] = (byte) ~row[i + 3];
            }
            InkProfile.toRgb(profile, inks, pixels, y);
        }
        return pixels;
    }

    private void readRow(int y) {
        samples.getPixels(samples.getMinX(), samples.getMinY() + y, samples.getWidth(), 1, row);
    }

    private int rgb(int at) {
        return row[at] << 16 | row[at + 1] << 8 | row[at + 2];
    }

    /// JFIF's conversion (ITU-R BT.601, full range), in fractions of 2^16.
    private int yCbCr(int at) {
        int y = (row[at] << 16) + HALF;
        int blue = row[at + 1] - 128;
        int red = row[at + 2] - 128;
        return clamp(y + 91_881 * red) << 16 | clamp(y - 22_554 * blue - 46_802 * red) << 8 | clamp(y + 116_130 * blue);
    }

    private static int clamp(int value) {
        return Math.clamp(value >> 16, 0, 255);
    }

    private static void set(byte[] target, int at, int rgb) {
        target[at] = (byte) rgb;
        target[at + 1] = (byte) (rgb >> 8);
        target[at + 2] = (byte) (rgb >> 16);
    }
}
