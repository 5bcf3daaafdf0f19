package io.seine.decode;

/// What was done to the pixels of a lossless WebP before they were written (RFC 9649, section 4), to be undone.
sealed interface Vp8lTransform permits Vp8lPrediction, Vp8lPalette, Vp8lTransform.LessGreen, Vp8lTransform.LessMixed {

    /// The pixels before; they may be in the same array.
    int[] undo(int[] pixels);

    /// The width of the picture that was written instead of one of `width`.
    default int written(int width) {
        return width;
    }

    /// Green was taken from red and blue.
    record LessGreen() implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels) {
            for (int i = 0; i < pixels.length; i++) {
                int green = pixels[i] >> 8 & 0xff;
                int redBlue = (pixels[i] & 0xff00ff) + (green << 16 | green);
                pixels[i] = (pixels[i] & 0xff00ff00) | (redBlue & 0xff00ff);
            }
            return pixels;
        }
    }

    /// A part of green was taken from red and blue, and a part of red from blue.
    ///
    /// @param parts for squares, as three signed bytes
    record LessMixed(int width, Vp8lSquares parts) implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels) {
            for (int i = 0; i < pixels.length; i++) {
                int part = parts.get(i % width, i / width);
                int green = pixels[i] >> 8;
                int red = (pixels[i] >> 16) + product(part, green);
                int blue = pixels[i] + product(part >> 8, green) + product(part >> 16, red);
                pixels[i] = (pixels[i] & 0xff00ff00) | (red & 0xff) << 16 | (blue & 0xff);
            }
            return pixels;
        }

        private static int product(int part, int sample) {
            return ((byte) part * (byte) sample) >> 5;
        }
    }
}
