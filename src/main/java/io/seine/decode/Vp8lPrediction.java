package io.seine.decode;

/// Of each pixel only its difference to what others lead to expect was written.
///
/// @param modes for squares, in the place of green
record Vp8lPrediction(int width, Vp8lSquares modes) implements Vp8lTransform {
    private static final int BLACK = 0xff000000;

    @Override
    public int[] undo(int[] pixels) {
        for (int at = 0; at < pixels.length; at++) {
            pixels[at] = sum(pixels[at], expected(pixels, at));
        }
        return pixels;
    }

    private int expected(int[] pixels, int at) {
        int x = at % width;
        if (at < width) {
            return x == 0 ? BLACK : pixels[at - 1];
        } else if (x == 0) {
            return pixels[at - width];
        }
        int mode = modes.get(x, at / width) >> 8 & 0xf;
        return expected(mode, pixels[at - 1], pixels, at - width);
    }

    /// @param above where the pixel above is; behind the last one of a row comes the first one of the next
    private static int expected(int mode, int left, int[] pixels, int above) {
        int top = pixels[above];
        int topLeft = pixels[above - 1];
        int topRight = pixels[above + 1];
        return switch (mode) {
            case 1 -> left;
            case 2 -> top;
            case 3 -> topRight;
            case 4 -> topLeft;
            case 5 -> mean(mean(left, topRight), top);
            case 6 -> mean(left, topLeft);
            case 7 -> mean(left, top);
            case 8 -> mean(topLeft, top);
            case 9 -> mean(top, topRight);
            case 10 -> mean(mean(left, topLeft), mean(top, topRight));
            case 11 -> nearer(left, top, topLeft);
            case 12 -> plane(left, top, topLeft);
            case 13 -> halfPlane(mean(left, top), topLeft);
            default -> BLACK;
        };
    }

    /// The sum of all four samples, without carrying.
    static int sum(int a, int b) {
        int alphaGreen = (a & 0xff00ff00) + (b & 0xff00ff00);
        int redBlue = (a & 0x00ff00ff) + (b & 0x00ff00ff);
        return (alphaGreen & 0xff00ff00) | (redBlue & 0x00ff00ff);
    }

    private static int mean(int a, int b) {
        return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
    }

    /// That of `left` and `top` which is nearer to where both lead from `topLeft`.
    private static int nearer(int left, int top, int topLeft) {
        return distance(top, topLeft) < distance(left, topLeft) ? left : top;
    }

    private static int distance(int a, int b) {
        int sum = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            sum += Math.abs(sample(a, shift) - sample(b, shift));
        }
        return sum;
    }

    private static int plane(int left, int top, int topLeft) {
        int pixel = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = sample(left, shift) + sample(top, shift) - sample(topLeft, shift);
            pixel |= Math.clamp(value, 0, 255) << shift;
        }
        return pixel;
    }

    private static int halfPlane(int mean, int topLeft) {
        int pixel = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = sample(mean, shift);
            pixel |= Math.clamp(value + (value - sample(topLeft, shift)) / 2, 0, 255) << shift;
        }
        return pixel;
    }

    private static int sample(int pixel, int shift) {
        return pixel >> shift & 0xff;
    }
}
