package io.seine.decode;

import java.util.Arrays;

/// Scales a picture down: every new pixel is the mean of the area that it covers, with exact fractions.
///
/// Rows are reduced one by one and added up, so that memory beside the two pictures is a few rows. Alpha is
/// premultiplied, hence a mean like the colours.
final class AreaAverage {
    private static final int CHANNELS = 4;

    private final Pixels from;
    private final Pixels to;
    private final float[] row;
    private final float[] sums;
    private final int[] column;
    private final float[] share;

    AreaAverage(Pixels from, Pixels to) {
        this.from = from;
        this.to = to;
        row = new float[CHANNELS * (to.width() + 1)];
        sums = new float[CHANNELS * to.width()];
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
        var values = from.values();
        int start = y * from.width();
        for (int x = 0; x < column.length; x++) {
            int value = values[start + x];
            int cell = CHANNELS * column[x];
            addPixel(cell, value, share[x]);
            if (share[x] < 1) {
                addPixel(cell + CHANNELS, value, 1 - share[x]);
            }
        }
    }

    private void addPixel(int cell, int value, float weight) {
        row[cell] += (value >>> 24) * weight;
        row[cell + 1] += (value >> 16 & 0xff) * weight;
        row[cell + 2] += (value >> 8 & 0xff) * weight;
        row[cell + 3] += (value & 0xff) * weight;
    }

    private void addRow(float weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private void writeRow(int y) {
        float scale = (float) ((double) to.width() / from.width() * to.height() / from.height());
        for (int x = 0; x < to.width(); x++) {
            int at = CHANNELS * x;
            to.set(
                    x,
                    y,
                    byteOf(at, scale) << 24
                            | byteOf(at + 1, scale) << 16
                            | byteOf(at + 2, scale) << 8
                            | byteOf(at + 3, scale));
        }
        Arrays.fill(sums, 0);
    }

    private int byteOf(int at, float scale) {
        return Math.min(255, (int) (sums[at] * scale + 0.5f));
    }
}
