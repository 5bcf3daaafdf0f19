package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.ImageFormat;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// CMYK pictures, which print shops make and ImageIO shows too bright.
class JpegSamplesTest {
    private static final byte[] ADOBE = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0};

    @Test
    void inkIsLightThatPasses() throws Exception {
        assertColour(cmyk(0, 100, 220, 90, 200), 78, 172, 70);
    }

    @Test
    void ycckIsConvertedAsLibjpegDoes() throws Exception {
        assertColour(cmyk(2, 100, 220, 90, 200), 163, 125, 0);
    }

    @Test
    void aCmykPictureIsVerified() throws Exception {
        var jpeg = cmyk(2, 1, 2, 3, 4);
        assertThat(new Decoder(Pictures.VERIFY, new ImageIoCodec())
                        .decode(Pictures.fetched(jpeg))
                        .extension())
                .isEqualTo("jpg");
    }

    private static void assertColour(byte[] jpeg, int... expected) throws Refusal, IOException {
        var settings = Pictures.settings(Mode.TRANSFORM, ImageFormat.PNG, new Resize(Fit.KEEP_RATIO, 20, false));
        var decoded = new Decoder(settings, new ImageIoCodec()).decode(Pictures.fetched(jpeg));
        var pixel = Pictures.decoded(decoded.body().bytes()).getRaster().getPixel(5, 5, (int[]) null);
        for (int i = 0; i < 3; i++) {
            assertThat(pixel[i]).as(Arrays.toString(pixel)).isCloseTo(expected[i], within(3));
        }
    }

    /// A JPEG whose four components have these values everywhere.
    private static byte[] cmyk(int adobeTransform, int... values) throws IOException {
        var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 64, 48, 4, null);
        for (int at = 0; at < 64 * 48; at++) {
            raster.setPixel(at % 64, at / 64, values);
        }
        var jpeg = Pictures.encoded(raster);
        var start = Arrays.copyOf(jpeg, 2);
        return Pictures.join(
                start, ADOBE, new byte[] {(byte) adobeTransform}, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }
}
