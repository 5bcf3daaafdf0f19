package io.seine.decode;

/// Colours were replaced by numbers, several of them in one pixel where there are few.
final class Vp8lPalette implements Vp8lTransform {
    private final int width;
    private final int height;
    private final int[] colours;

    /// The logarithm of how many numbers there are in a pixel.
    private final int packed;

    private Vp8lPalette(int width, int height, int[] colours) {
        this.width = width;
        this.height = height;
        this.colours = colours;
        packed = colours.length <= 2 ? 3 : colours.length <= 4 ? 2 : colours.length <= 16 ? 1 : 0;
    }

    /// Each colour is written as its difference to the one before.
    static Vp8lPalette read(Vp8lBits in, int width, int height) throws Refusal {
        var colours = Vp8lPixels.read(in, 1 + in.read(8), 1, false);
        for (int i = 1; i < colours.length; i++) {
            colours[i] = Vp8lPrediction.sum(colours[i], colours[i - 1]);
        }
        return new Vp8lPalette(width, height, colours);
    }

    @Override
    public int written(int width) {
        return Vp8lPixels.squares(width, packed);
    }

    /// Numbers beyond the palette are transparent.
    @Override
    public int[] undo(int[] pixels) {
        int columns = written(width);
        int bits = 8 >> packed;
        int mask = (1 << bits) - 1;
        var shown = packed == 0 ? pixels : new int[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int green = pixels[y * columns + (x >> packed)] >> 8 & 0xff;
                int number = (green >> (x % (1 << packed) * bits)) & mask;
                shown[y * width + x] = number < colours.length ? colours[number] : 0;
            }
        }
        return shown;
    }
}
