package io.seine.decode;

/// From coefficients to differences of samples (RFC 6386, section 14).
final class Vp8Transform {
    private static final int SQRT2_COS = 20_091; // less 1, in parts of 2^16: √2 cos(π/8)
    private static final int SQRT2_SIN = 35_468; // √2 sin(π/8)

    private Vp8Transform() {}

    /// The first coefficient of each of 16 blocks out of those of their own block (Walsh and Hadamard).
    static void spread(short[] y2, short[] blocks) {
        var rows = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = y2[i] + y2[12 + i];
            int b = y2[4 + i] + y2[8 + i];
            int c = y2[4 + i] - y2[8 + i];
            int d = y2[i] - y2[12 + i];
            rows[i] = a + b;
            rows[4 + i] = d + c;
            rows[8 + i] = a - b;
            rows[12 + i] = d - c;
        }
        for (int i = 0; i < 16; i += 4) {
            int a = rows[i] + 3 + rows[i + 3];
            int b = rows[i + 1] + rows[i + 2];
            int c = rows[i + 1] - rows[i + 2];
            int d = rows[i] + 3 - rows[i + 3];
            blocks[16 * i] = (short) ((a + b) >> 3);
            blocks[16 * (i + 1)] = (short) ((d + c) >> 3);
            blocks[16 * (i + 2)] = (short) ((a - b) >> 3);
            blocks[16 * (i + 3)] = (short) ((d - c) >> 3);
        }
    }

    /// Adds the block of coefficients at `from` to the 4 × 4 samples at `at`.
    static void add(short[] in, int from, Vp8Plane plane, int at) {
        var columns = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[from + i] + in[from + 8 + i];
            int b = in[from + i] - in[from + 8 + i];
            int c = sine(in[from + 4 + i]) - cosine(in[from + 12 + i]);
            int d = cosine(in[from + 4 + i]) + sine(in[from + 12 + i]);
            columns[4 * i] = a + d;
            columns[4 * i + 1] = b + c;
            columns[4 * i + 2] = b - c;
            columns[4 * i + 3] = a - d;
        }
        for (int i = 0; i < 4; i++) {
            int a = columns[i] + 4 + columns[8 + i];
            int b = columns[i] + 4 - columns[8 + i];
            int c = sine(columns[4 + i]) - cosine(columns[12 + i]);
            int d = cosine(columns[4 + i]) + sine(columns[12 + i]);
            int row = at + i * plane.stride();
            plane.add(row, (a + d) >> 3);
            plane.add(row + 1, (b + c) >> 3);
            plane.add(row + 2, (b - c) >> 3);
            plane.add(row + 3, (a - d) >> 3);
        }
    }

    private static int cosine(int value) {
        return ((value * SQRT2_COS) >> 16) + value;
    }

    private static int sine(int value) {
        return (value * SQRT2_SIN) >> 16;
    }
}
