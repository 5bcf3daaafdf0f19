package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Samples to compare: grey or RGB, and alpha.
final class RawPicture {
    private static final Pattern PAM = Pattern.compile(
            "P7\\nWIDTH (\\d+)\\nHEIGHT (\\d+)\\nDEPTH (\\d+)\\nMAXVAL 255\\nTUPLTYPE \\w+\\nENDHDR\\n");

    private final int width;
    private final int height;
    private final int depth;
    private final byte[] samples;

    private RawPicture(int width, int height, int depth, byte[] samples) {
        this.width = width;
        this.height = height;
        this.depth = depth;
        this.samples = samples;
    }

    /// A file of Netpbm's format PAM.
    static RawPicture ofPam(byte[] pam) {
        var head = PAM.matcher(new String(pam, StandardCharsets.ISO_8859_1));
        assertThat(head.lookingAt()).isTrue();
        var numbers = new int[3];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(head.group(i + 1));
        }
        var samples = Arrays.copyOfRange(pam, head.end(), pam.length);
        return new RawPicture(numbers[0], numbers[1], numbers[2], samples);
    }

    /// What a codec wrote, as PNG or else.
    static RawPicture of(byte[] file) {
        var image = Pictures.decoded(file);
        var values = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        var samples = new byte[values.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) values[i];
        }
        return new RawPicture(
                image.getWidth(), image.getHeight(), image.getRaster().getNumBands(), samples);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /// Samples per pixel.
    int depth() {
        return depth;
    }

    boolean isGrey() {
        return depth <= 2;
    }

    /// Red, green, blue as far as they are opaque, and alpha.
    int[] pixel(int x, int y) {
        int first = (y * width + x) * depth;
        int alpha = depth % 2 == 0 ? samples[first + depth - 1] & 0xff : 255;
        int[] pixel = {0, 0, 0, alpha};
        for (int i = 0; i < 3; i++) {
            pixel[i] = (samples[first + (isGrey() ? 0 : i)] & 0xff) * alpha / 255;
        }
        return pixel;
    }

    /// The mean difference of all samples from those of a picture of the same dimensions.
    double distance(RawPicture other) {
        assertThat(other.width).isEqualTo(width);
        assertThat(other.height).isEqualTo(height);
        long sum = 0;
        for (int at = 0; at < width * height; at++) {
            var mine = pixel(at % width, at / width);
            var its = other.pixel(at % width, at / width);
            for (int i = 0; i < mine.length; i++) {
                sum += Math.abs(mine[i] - its[i]);
            }
        }
        return sum / (4.0 * width * height);
    }
}
