package io.seine.decode;

import java.util.Arrays;

/// Reads how the macroblocks of a frame are predicted, from left to right and from top to bottom (RFC 6386, section
/// 11).
final class Vp8Modes {
    private static final int[] PROBABILITIES = Vp8Tables.get("modes");
    private static final int CONTEXTS = Vp8Mode.values().length;
    private static final int BRANCHES = CONTEXTS - 1;

    private final Vp8Bits in;
    private final Vp8Mode[] above;
    private final Vp8Mode[] left = new Vp8Mode[4];
    private final Vp8Mode[] blocks = new Vp8Mode[16];
    private boolean byBlocks;
    private Vp8Mode colours = Vp8Mode.MEAN;

    /// @param columns macroblocks in a row
    Vp8Modes(Vp8Bits in, int columns) {
        this.in = in;
        above = new Vp8Mode[4 * columns];
        Arrays.fill(above, Vp8Mode.MEAN);
    }

    void startRow() {
        Arrays.fill(left, Vp8Mode.MEAN);
    }

    void read(int column) {
        byBlocks = !in.bit(145);
        if (byBlocks) {
            readBlocks(4 * column);
        } else {
            var mode = in.bit(156)
                    ? (in.bit(128) ? Vp8Mode.TRUE_MOTION : Vp8Mode.HORIZONTAL)
                    : (in.bit(163) ? Vp8Mode.VERTICAL : Vp8Mode.MEAN);
            Arrays.fill(blocks, mode);
            Arrays.fill(left, mode);
            Arrays.fill(above, 4 * column, 4 * column + 4, mode);
        }
        colours = readColours();
    }

    private void readBlocks(int first) {
        for (int block = 0; block < blocks.length; block++) {
            int x = first + block % 4;
            int y = block / 4;
            var mode = readBlock((above[x].number() * CONTEXTS + left[y].number()) * BRANCHES);
            blocks[block] = mode;
            above[x] = mode;
            left[y] = mode;
        }
    }

    /// @param p where the probabilities of the branches begin
    private Vp8Mode readBlock(int p) {
        if (!branch(p)) {
            return Vp8Mode.MEAN;
        } else if (!branch(p + 1)) {
            return Vp8Mode.TRUE_MOTION;
        } else if (!branch(p + 2)) {
            return Vp8Mode.VERTICAL;
        } else if (branch(p + 3)) {
            return readLeftward(p + 6);
        } else if (!branch(p + 4)) {
            return Vp8Mode.HORIZONTAL;
        }
        return branch(p + 5) ? Vp8Mode.VERTICAL_RIGHT : Vp8Mode.RIGHT_DOWN;
    }

    private Vp8Mode readLeftward(int p) {
        if (!branch(p)) {
            return Vp8Mode.LEFT_DOWN;
        } else if (!branch(p + 1)) {
            return Vp8Mode.VERTICAL_LEFT;
        }
        return branch(p + 2) ? Vp8Mode.HORIZONTAL_UP : Vp8Mode.HORIZONTAL_DOWN;
    }

    private boolean branch(int p) {
        return in.bit(PROBABILITIES[p]);
    }

    private Vp8Mode readColours() {
        if (!in.bit(142)) {
            return Vp8Mode.MEAN;
        } else if (!in.bit(114)) {
            return Vp8Mode.VERTICAL;
        }
        return in.bit(183) ? Vp8Mode.TRUE_MOTION : Vp8Mode.HORIZONTAL;
    }

    /// Whether the brightness is predicted in blocks of 4 × 4, not as a whole.
    boolean isByBlocks() {
        return byBlocks;
    }

    Vp8Mode brightness(int block) {
        return blocks[block];
    }

    Vp8Mode colours() {
        return colours;
    }
}
