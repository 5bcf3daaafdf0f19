package io.seine.decode;

/// Turns pictures by quarters, and mirrors them.
final class Turn {
    private Turn() {}

    static Pixels of(Pixels stored, Orientation orientation) {
        boolean swapped = orientation.swapsSides();
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        var upright = Pixels.blank(width, height, stored.channels());
        int origin = source(stored, orientation, 0, 0);
        int right = source(stored, orientation, 1, 0) - origin;
        int down = source(stored, orientation, 0, 1) - origin;
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = origin + x * right + y * down;
                for (int channel = 0; channel < stored.channels(); channel++) {
                    upright.samples()[to++] = stored.samples()[from + channel];
                }
            }
        }
        return upright;
    }

    /// Where the stored picture has the pixel that stands upright at `x`, `y`. Also beyond the edges the next pixel
    /// is as far away as everywhere.
    private static int source(Pixels stored, Orientation orientation, int x, int y) {
        int right = stored.width() - 1;
        int bottom = stored.height() - 1;
        int column =
                switch (orientation.quarterTurns()) {
                    case 0 -> x;
                    case 1 -> y;
                    case 2 -> right - x;
                    default -> right - y;
                };
        int row =
                switch (orientation.quarterTurns()) {
                    case 0 -> y;
                    case 1 -> bottom - x;
                    case 2 -> bottom - y;
                    default -> x;
                };
        return stored.at(orientation.mirrored() ? right - column : column, row);
    }
}
