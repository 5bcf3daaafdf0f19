package io.seine.decode;

import java.util.Arrays;

/// Scales an opaque picture down as [AreaAverage] does, in half the time: rows are added up whole, which the
/// virtual machine does in vectors, and only what is left of them is added up along the row.
final class OpaqueAverage {
    /// Bytes become floats in vectors if they are signed.
    private static final int MIDDLE = 128;

    private final Pixels from;
    private final Pixels to;
    private final int channels;
    private final byte[] signed;
    private final float[] sums;
    private final Spans rows;
    private final Spans columns;

    OpaqueAverage(Pixels from, Pixels to) {
        this.from = from;
        this.to = to;
        channels = from.channels();
        signed = new byte[from.samples().length];
        sums = new float[from.width() * channels];
        rows = Spans.of(from.height(), to.height());
        columns = Spans.of(from.width(), to.width());
    }

    void run() {
        sign(from.samples(), signed);
        for (int y = 0; y < to.height(); y++) {
            Arrays.fill(sums, 0);
            for (int row = rows.first()[y]; row <= rows.last()[y]; row++) {
                add(signed, row * sums.length, sums, rows.share(y, row));
            }
            writeRow(y);
        }
    }

    private static void sign(byte[] samples, byte[] signed) {
        for (int i = 0; i < samples.length; i++) {
            signed[i] = (byte) (samples[i] ^ MIDDLE);
        }
    }

    private static void add(byte[] signed, int start, float[] sums, float weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += signed[start + i] * weight;
        }
    }

    private void writeRow(int y) {
        float scale = (float) ((double) to.width() / from.width() * to.height() / from.height());
        if (channels == 1) {
            writeGrey(to.at(0, y), scale);
        } else {
            writeColours(to.at(0, y), scale);
        }
    }

    private void writeGrey(int start, float scale) {
        for (int x = 0; x < to.width(); x++) {
            int last = columns.last()[x];
            float sum = sums[columns.first()[x]] * columns.firstShare()[x];
            for (int at = columns.first()[x] + 1; at < last; at++) {
                sum += sums[at];
            }
            if (last > columns.first()[x]) {
                sum += sums[last] * columns.lastShare()[x];
            }
            to.samples()[start + x] = sample(sum * scale);
        }
    }

    /// The three colours at once: one after the other takes three times as long.
    private void writeColours(int start, float scale) {
        var samples = to.samples();
        int target = start;
        for (int x = 0; x < to.width(); x++) {
            int at = 3 * columns.first()[x];
            int last = 3 * columns.last()[x];
            float share = columns.firstShare()[x];
            float blue = sums[at] * share;
            float green = sums[at + 1] * share;
            float red = sums[at + 2] * share;
            for (at += 3; at < last; at += 3) {
                blue += sums[at];
                green += sums[at + 1];
                red += sums[at + 2];
            }
            if (at == last) {
                share = columns.lastShare()[x];
                blue += sums[at] * share;
                green += sums[at + 1] * share;
                red += sums[at + 2] * share;
            }
            samples[target++] = sample(blue * scale);
            samples[target++] = sample(green * scale);
            samples[target++] = sample(red * scale);
        }
    }

    private static byte sample(float mean) {
        return (byte) (mean + MIDDLE + 0.5f);
    }
}
