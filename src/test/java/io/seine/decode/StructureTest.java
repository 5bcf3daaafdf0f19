package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seine.model.ImageFormat;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Files made to cost more than they should.
class StructureTest {

    @Test
    void aGifsPixelsAreThoseOfItsFramesHoweverSmallItsScreen() throws Exception {
        var gif = Pictures.frames(ImageFormat.GIF, Pictures.plain(20, 20, Color.RED, BufferedImage.TYPE_BYTE_INDEXED));
        int frame = 13 + 3 * 256;
        while (gif[frame] != 0x2c) {
            frame++;
        }
        Arrays.fill(gif, frame + 5, frame + 9, (byte) 0xff);
        var header = new GifStructure().header(MemorySegment.ofArray(gif));
        assertThat(header.pixels()).isEqualTo(65_535L * 65_535);
    }

    @Test
    void aTiffWhosePagesGoInACircleIsDamaged() throws Exception {
        var page = Pictures.plain(20, 20, Color.RED, BufferedImage.TYPE_INT_RGB);
        var tiff = ByteBuffer.wrap(Pictures.frames(ImageFormat.TIFF, page));
        int first = tiff.getInt(4);
        tiff.putInt(first + 2 + 12 * tiff.getShort(first), first);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> new TiffStructure().header(MemorySegment.ofArray(tiff.array())))
                .withMessageContaining("circle");
    }

    @Test
    void aJpegOfEndlessScansIsDamaged() {
        var photo = Pictures.photo("brick.jpg");
        var scans = new ByteArrayOutputStream();
        scans.write(photo, 0, photo.length - 2);
        for (int i = 0; i < 200; i++) {
            scans.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 63, 0});
        }
        scans.write(photo, photo.length - 2, 2);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> new JpegStructure().check(MemorySegment.ofArray(scans.toByteArray())))
                .withMessage("the JPEG has more than 100 scans");
    }

    @Test
    void everySkeletonIsReadWithoutPixels() throws Exception {
        var picture = Pictures.decoded(Pictures.photo("fr.gif"));
        for (var format : new ImageIoCodec().writes()) {
            var file = MemorySegment.ofArray(Pictures.encoded(picture, format));
            assertThat(Structure.of(format).header(file)).isEqualTo(new Header(format, 500, 334, 1, 500 * 334));
        }
    }
}
