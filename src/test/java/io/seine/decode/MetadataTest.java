package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
    private static final int BEHIND_START = 2; // of a JPEG
    private static final int BEHIND_HEADER = 33; // of a PNG
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    @ParameterizedTest
    @CsvSource({
        "metadata.jpg, RGB, TURNED_RIGHT, 747",
        "metadata.png, RGB, TURNED_HALF, 747",
        "metadata.webp, RGB, TURNED_RIGHT, 747",
        "metadata.tiff, GREY, TURNED_LEFT, 0"
    })
    void everyFormatTellsWhatItCarries(String name, Colours colours, Orientation orientation, int exif)
            throws Exception {
        var metadata = metadata(Pictures.picture(name));
        assertThat(metadata.colours()).isEqualTo(colours);
        assertThat(metadata.orientation()).isEqualTo(orientation);
        assertThat(size(metadata.icc())).isEqualTo(588);
        assertThat(size(metadata.exif())).isEqualTo(exif);
        assertThat(text(metadata.xmp())).startsWith("<?xpacket begin").endsWith("<?xpacket end='w'?>");
    }

    @Test
    void aPictureThatTellsNothingIsUprightAndRgb() throws Exception {
        for (var format : new ImageFormat[] {ImageFormat.PNG, ImageFormat.GIF, ImageFormat.BMP, ImageFormat.TIFF}) {
            assertThat(metadata(Pictures.encoded(Pictures.photo("fr.gif"), format)))
                    .as(format.word())
                    .isEqualTo(Metadata.NONE);
        }
        assertThat(metadata(WebpStructureTest.webp("lossless"))).isEqualTo(Metadata.NONE);
    }

    @Test
    void greyIsToldByComponentsColourTypeOrInterpretation() throws Exception {
        var grey = Pictures.plain(9, 9, Color.GRAY, BufferedImage.TYPE_BYTE_GRAY);
        for (var format : new ImageFormat[] {ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.TIFF}) {
            assertThat(metadata(Pictures.encoded(grey, format)).colours())
                    .as(format.word())
                    .isEqualTo(Colours.GREY);
        }
    }

    @Test
    void fourComponentsAreInks() throws Exception {
        var frame = new byte[] {8, 0, 9, 0, 9, 4, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0};
        var jpeg = Pictures.join(new byte[] {-1, (byte) 0xd8}, segment(0xc0, "", frame), new byte[] {-1, (byte) 0xd9});
        assertThat(metadata(jpeg).colours()).isEqualTo(Colours.CMYK);
        var tiff = Pictures.picture("metadata.tiff");
        int photometric = find(tiff, 6, 1, 3, 0, 1, 0, 0, 0);
        tiff[photometric + 8] = 5;
        assertThat(metadata(tiff).colours()).isEqualTo(Colours.CMYK);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void orientationIsReadInBothByteOrdersAndThreeTypes(int value) {
        for (var order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (int type : new int[] {ExifBlocks.BYTE, ExifBlocks.SHORT, ExifBlocks.LONG}) {
                assertThat(orientation(ExifBlocks.of(order, type, value)))
                        .as(order + ", type " + type)
                        .isEqualTo(Orientation.of(value));
            }
        }
    }

    @Test
    void aBrokenBlockOfExifIsUpright() {
        assertThat(orientation(ExifBlocks.of(9))).isEqualTo(Orientation.UPRIGHT);
        assertThat(orientation(new byte[0])).isEqualTo(Orientation.UPRIGHT);
        assertThat(orientation(ExifBlocks.of(ByteOrder.LITTLE_ENDIAN, 2, 6))).isEqualTo(Orientation.UPRIGHT);
        var two = ExifBlocks.of(6);
        two[14] = 2; // values, which stand elsewhere
        assertThat(orientation(two)).isEqualTo(Orientation.UPRIGHT);
        var whole = ExifBlocks.of(6);
        for (int length = 0; length < 22; length++) {
            assertThat(orientation(Arrays.copyOf(whole, length))).isEqualTo(Orientation.UPRIGHT);
        }
        assertThat(orientation(Arrays.copyOf(whole, 22))).isEqualTo(Orientation.TURNED_RIGHT);
    }

    @Test
    void whatIsNoExifIsLeftOut() throws Exception {
        var none = with(segment(0xe1, Exif.IDENTIFIER, "nothing of the kind".getBytes(StandardCharsets.US_ASCII)));
        assertThat(metadata(none).exif()).isNull();
        var second = segment(0xe1, Exif.IDENTIFIER, ExifBlocks.of(8));
        assertThat(metadata(with(segment(0xe1, Exif.IDENTIFIER, new byte[3]), second))
                        .orientation())
                .isEqualTo(Orientation.TURNED_LEFT);
    }

    @Test
    void jpegsIdentifierBeforeExifIsPassedOverInOtherFormats() throws Exception {
        var block = Pictures.join(Exif.IDENTIFIER.getBytes(StandardCharsets.US_ASCII), ExifBlocks.of(3));
        var webp = WebpStructureTest.riff(WebpStructureTest.body("lossless"), WebpStructureTest.chunk("EXIF", block));
        assertThat(metadata(webp).orientation()).isEqualTo(Orientation.TURNED_HALF);
        assertThat(size(metadata(webp).exif())).isEqualTo(ExifBlocks.of(3).length);
    }

    @Test
    void aProfileIsPutTogetherFromItsPartsInAnyOrder() throws Exception {
        var first = icc(1, 3, "one ");
        var second = icc(2, 3, "two ");
        var third = icc(3, 3, "three");
        for (var parts : new byte[][] {
            Pictures.join(first, second, third),
            Pictures.join(third, first, second),
            Pictures.join(second, first, third, icc(2, 3, "again"))
        }) {
            assertThat(text(metadata(with(parts)).icc())).isEqualTo("one two three");
        }
    }

    @Test
    void aProfileOfMissingOrContradictingPartsIsLeftOut() throws Exception {
        for (var parts : new byte[][] {
            icc(1, 2, "one"),
            Pictures.join(icc(1, 3, "one"), icc(3, 3, "three")),
            Pictures.join(icc(0, 2, "one"), icc(1, 2, "two")),
            Pictures.join(icc(0, 2, "one"), icc(2, 2, "two")),
            Pictures.join(icc(1, 2, "one"), icc(3, 2, "two")),
            Pictures.join(icc(1, 2, "one"), icc(2, 3, "two")),
            segment(0xe2, "ICC_PROFILE\0", new byte[] {1}),
            icc(1, 0, "none")
        }) {
            assertThat(metadata(with(parts)).icc()).isNull();
        }
    }

    @Test
    void aBlockAboveFourMebibytesIsLeftOut() throws Exception {
        var part = "x".repeat(60_000);
        var parts = new ByteArrayOutputStream();
        for (int i = 1; i <= 70; i++) {
            parts.writeBytes(icc(i, 70, part));
        }
        assertThat(metadata(with(parts.toByteArray())).icc()).isNull();
        var chunk = WebpStructureTest.chunk("XMP ", new byte[Metadata.LARGEST_BLOCK + 1]);
        assertThat(metadata(WebpStructureTest.riff(WebpStructureTest.body("lossless"), chunk))
                        .xmp())
                .isNull();
    }

    @Test
    void whatStandsBehindTheFirstScanDoesNotCount() throws Exception {
        var photo = Pictures.photo("brick.jpg");
        var late = Pictures.join(
                Arrays.copyOf(photo, photo.length - 2), segment(0xe1, XMP, new byte[9]), new byte[] {-1, (byte) 0xd9});
        assertThat(metadata(late).xmp()).isNull();
        assertThat(metadata(with(segment(0xe1, XMP, new byte[9]))).xmp()).isNotNull();
    }

    @Test
    void textIsReadCompressedAndNot() throws Exception {
        for (boolean compressed : new boolean[] {false, true}) {
            assertThat(text(metadata(png(text(compressed, "<x/>"))).xmp())).isEqualTo("<x/>");
        }
        assertThat(metadata(png(chunk("iTXt", bytes("Comment\0\0\0\0\0<x/>")))).xmp())
                .isNull();
    }

    @Test
    void aProfileThatDoesNotInflateIsLeftOut() throws Exception {
        assertThat(text(metadata(png(profile("colours"), profile("others"))).icc()))
                .isEqualTo("colours");
        assertThat(metadata(png(chunk("iCCP", bytes("name\0\0no zlib")))).icc()).isNull();
        assertThat(metadata(png(chunk("iCCP", bytes("name")))).icc()).isNull();
        var data = Pictures.join(bytes("name\0\0"), deflated("colours"));
        var torn = Arrays.copyOf(data, data.length - 5);
        assertThat(metadata(png(chunk("iCCP", torn))).icc()).isNull();
    }

    @Test
    void codePointsOfSrgbWinOverAProfileWhichWinsOverTheChunkOfSrgb() throws Exception {
        var profile = profile("colours");
        assertThat(metadata(png(profile, chunk("sRGB", new byte[1]))).icc()).isNotNull();
        assertThat(metadata(png(chunk("cICP", new byte[] {12, 13, 0, 1}), profile))
                        .icc())
                .isNotNull();
        assertThat(metadata(png(profile, chunk("cICP", new byte[] {1, 13, 0, 1})))
                        .icc())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.jpg", "metadata.png", "metadata.webp", "metadata.tiff"})
    void noDamageIsABug(String name) throws Exception {
        var random = new Random(11);
        var whole = Pictures.picture(name);
        var structure = structure(whole);
        for (int i = 0; i < 3000; i++) {
            var file = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThat(structure.metadata(MemorySegment.ofArray(file))).isNotNull();
        }
    }

    private static Metadata metadata(byte[] file) throws Refusal {
        return structure(file).metadata(MemorySegment.ofArray(file));
    }

    private static Structure structure(byte[] file) throws Refusal {
        return Structure.of(ImageFormat.detect(file).orElseThrow());
    }

    private static Orientation orientation(byte[] exif) {
        return Exif.orientation(MemorySegment.ofArray(exif));
    }

    private static long size(@Nullable MemorySegment block) {
        return block == null ? 0 : block.byteSize();
    }

    private static String text(@Nullable MemorySegment block) {
        assertThat(block).isNotNull();
        return new String(block.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A JPEG with more segments.
    static byte[] with(byte[]... segments) {
        var photo = Pictures.photo("brick.jpg");
        var head = Arrays.copyOf(photo, BEHIND_START);
        return Pictures.join(head, Pictures.join(segments), Arrays.copyOfRange(photo, BEHIND_START, photo.length));
    }

    static byte[] segment(int marker, String identifier, byte[] content) {
        return new Pieces(ByteOrder.BIG_ENDIAN)
                .add((byte) 0xff, (byte) marker)
                .u16(2 + identifier.length() + content.length)
                .text(identifier)
                .add(content)
                .join();
    }

    private static byte[] icc(int number, int count, String part) {
        return segment(0xe2, "ICC_PROFILE\0", Pictures.join(new byte[] {(byte) number, (byte) count}, bytes(part)));
    }

    /// A PNG with more chunks.
    static byte[] png(byte[]... chunks) {
        var plain = Pictures.encoded(Pictures.plain(9, 9, Color.RED, BufferedImage.TYPE_INT_RGB), ImageFormat.PNG);
        var head = Arrays.copyOf(plain, BEHIND_HEADER);
        return Pictures.join(head, Pictures.join(chunks), Arrays.copyOfRange(plain, BEHIND_HEADER, plain.length));
    }

    static byte[] chunk(String name, byte[] data) {
        var sum = new CRC32();
        sum.update(bytes(name));
        sum.update(data);
        return new Pieces(ByteOrder.BIG_ENDIAN)
                .u32(data.length)
                .text(name)
                .add(data)
                .u32(sum.getValue())
                .join();
    }

    private static byte[] profile(String content) {
        return chunk("iCCP", Pictures.join(bytes("name\0\0"), deflated(content)));
    }

    private static byte[] text(boolean compressed, String content) {
        var head = bytes("XML:com.adobe.xmp\0" + (compressed ? "\1" : "\0") + "\0en\0key\0");
        return chunk("iTXt", Pictures.join(head, compressed ? deflated(content) : bytes(content)));
    }

    private static byte[] deflated(String content) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(bytes(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static int find(byte[] file, int... pattern) {
        var bytes = new byte[pattern.length];
        for (int i = 0; i < pattern.length; i++) {
            bytes[i] = (byte) pattern[i];
        }
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
