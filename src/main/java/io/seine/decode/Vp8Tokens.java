package io.seine.decode;

import io.seine.decode.Vp8Settings.Quantizers;
import java.util.Arrays;

/// Reads the coefficients of macroblocks: what is added to their prediction (RFC 6386, section 13).
final class Vp8Tokens {
    /// Blocks of brightness (16) and of the two colours (4 each), 16 coefficients in each.
    static final int COEFFICIENTS = 24 * 16;

    private static final int Y_AFTER_Y2 = 0;
    private static final int Y2 = 1;
    private static final int UV = 2;
    private static final int Y = 3;

    private static final int BANDS = 8;
    private static final int CONTEXTS = 3;
    private static final int BRANCHES = 11;
    private static final int[] BAND = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    /// Blocks in a row beside a macroblock whose coefficients matter: of brightness, of the colours, of Y2.
    private static final int NEIGHBOURS = 4 + 2 + 2 + 1;

    private static final int OF_Y2 = NEIGHBOURS - 1;

    private final int[] probabilities;
    private final int[] above;
    private final int[] left = new int[NEIGHBOURS];
    private final short[] coefficients = new short[COEFFICIENTS];
    private final short[] y2 = new short[16];

    Vp8Tokens(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        above = new int[NEIGHBOURS * columns];
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    /// Those of the last macroblock that was read.
    short[] coefficients() {
        return coefficients;
    }

    /// A macroblock without any.
    void skip(int column, boolean hasY2) {
        Arrays.fill(coefficients, (short) 0);
        int count = hasY2 ? NEIGHBOURS : OF_Y2;
        Arrays.fill(left, 0, count, 0);
        Arrays.fill(above, NEIGHBOURS * column, NEIGHBOURS * column + count, 0);
    }

    /// Whether any is not 0.
    boolean read(Vp8Bits in, int column, boolean hasY2, Quantizers quantizers) {
        Arrays.fill(coefficients, (short) 0);
        int at = NEIGHBOURS * column;
        int first = hasY2 ? 1 : 0;
        if (hasY2) {
            readY2(in, at + OF_Y2, quantizers);
        }
        boolean any = false;
        for (int block = 0; block < 16; block++) {
            int type = hasY2 ? Y_AFTER_Y2 : Y;
            var plane = new Plane(type, first, quantizers.yDc(), quantizers.yAc());
            any |= readBlock(in, plane, block, at + block % 4, block / 4);
        }
        var plane = new Plane(UV, 0, quantizers.uvDc(), quantizers.uvAc());
        for (int block = 0; block < 8; block++) {
            int side = 4 + block / 4 * 2;
            any |= readBlock(in, plane, 16 + block, at + side + block % 2, side + block / 2 % 2);
        }
        return any;
    }

    /// What the blocks of a plane have in common.
    private record Plane(int type, int first, int dc, int ac) {}

    private void readY2(Vp8Bits in, int column, Quantizers quantizers) {
        Arrays.fill(y2, (short) 0);
        var plane = new Plane(Y2, 0, quantizers.y2Dc(), quantizers.y2Ac());
        int end = readBlock(in, plane, y2, 0, above[column] + left[OF_Y2]);
        above[column] = end > 0 ? 1 : 0;
        left[OF_Y2] = above[column];
        Vp8Transform.spread(y2, coefficients);
    }

    private boolean readBlock(Vp8Bits in, Plane plane, int block, int column, int row) {
        int end = readBlock(in, plane, coefficients, 16 * block, above[column] + left[row]);
        above[column] = end > plane.first ? 1 : 0;
        left[row] = above[column];
        return end > 1 || coefficients[16 * block] != 0;
    }

    /// @return behind the last coefficient
    private int readBlock(Vp8Bits in, Plane plane, short[] target, int to, int context) {
        int n = plane.first;
        int p = place(plane.type, n, context);
        while (n < 16 && in.bit(probabilities[p])) {
            while (!in.bit(probabilities[p + 1])) {
                if (++n == 16) {
                    return n;
                }
                p = place(plane.type, n, 0);
            }
            boolean one = !in.bit(probabilities[p + 2]);
            int value = one ? 1 : readValue(in, p);
            int factor = n == 0 ? plane.dc : plane.ac;
            target[to + ZIGZAG[n]] = (short) ((in.flag() ? -value : value) * factor);
            p = place(plane.type, ++n, one ? 1 : 2);
        }
        return n;
    }

    private static int place(int type, int n, int context) {
        return ((type * BANDS + BAND[n]) * CONTEXTS + context) * BRANCHES;
    }

    private int readValue(Vp8Bits in, int p) {
        if (!in.bit(probabilities[p + 3])) {
            return in.bit(probabilities[p + 4]) ? 3 + in.digit(probabilities[p + 5]) : 2;
        } else if (in.bit(probabilities[p + 6])) {
            return readLarge(in, p);
        } else if (!in.bit(probabilities[p + 7])) {
            return 5 + in.digit(159);
        }
        return 7 + 2 * in.digit(165) + in.digit(145);
    }

    private int readLarge(Vp8Bits in, int p) {
        int half = in.digit(probabilities[p + 8]);
        int category = 2 * half + in.digit(probabilities[p + 9 + half]);
        int extra = 0;
        for (int probability : LARGE[category]) {
            extra = 2 * extra + in.digit(probability);
        }
        return 3 + (8 << category) + extra;
    }
}
