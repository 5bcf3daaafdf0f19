package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AreaAverageTest {

    @Test
    void threePixelsBecomeTwoByTheirShares() {
        var picture = new Pixels(3, 1, 3, new byte[] {0, 0, 0x30, 0, 0x30, 0, 0x30, 0, 0});
        assertThat(Scaling.scale(picture, 2, 1).samples()).containsExactly(0, 0x10, 0x20, 0x20, 0x10, 0);
    }

    @Test
    void aPlainPictureStaysPlainAtEverySize() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int width = 1 + random.nextInt(90);
            int height = 1 + random.nextInt(90);
            var picture = Pixels.blank(width, height, 1 + random.nextInt(4));
            Arrays.fill(picture.samples(), (byte) 0xf3);
            var scaled = Scaling.scale(picture, 1 + random.nextInt(width), 1 + random.nextInt(height));
            assertThat(scaled.samples()).containsOnly(0xf3);
        }
    }

    @Test
    void theMeanOfAPictureIsItsOnlyPixel() {
        var random = new Random(4);
        var picture = Pixels.blank(123, 457, 1);
        random.nextBytes(picture.samples());
        long sum = 0;
        for (int at = 0; at < picture.samples().length; at++) {
            sum += picture.sample(at);
        }
        long mean = Math.round((double) sum / (123 * 457));
        assertThat(Scaling.scale(picture, 1, 1).sample(0)).isEqualTo((int) mean);
    }

    @Test
    void transparentPixelsDoNotColourTheirNeighbours() {
        var picture = new Pixels(2, 1, 4, new byte[] {0, 0, -1, -1, -1, -1, -1, 0});
        assertThat(Scaling.scale(picture, 1, 1).samples()).containsExactly(0, 0, 0xff, 0x80);
    }
}
