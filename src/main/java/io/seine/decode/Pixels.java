package io.seine.decode;

/// A decoded picture: samples of 8 bits, pixel after pixel and row after row, without gaps. Colours are not
/// multiplied by alpha.
final class Pixels {
    private final int width;
    private final int height;
    private final int channels;
    private final byte[] samples;

    /// @param channels 1: grey; 2: grey, alpha; 3: blue, green, red; 4: blue, green, red, alpha
    /// @param samples of all pixels, which are this picture's from now on
    Pixels(int width, int height, int channels, byte[] samples) {
        if (channels < 1 || channels > 4 || samples.length != (long) width * height * channels) {
            throw new IllegalArgumentException(width + " × " + height + " × " + channels + ": " + samples.length);
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.samples = samples;
    }

    /// A picture to be filled: black, and transparent where it has alpha.
    static Pixels blank(int width, int height, int channels) {
        int length = Math.multiplyExact(Math.multiplyExact(width, height), channels);
        return new Pixels(width, height, channels, new byte[length]);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int channels() {
        return channels;
    }

    byte[] samples() {
        return samples;
    }

    boolean isGrey() {
        return channels <= 2;
    }

    boolean hasAlpha() {
        return channels % 2 == 0;
    }

    /// Channels beside alpha: 1 or 3.
    int colours() {
        return isGrey() ? 1 : 3;
    }

    /// Where the samples of a pixel begin.
    int at(int x, int y) {
        return (y * width + x) * channels;
    }

    /// The sample at a place in [#samples], 0 to 255.
    int sample(int at) {
        return samples[at] & 0xff;
    }

    /// The same picture, with samples of its own.
    Pixels copy() {
        return new Pixels(width, height, channels, samples.clone());
    }

    /// The same picture in blue, green and red.
    Pixels coloured() {
        if (!isGrey()) {
            return this;
        }
        var coloured = blank(width, height, channels + 2);
        int to = 0;
        for (int from = 0; from < samples.length; from += channels) {
            for (int i = 0; i < 3; i++) {
                coloured.samples[to++] = samples[from];
            }
            if (hasAlpha()) {
                coloured.samples[to++] = samples[from + 1];
            }
        }
        return coloured;
    }

    /// The same picture, whose three colours are equal, in grey.
    Pixels withoutColours() {
        if (isGrey()) {
            return this;
        }
        var grey = blank(width, height, channels - 2);
        int to = 0;
        for (int from = 0; from < samples.length; from += channels) {
            grey.samples[to++] = samples[from];
            if (hasAlpha()) {
                grey.samples[to++] = samples[from + 3];
            }
        }
        return grey;
    }

    /// The picture as it stands upright.
    Pixels turned(Orientation orientation) {
        return orientation == Orientation.UPRIGHT ? this : Turn.of(this, orientation);
    }
}
