package io.seine.decode;

/// Makes RGB of the planes of a frame, as libwebp does it: what lies between the samples of the colours is interpolated
/// (9, 3, 3 and 1 sixteenth of the four around), and converted by ITU-R BT.601 with its narrow range.
final class Vp8Colours {
    private final Vp8Plane brightness;
    private final Vp8Plane blue;
    private final Vp8Plane red;
    private final Pixels pixels;

    Vp8Colours(Vp8Plane brightness, Vp8Plane blue, Vp8Plane red, Pixels pixels) {
        this.brightness = brightness;
        this.blue = blue;
        this.red = red;
        this.pixels = pixels;
    }

    void convert() {
        int rows = (pixels.height() + 1) / 2;
        for (int y = 0; y < pixels.height(); y++) {
            int near = y / 2;
            int far = Math.clamp(near + (y % 2 == 0 ? -1L : 1L), 0, rows - 1);
            for (int x = 0; x < pixels.width(); x++) {
                convert(x, y, near, far);
            }
        }
    }

    private void convert(int x, int y, int near, int far) {
        int columns = (pixels.width() + 1) / 2;
        int column = x / 2;
        int beside = Math.clamp(column + (x % 2 == 0 ? -1L : 1L), 0, columns - 1);
        int at = pixels.at(x, y);
        int luma = (19_077 * brightness.get(brightness.at(x, y))) >> 8;
        int u = between(blue, column, beside, near, far);
        int v = between(red, column, beside, near, far);
        pixels.samples()[at] = clamp(luma + ((33_050 * u) >> 8) - 17_685);
        pixels.samples()[at + 1] = clamp(luma - ((6_419 * u) >> 8) - ((13_320 * v) >> 8) + 8_708);
        pixels.samples()[at + 2] = clamp(luma + ((26_149 * v) >> 8) - 14_234);
    }

    /// At an edge of the picture the two nearest weigh 3 to 1.
    private static int between(Vp8Plane plane, int column, int beside, int near, int far) {
        int a = plane.get(plane.at(column, near));
        int b = plane.get(plane.at(beside, near));
        int c = plane.get(plane.at(column, far));
        int d = plane.get(plane.at(beside, far));
        if (column == beside) {
            return (3 * a + c + 2) >> 2;
        }
        int diagonal = (a + b + c + d + 8 + 2 * (b + c)) >> 3;
        return (diagonal + a) >> 1;
    }

    private static byte clamp(int value) {
        return (byte) Math.clamp(value >> 6, 0, 255);
    }
}
