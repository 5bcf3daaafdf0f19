package io.seine.decode;

import java.util.Arrays;

/// Scales a picture down: every new pixel is the mean of the area that it covers, with exact fractions.
///
/// Rows are reduced one by one and added up, so that memory beside the two pictures is a few rows. Colours weigh as
/// much as they are opaque.
final class AreaAverage {
    private final Pixels from;
    private final Pixels to;
    private final int channels;
    private final float[] row;
    private final float[] sums;
    private final int[] column;
    private final float[] share;

    AreaAverage(Pixels from, Pixels to) {
        this.from = from;
        this.to = to;
        channels = from.channels();
        row = new float[channels * (to.width() + 1)];
        sums = new float[channels * to.width()];
        column = new int[from.width()];
        share = new float[from.width()];
        for (int x = 0; x < from.width(); x++) {
            column[x] = firstCell(x, from.width(), to.width());
            share[x] = firstShare(x, from.width(), to.width());
        }
    }

    void run() {
        for (int y = 0; y < from.height(); y++) {
            reduceRow(y);
            int cell = firstCell(y, from.height(), to.height());
            float first = firstShare(y, from.height(), to.height());
            addRow(first);
            if (endsCell(y, from.height(), to.height())) {
                writeRow(cell);
                addRow(1 - first);
            }
        }
    }

    /// The first of the one or two new cells that old cell `at` overlaps.
    private static int firstCell(int at, int cells, int newCells) {
        return (int) ((long) at * newCells / cells);
    }

    /// How much of old cell `at` lies in the first of its new cells.
    private static float firstShare(int at, int cells, int newCells) {
        long end = (long) (at + 1) * newCells;
        long border = (long) (firstCell(at, cells, newCells) + 1) * cells;
        return end <= border ? 1 : 1 - (float) (end - border) / newCells;
    }

    /// Whether the first new cell of old cell `at` gets nothing from the next one.
    private static boolean endsCell(int at, int cells, int newCells) {
        return firstCell(at + 1, cells, newCells) > firstCell(at, cells, newCells);
    }

    private void reduceRow(int y) {
        Arrays.fill(row, 0);
        int at = from.at(0, y);
        for (int x = 0; x < column.length; x++) {
            int cell = channels * column[x];
            addPixel(cell, at, share[x]);
            if (share[x] < 1) {
                addPixel(cell + channels, at, 1 - share[x]);
            }
            at += channels;
        }
    }

    private void addPixel(int cell, int at, float weight) {
        int colours = from.colours();
        float colourWeight = weight;
        if (from.hasAlpha()) {
            colourWeight *= from.sample(at + colours);
            row[cell + colours] += colourWeight;
        }
        for (int channel = 0; channel < colours; channel++) {
            row[cell + channel] += from.sample(at + channel) * colourWeight;
        }
    }

    private void addRow(float weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private void writeRow(int y) {
        float area = (float) ((double) from.width() / to.width() * from.height() / to.height());
        int colours = to.colours();
        int target = to.at(0, y);
        for (int at = 0; at < sums.length; at += channels) {
            float weight = from.hasAlpha() ? sums[at + colours] : area;
            for (int channel = 0; channel < colours; channel++) {
                to.samples()[target + at + channel] = weight > 0 ? mean(sums[at + channel], weight) : 0;
            }
            if (from.hasAlpha()) {
                to.samples()[target + at + colours] = mean(weight, area);
            }
        }
        Arrays.fill(sums, 0);
    }

    private static byte mean(float sum, float weight) {
        return (byte) Math.min(255, (int) (sum / weight + 0.5f));
    }
}
