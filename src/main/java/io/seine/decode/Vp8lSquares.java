package io.seine.decode;

/// Numbers for the squares of a lossless WebP, which are written like the pixels of a small picture.
final class Vp8lSquares {
    private final int bits;
    private final int columns;
    private final int[] numbers;

    private Vp8lSquares(int bits, int columns, int[] numbers) {
        this.bits = bits;
        this.columns = columns;
        this.numbers = numbers;
    }

    static Vp8lSquares read(Vp8lBits in, int width, int height) throws Refusal {
        int bits = 2 + in.read(3);
        int columns = Vp8lPixels.squares(width, bits);
        return new Vp8lSquares(bits, columns, Vp8lPixels.read(in, columns, Vp8lPixels.squares(height, bits), false));
    }

    /// The number for a pixel.
    int get(int x, int y) {
        return numbers[(y >> bits) * columns + (x >> bits)];
    }
}
