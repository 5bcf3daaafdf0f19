package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AreaAverageTest {

    @Test
    void threePixelsBecomeTwoByTheirShares() {
        var picture = Pixels.opaque(3, 1, false);
        picture.set(0, 0, 0x300000);
        picture.set(1, 0, 0x003000);
        picture.set(2, 0, 0x000030);
        var scaled = Scaling.scale(picture, 2, 1);
        assertThat(rgb(scaled, 0)).isEqualTo(0x201000);
        assertThat(rgb(scaled, 1)).isEqualTo(0x001020);
    }

    @Test
    void aPlainPictureStaysPlainAtEverySize() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int width = 1 + random.nextInt(90);
            int height = 1 + random.nextInt(90);
            var picture = Pixels.opaque(width, height, false);
            Arrays.fill(picture.values(), 0x4080ff);
            var scaled = Scaling.scale(picture, 1 + random.nextInt(width), 1 + random.nextInt(height));
            for (int at = 0; at < scaled.values().length; at++) {
                assertThat(rgb(scaled, at)).isEqualTo(0x4080ff);
            }
        }
    }

    @Test
    void theMeanOfAPictureIsItsOnlyPixel() {
        var random = new Random(4);
        var picture = Pixels.opaque(123, 457, true);
        long sum = 0;
        for (int at = 0; at < picture.values().length; at++) {
            int grey = random.nextInt(256);
            sum += grey;
            picture.values()[at] = grey * 0x010101;
        }
        long mean = Math.round((double) sum / (123 * 457));
        assertThat(rgb(Scaling.scale(picture, 1, 1), 0)).isEqualTo((int) mean * 0x010101);
    }

    @Test
    void transparentPixelsDoNotColourTheirNeighbours() {
        var picture = new Pixels(new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB_PRE), false);
        picture.set(0, 0, 0xffff0000);
        assertThat(Scaling.scale(picture, 1, 1).values()[0]).isEqualTo(0x80800000);
    }

    private static int rgb(Pixels picture, int at) {
        return picture.values()[at] & 0xffffff;
    }
}
