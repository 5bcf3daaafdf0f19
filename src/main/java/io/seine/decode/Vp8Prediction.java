package io.seine.decode;

import org.jspecify.annotations.Nullable;

/// Predicts blocks from the samples above and to the left (RFC 6386, section 12).
final class Vp8Prediction {
    private final Vp8Plane plane;

    /// The samples around a block of 4 × 4: up its left side, the corner, along its upper side and beyond.
    private final int[] edge = new int[4 + 1 + 8];

    Vp8Prediction(Vp8Plane plane) {
        this.plane = plane;
    }

    /// Predicts a square of 16 or 8.
    void predict(Vp8Mode mode, int x, int y, int size) {
        int at = plane.at(x, y);
        switch (mode) {
            case VERTICAL -> plane.fillDown(at, size);
            case HORIZONTAL -> horizontal(at, size);
            case TRUE_MOTION -> trueMotion(at, size);
            default -> plane.fill(at, size, mean(x, y, size));
        }
    }

    private void horizontal(int at, int size) {
        for (int y = 0; y < size; y++) {
            int row = at + y * plane.stride();
            for (int x = 0; x < size; x++) {
                plane.set(row + x, plane.get(row - 1));
            }
        }
    }

    /// What changes along the upper side changes everywhere as much.
    private void trueMotion(int at, int size) {
        int above = at - plane.stride();
        for (int y = 0; y < size; y++) {
            int row = at + y * plane.stride();
            int start = plane.get(row - 1) - plane.get(above - 1);
            for (int x = 0; x < size; x++) {
                plane.set(row + x, start + plane.get(above + x));
            }
        }
    }

    /// At the border of the frame of one side alone.
    private int mean(int x, int y, int size) {
        int at = plane.at(x, y);
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += y > 0 ? plane.get(at - plane.stride() + i) : 0;
            sum += x > 0 ? plane.get(at + i * plane.stride() - 1) : 0;
        }
        int count = (y > 0 ? size : 0) + (x > 0 ? size : 0);
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    /// Predicts a block of 4 × 4.
    ///
    /// @param beyond the four samples above and to the right; null where they are in the plane
    void predict(Vp8Mode mode, int at, int @Nullable [] beyond) {
        readEdge(at, beyond);
        if (mode == Vp8Mode.MEAN) {
            plane.fill(at, 4, blockMean());
            return;
        }
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                plane.set(at + y * plane.stride() + x, sample(mode, x, y));
            }
        }
    }

    private void readEdge(int at, int @Nullable [] beyond) {
        int above = at - plane.stride();
        for (int i = 0; i < 4; i++) {
            edge[3 - i] = plane.get(at + i * plane.stride() - 1);
            edge[5 + i] = plane.get(above + i);
            edge[9 + i] = beyond == null ? plane.get(above + 4 + i) : beyond[i];
        }
        edge[4] = plane.get(above - 1);
    }

    private int blockMean() {
        int sum = 4;
        for (int i = 0; i < 4; i++) {
            sum += edge[i] + edge[5 + i];
        }
        return sum >> 3;
    }

    private int sample(Vp8Mode mode, int x, int y) {
        return switch (mode) {
            case TRUE_MOTION -> edge[3 - y] + edge[5 + x] - edge[4];
            case VERTICAL -> smooth(5 + x);
            case HORIZONTAL -> y < 3 ? smooth(3 - y) : (edge[1] + 3 * edge[0] + 2) >> 2;
            case LEFT_DOWN -> x + y < 6 ? smooth(6 + x + y) : (edge[11] + 3 * edge[12] + 2) >> 2;
            case RIGHT_DOWN -> smooth(4 + x - y);
            case VERTICAL_RIGHT -> verticalRight(x, y);
            case VERTICAL_LEFT -> verticalLeft(x, y);
            case HORIZONTAL_DOWN -> horizontalDown(x, y);
            default -> horizontalUp(x + 2 * y);
        };
    }

    private int verticalRight(int x, int y) {
        int steps = 2 * x - y;
        if (steps < 0) {
            return smooth(5 + steps);
        }
        int at = 4 + x - y / 2;
        return y % 2 == 0 ? between(at) : smooth(at);
    }

    private int verticalLeft(int x, int y) {
        if (x == 3 && y >= 2) {
            return smooth(8 + y);
        }
        int at = 5 + x + y / 2;
        return y % 2 == 0 ? between(at) : smooth(at + 1);
    }

    private int horizontalDown(int x, int y) {
        int steps = 2 * y - x;
        if (steps < 0) {
            return smooth(3 - steps);
        }
        int at = 3 - y + x / 2;
        return x % 2 == 0 ? between(at) : smooth(at + 1);
    }

    private int horizontalUp(int steps) {
        int at = 3 - steps / 2;
        if (steps > 5) {
            return edge[0];
        } else if (steps == 5) {
            return (edge[1] + 3 * edge[0] + 2) >> 2;
        }
        return steps % 2 == 0 ? between(at - 1) : smooth(at - 1);
    }

    private int between(int at) {
        return (edge[at] + edge[at + 1] + 1) >> 1;
    }

    private int smooth(int at) {
        return (edge[at - 1] + 2 * edge[at] + edge[at + 1] + 2) >> 2;
    }
}
