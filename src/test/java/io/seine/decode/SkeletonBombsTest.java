package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings.Filter;
import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Small files that promise much: a skeleton is read in a time that their size sets, and never their promises.
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD) // a hang, not a measure: each takes milliseconds
class SkeletonBombsTest {
    private static final Limits LIMITS = new Limits(50_000_000, 1L << 30, Filter.NONE);
    private static final int MANY = 100_000;

    @Test
    void aTiffThatComesBackToItsFirstDirectoryIsDamaged() {
        var tiff = ByteBuffer.allocate(8 + 18).order(ByteOrder.LITTLE_ENDIAN);
        tiff.putInt(0x002a4949).putInt(8).putShort((short) 1);
        putField(tiff, 256, 10);
        tiff.putInt(8);
        assertThat(refusal(tiff.array())).isEqualTo(Kind.UNDECODABLE);
    }

    @Test
    void aTiffOfManyDirectoriesHasTooMany() {
        var tiff = ByteBuffer.allocate(8 + MANY * 30).order(ByteOrder.LITTLE_ENDIAN);
        tiff.putInt(0x002a4949).putInt(8);
        for (int i = 0; i < MANY; i++) {
            tiff.putShort((short) 2);
            putField(tiff, 256, 1);
            putField(tiff, 257, 1);
            tiff.putInt(i + 1 < MANY ? tiff.position() + 4 : 0);
        }
        assertThat(refusal(tiff.array())).isEqualTo(Kind.TOO_MANY_PIXELS);
    }

    /// Each directory begins with the second field of the one before it. Walked through, they have 3 · 10^9 fields.
    @Test
    void aTiffOfDirectoriesThatLieOnTopOfEachOtherIsDamaged() {
        int fields = 30_000;
        var tiff = ByteBuffer.allocate(8 + 12 * (fields + MANY)).order(ByteOrder.LITTLE_ENDIAN);
        tiff.putInt(0x002a4949).putInt(8);
        for (int start = 8; start < 12 * MANY; start += 12) {
            tiff.putShort(start, (short) fields);
            tiff.putInt(start + 2 + 12 * fields, start + 12);
        }
        assertThat(refusal(tiff.array())).isEqualTo(Kind.UNDECODABLE);
    }

    @Test
    void aWebpOfFortyBytesMayClaimManyPixels() {
        var lossless = new byte[20];
        lossless[0] = 0x2f;
        Arrays.fill(lossless, 1, 4, (byte) 0xff);
        lossless[4] = 0x0f;
        var webp = WebpStructureTest.riff(WebpStructureTest.chunk("VP8L", lossless));
        assertThat(webp).hasSize(40);
        assertThat(refusal(webp)).isEqualTo(Kind.TOO_MANY_PIXELS);
    }

    @Test
    void aWebpOfManyFramesHasTooMany() throws Exception {
        var frame = WebpStructureTest.frame(0, 0, 1, 1, WebpStructureTest.chunk("VP8L", new byte[] {0x2f, 0, 0, 0, 0}));
        var frames = new ByteArrayOutputStream();
        for (int i = 0; i < MANY; i++) {
            frames.writeBytes(frame);
        }
        var canvas = WebpStructureTest.canvas(WebpCanvas.ANIMATED, 1, 1);
        var webp = WebpStructureTest.riff(canvas, frames.toByteArray());
        assertThat(refusal(webp)).isEqualTo(Kind.TOO_MANY_PIXELS);
        assertThat(new WebpStructure().header(MemorySegment.ofArray(webp)).frames())
                .isEqualTo(Structure.MOST_FRAMES + 1);
    }

    @Test
    void aWebpOfTheLargestCanvasDoesNotOverflow() {
        int side = 1 << 24;
        var frame = WebpStructureTest.frame(0, 0, 1, 1, WebpStructureTest.chunk("VP8L", new byte[] {0x2f, 0, 0, 0, 0}));
        var frames = new byte[25_000][];
        Arrays.fill(frames, frame);
        var canvas = WebpStructureTest.canvas(WebpCanvas.ANIMATED, side, side);
        assertThat(refusal(WebpStructureTest.riff(canvas, Pictures.join(frames))))
                .isEqualTo(Kind.TOO_MANY_PIXELS);
    }

    @Test
    void aPngWhoseMetadataInflatesToGigabytesCarriesNone() throws IOException {
        var gigabyte = gigabyteOfZeros();
        var profile = MetadataTest.chunk("iCCP", Pictures.join(new byte[] {'a', 0, 0}, gigabyte));
        var head = "XML:com.adobe.xmp\0\1\0\0\0".getBytes(StandardCharsets.US_ASCII);
        var text = MetadataTest.chunk("iTXt", Pictures.join(head, gigabyte));
        assertCarriesNothing(MetadataTest.png(profile, text));
    }

    @Test
    void aPngOfManyProfilesInflatesOne() throws IOException {
        var profile = MetadataTest.chunk("iCCP", Pictures.join(new byte[] {'a', 0, 0}, deflatedZeros(5)));
        var profiles = new byte[3_000][];
        Arrays.fill(profiles, profile);
        assertCarriesNothing(MetadataTest.png(profiles));
    }

    @Test
    void aBlockOfExifThatPointsToItselfIsReadOnce() {
        var exif = ExifBlocks.head(ByteOrder.LITTLE_ENDIAN).u16(2);
        exif.u16(34_665).u16(4).u32(1).u32(8).u16(274).u16(3).u32(1).u32(6).u32(8);
        var jpeg = MetadataTest.with(MetadataTest.segment(0xe1, Exif.IDENTIFIER, exif.join()));
        var metadata = new JpegStructure().metadata(MemorySegment.ofArray(jpeg));
        assertThat(metadata.orientation()).isEqualTo(Orientation.TURNED_RIGHT);
    }

    @Test
    void aBlockOfExifThatPromisesManyFieldsEndsWithItsBytes() {
        var exif = ExifBlocks.head(ByteOrder.BIG_ENDIAN).u16(65_535).u32(0).join();
        assertThat(Exif.orientation(MemorySegment.ofArray(exif))).isEqualTo(Orientation.UPRIGHT);
    }

    @Test
    void aPacketOfXmpThatRepeatsItselfIsSearchedOnce() {
        for (var part : new String[] {"<tiff:Orientation", "tiff:Orientation    ", "tiff:Orientation=' "}) {
            var packet = part.repeat((1 << 20) / part.length()).getBytes(StandardCharsets.US_ASCII);
            assertThat(Xmp.upright(MemorySegment.ofArray(packet))).isEqualTo(packet);
        }
    }

    private static void putField(ByteBuffer tiff, int tag, int value) {
        tiff.putShort((short) tag).putShort((short) 4).putInt(1).putInt(value);
    }

    /// Every mebibyte but the first is deflated to the same bytes. The end of the stream is missing.
    private static byte[] gigabyteOfZeros() {
        try (var deflater = new Deflater()) {
            var first = mebibyte(deflater);
            var others = new byte[1023][];
            Arrays.fill(others, mebibyte(deflater));
            return Pictures.join(first, Pictures.join(others));
        }
    }

    private static byte[] mebibyte(Deflater deflater) {
        deflater.setInput(new byte[1 << 20]);
        var bytes = new byte[4096];
        return Arrays.copyOf(bytes, deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH));
    }

    private static byte[] deflatedZeros(int mebibytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < mebibytes; i++) {
                out.write(zeros);
            }
        }
        return bytes.toByteArray();
    }

    private static void assertCarriesNothing(byte[] png) {
        var metadata = new PngStructure().metadata(MemorySegment.ofArray(png));
        assertThat(metadata.icc()).isNull();
        assertThat(metadata.xmp()).isNull();
    }

    /// The kind with which a file is refused in the order in which it would be.
    private static @Nullable Kind refusal(byte[] file) {
        var bytes = MemorySegment.ofArray(file);
        try {
            var structure = Structure.of(ImageFormat.detect(file).orElseThrow());
            LIMITS.check(structure.header(bytes));
            structure.check(bytes);
            return null;
        } catch (Refusal e) {
            return e.failure().kind();
        }
    }
}
