package io.seine.decode;

import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;

/// The geometry of a transformed picture, in pixels: the original is scaled, then laid on a canvas at an offset.
///
/// Where the scaled picture is larger than the canvas, the offset is negative and what overlaps is cut off; where it
/// is smaller, the rest is background. Modes, comparisons and rounding are those of img2dataset's `resizer.py`, and
/// of the functions of Albumentations that it calls: sides round half to even, odd remainders go right and below.
///
/// @param scaledWidth width of the whole picture after scaling
/// @param scaledHeight height of the whole picture after scaling
/// @param width of the canvas, which is what is saved
/// @param height of the canvas
record Plan(int scaledWidth, int scaledHeight, int width, int height) {

    /// What `resize` makes of a picture of `width` × `height` pixels.
    static Plan of(int width, int height, Resize resize) {
        int side = bySmallestSide(resize.mode()) ? Math.min(width, height) : Math.max(width, height);
        if (resize.mode() == Fit.NONE || (resize.onlyIfBigger() && side <= resize.size())) {
            return new Plan(width, height, width, height);
        }
        double factor = (double) resize.size() / side;
        int scaledWidth = scaled(width, factor);
        int scaledHeight = scaled(height, factor);
        return switch (resize.mode()) {
            case CENTER_CROP, BORDER -> new Plan(scaledWidth, scaledHeight, resize.size(), resize.size());
            case NONE, KEEP_RATIO, KEEP_RATIO_LARGEST -> new Plan(scaledWidth, scaledHeight, scaledWidth, scaledHeight);
        };
    }

    /// What `resize` makes of a stored picture that stands upright when it is turned by `orientation`.
    static Plan of(Header header, Orientation orientation, Resize resize) {
        return orientation.swapsSides()
                ? of(header.height(), header.width(), resize)
                : of(header.width(), header.height(), resize);
    }

    private static boolean bySmallestSide(Fit mode) {
        return mode == Fit.KEEP_RATIO || mode == Fit.CENTER_CROP;
    }

    /// No side vanishes; one beyond 2^31 stays there, which is above every limit.
    private static int scaled(int side, double factor) {
        return Math.max(1, (int) Math.rint(side * factor));
    }

    /// Where the scaled picture's left edge lies on the canvas.
    int left() {
        return (width - scaledWidth) / 2;
    }

    /// Where the scaled picture's upper edge lies on the canvas.
    int top() {
        return (height - scaledHeight) / 2;
    }

    /// Pixels of the canvas.
    long area() {
        return (long) width * height;
    }

    /// Pixels of the scaled picture.
    long scaledArea() {
        return (long) scaledWidth * scaledHeight;
    }

    /// Whether the canvas has the size of the scaled picture: nothing to cut off or to pad.
    boolean isPlain() {
        return width == scaledWidth && height == scaledHeight;
    }

    /// Whether this leaves a picture of these dimensions as it is.
    boolean keeps(int originalWidth, int originalHeight) {
        return isPlain() && width == originalWidth && height == originalHeight;
    }
}
