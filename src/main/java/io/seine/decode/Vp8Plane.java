package io.seine.decode;

import java.util.Arrays;

/// The brightness, or one of the two colours, of a frame of VP8, with the border from which its edges are predicted.
final class Vp8Plane {
    private static final byte ABOVE = 127;
    private static final byte LEFT = (byte) 129;

    private final int stride;
    private final byte[] samples;

    /// A plane of whole macroblocks.
    Vp8Plane(int width, int height) {
        stride = width + 1;
        samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, 0, stride, ABOVE);
        for (int y = 1; y <= height; y++) {
            samples[y * stride] = LEFT;
        }
    }

    /// How far rows are apart.
    int stride() {
        return stride;
    }

    /// Where a sample is; -1 is the border.
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    int get(int at) {
        return samples[at] & 0xff;
    }

    void set(int at, int value) {
        samples[at] = (byte) Math.clamp(value, 0, 255);
    }

    void add(int at, int difference) {
        set(at, get(at) + difference);
    }

    void fill(int at, int size, int value) {
        for (int y = 0; y < size; y++) {
            Arrays.fill(samples, at + y * stride, at + y * stride + size, (byte) value);
        }
    }

    /// Copies the row above to a square.
    void fillDown(int at, int size) {
        for (int y = 0; y < size; y++) {
            System.arraycopy(samples, at - stride, samples, at + y * stride, size);
        }
    }
}
