package io.seine.decode;

import java.util.Arrays;

/// Scales a picture up by Lanczos' kernel with four lobes: every new pixel is a weighted sum of eight by eight old
/// ones around its centre. At the edges the outermost ones are repeated.
///
/// First along the rows, then down the columns, of which eight rows are kept at a time. Colours weigh as much as they
/// are opaque.
final class Lanczos {
    private static final int LOBES = 4;
    private static final int TAPS = 2 * LOBES;

    private final Pixels from;
    private final Pixels to;
    private final int channels;
    private final int colours;
    private final float[] source;
    private final float[][] rows;
    private final int[] numbers = new int[TAPS];
    private final int[] columns;
    private final float[][] weights;

    Lanczos(Pixels from, Pixels to) {
        this.from = from;
        this.to = to;
        channels = from.channels();
        colours = from.colours();
        source = new float[channels * from.width()];
        rows = new float[TAPS][channels * to.width()];
        Arrays.fill(numbers, -1);
        columns = new int[to.width()];
        weights = new float[to.width()][];
        for (int x = 0; x < to.width(); x++) {
            double centre = centre(x, from.width(), to.width());
            columns[x] = firstTap(centre);
            weights[x] = weights(centre);
        }
    }

    void run() {
        for (int y = 0; y < to.height(); y++) {
            double centre = centre(y, from.height(), to.height());
            var taps = new float[TAPS][];
            for (int i = 0; i < TAPS; i++) {
                taps[i] = row(Math.clamp(firstTap(centre) + (long) i, 0, from.height() - 1));
            }
            writeRow(y, taps, weights(centre));
        }
    }

    /// Where the centre of new cell `at` lies among the centres of the old ones.
    private static double centre(int at, int cells, int newCells) {
        return (at + 0.5) * cells / newCells - 0.5;
    }

    private static int firstTap(double centre) {
        return (int) Math.floor(centre) - LOBES + 1;
    }

    private static float[] weights(double centre) {
        var weights = new float[TAPS];
        double sum = 0;
        for (int i = 0; i < TAPS; i++) {
            double weight = kernel(centre - (firstTap(centre) + i));
            weights[i] = (float) weight;
            sum += weight;
        }
        for (int i = 0; i < TAPS; i++) {
            weights[i] /= (float) sum;
        }
        return weights;
    }

    private static double kernel(double distance) {
        return Math.abs(distance) < LOBES ? sinc(distance) * sinc(distance / LOBES) : 0;
    }

    private static double sinc(double x) {
        return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /// Row `y` of the picture at its new width. Two that are kept at once never have the same remainder.
    private float[] row(int y) {
        int slot = y % TAPS;
        if (numbers[slot] != y) {
            numbers[slot] = y;
            readRow(y);
            stretch(rows[slot]);
        }
        return rows[slot];
    }

    private void readRow(int y) {
        int first = from.at(0, y);
        for (int at = 0; at < source.length; at += channels) {
            float opacity = from.hasAlpha() ? from.sample(first + at + colours) / 255f : 1;
            for (int channel = 0; channel < colours; channel++) {
                source[at + channel] = from.sample(first + at + channel) * opacity;
            }
            if (from.hasAlpha()) {
                source[at + colours] = 255 * opacity;
            }
        }
    }

    private void stretch(float[] row) {
        for (int x = 0; x < columns.length; x++) {
            for (int channel = 0; channel < channels; channel++) {
                float sum = 0;
                for (int i = 0; i < TAPS; i++) {
                    int column = Math.clamp(columns[x] + (long) i, 0, from.width() - 1);
                    sum += source[column * channels + channel] * weights[x][i];
                }
                row[x * channels + channel] = sum;
            }
        }
    }

    private void writeRow(int y, float[][] taps, float[] weights) {
        int target = to.at(0, y);
        for (int at = 0; at < channels * to.width(); at += channels) {
            float opacity = 1;
            if (from.hasAlpha()) {
                float alpha = Math.clamp(sum(taps, weights, at + colours), 0, 255);
                to.samples()[target + at + colours] = rounded(alpha);
                opacity = alpha / 255;
            }
            for (int channel = 0; channel < colours && opacity > 0; channel++) {
                to.samples()[target + at + channel] = rounded(sum(taps, weights, at + channel) / opacity);
            }
        }
    }

    private static float sum(float[][] taps, float[] weights, int at) {
        float sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += taps[i][at] * weights[i];
        }
        return sum;
    }

    private static byte rounded(float value) {
        return (byte) Math.clamp(Math.round(value), 0, 255);
    }
}
