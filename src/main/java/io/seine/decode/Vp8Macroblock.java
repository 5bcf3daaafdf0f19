package io.seine.decode;

/// Predicts macroblocks and adds what their coefficients say.
final class Vp8Macroblock {
    private static final int SIZE = 16;
    private static final int BLOCK = 4;

    private final Vp8Plane y;
    private final Vp8Plane u;
    private final Vp8Plane v;
    private final int columns;

    Vp8Macroblock(Vp8Plane y, Vp8Plane u, Vp8Plane v, int columns) {
        this.y = y;
        this.u = u;
        this.v = v;
        this.columns = columns;
    }

    void restore(int column, int row, Vp8Modes modes, short[] coefficients) {
        int left = column * SIZE;
        int top = row * SIZE;
        if (modes.isByBlocks()) {
            restoreBlocks(left, top, modes, coefficients);
        } else {
            new Vp8Prediction(y).predict(modes.brightness(0), left, top, SIZE);
            add(coefficients, 0, y, left, top, SIZE / BLOCK);
        }
        new Vp8Prediction(u).predict(modes.colours(), left / 2, top / 2, SIZE / 2);
        add(coefficients, 16, u, left / 2, top / 2, SIZE / 2 / BLOCK);
        new Vp8Prediction(v).predict(modes.colours(), left / 2, top / 2, SIZE / 2);
        add(coefficients, 20, v, left / 2, top / 2, SIZE / 2 / BLOCK);
    }

    private void restoreBlocks(int left, int top, Vp8Modes modes, short[] coefficients) {
        var prediction = new Vp8Prediction(y);
        var beyond = beyond(left, top);
        for (int block = 0; block < 16; block++) {
            int at = y.at(left + block % BLOCK * BLOCK, top + block / BLOCK * BLOCK);
            prediction.predict(modes.brightness(block), at, block % BLOCK == 3 ? beyond : null);
            Vp8Transform.add(coefficients, 16 * block, y, at);
        }
    }

    /// The four samples above and to the right of a macroblock, which serve all of its blocks at that side. None are
    /// above the frame, and behind its end its last one is repeated.
    private int[] beyond(int left, int top) {
        var beyond = new int[BLOCK];
        int last = SIZE * columns - 1;
        for (int i = 0; i < BLOCK; i++) {
            beyond[i] = y.get(y.at(top == 0 ? left : Math.min(left + SIZE + i, last), top - 1));
        }
        return beyond;
    }

    private static void add(short[] coefficients, int block, Vp8Plane plane, int left, int top, int blocks) {
        for (int i = 0; i < blocks * blocks; i++) {
            int at = plane.at(left + i % blocks * BLOCK, top + i / blocks * BLOCK);
            Vp8Transform.add(coefficients, 16 * (block + i), plane, at);
        }
    }
}
