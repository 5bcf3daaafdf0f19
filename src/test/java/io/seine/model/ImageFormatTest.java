package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFormatTest {
    @ParameterizedTest
    @CsvSource({
        "JPEG, 'ÿØÿà\u0000\u0010JFIF'",
        "PNG, '\u0089PNG\r\n\u001a\n\u0000'",
        "GIF, GIF87a",
        "GIF, GIF89a",
        "WEBP, 'RIFF\u0001\u0002\u0003\u0004WEBPVP8 '",
        "BMP, 'BM\u0001\u0002\u0003\u0004\u0000\u0000\u0000\u0000'",
        "TIFF, 'II*\u0000\u0008'",
        "TIFF, 'MM\u0000*\u0000'",
        "AVIF, '\u0000\u0000\u0000\u001cftypavif\u0000'",
        "AVIF, '\u0000\u0000\u0000\u001cftypavis\u0000'"
    })
    void theFirstBytesTellTheFormat(ImageFormat format, String head) {
        assertThat(ImageFormat.detect(latin1(head))).contains(format);
    }

    @ParameterizedTest
    @CsvSource({"''", "GIF88a", "'ÿØ'", "RIFF....WAVE", "<html>", "BMW is no picture", "'\u0089PNG\n\u001a\n'", "II+"})
    void anythingElseIsNoPicture(String head) {
        assertThat(ImageFormat.detect(latin1(head))).isEmpty();
    }

    /// Whatever is cut off, and wherever: an answer, and the same one with more bytes behind the head.
    @Test
    void noHeadIsTooShortOrTooOdd() {
        var random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            var head = new byte[random.nextInt(ImageFormat.HEAD + 1)];
            random.nextBytes(head);
            if (head.length > 3 && random.nextBoolean()) {
                head[0] = (byte) 0xff;
                head[1] = (byte) 0xd8;
            }
            var detected = ImageFormat.detect(head);
            if (head.length == ImageFormat.HEAD) {
                assertThat(ImageFormat.detect(Arrays.copyOf(head, 64))).isEqualTo(detected);
            }
        }
    }

    @Test
    void wordsAreThoseOfTheConfiguration() {
        assertThat(ImageFormat.JPEG.word()).isEqualTo("jpeg");
        assertThat(ImageFormat.JPEG.extension()).isEqualTo("jpg");
        assertThat(ImageFormat.JPEG.mediaType()).isEqualTo("image/jpeg");
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
