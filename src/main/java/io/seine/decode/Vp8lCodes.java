package io.seine.decode;

/// The five prefix codes by which a part of a lossless WebP is written (RFC 9649, section 3.7.1).
///
/// @param green of green samples, of lengths to repeat, and of places in the cache
/// @param distance from which to repeat
record Vp8lCodes(Vp8lCode green, Vp8lCode red, Vp8lCode blue, Vp8lCode alpha, Vp8lCode distance) {
    private static final int SAMPLES = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;

    /// Where lengths begin among the symbols of green.
    static final int FIRST_LENGTH = SAMPLES;

    /// Where places in the cache begin among the symbols of green.
    static final int FIRST_CACHED = SAMPLES + LENGTHS;

    /// @param cached colours in the cache
    static Vp8lCodes from(Vp8lBits in, int cached) throws Refusal {
        return new Vp8lCodes(
                Vp8lCode.from(in, FIRST_CACHED + cached),
                Vp8lCode.from(in, SAMPLES),
                Vp8lCode.from(in, SAMPLES),
                Vp8lCode.from(in, SAMPLES),
                Vp8lCode.from(in, DISTANCES));
    }

    /// A pixel, as 0xAARRGGBB.
    int readPixel(Vp8lBits in, int greenSample) {
        int rgb = red.read(in) << 16 | greenSample << 8 | blue.read(in);
        return alpha.read(in) << 24 | rgb;
    }

    /// A length or distance by its symbol, with the further bits that belong to it.
    static int number(Vp8lBits in, int symbol) {
        if (symbol < 4) {
            return symbol + 1;
        }
        int bits = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << bits) + in.read(bits) + 1;
    }
}
