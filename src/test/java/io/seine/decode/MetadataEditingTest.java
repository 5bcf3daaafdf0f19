package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Directory;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifThumbnailDirectory;
import com.drew.metadata.icc.IccDirectory;
import com.drew.metadata.iptc.IptcDirectory;
import com.drew.metadata.jpeg.JpegCommentDirectory;
import com.drew.metadata.xmp.XmpDirectory;
import io.seine.model.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read back by somebody else: metadata by metadata-extractor, pixels by ImageIO.
class MetadataEditingTest {

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "lossy.webp", "lossless.webp", "lossless-alpha.webp", "lossy-alpha.webp"})
    void aNewFileGetsExifAndXmpThatTellOfAnUprightPicture(String target) throws Exception {
        var file = fresh(target);
        var format = ImageFormat.detect(file).orElseThrow();
        var written = MetadataEditing.into(file, format, metadata("metadata.jpg"));
        Structure.of(format).check(MemorySegment.ofArray(written));
        assertSamePixels(written, file);

        var exif = Objects.requireNonNull(directory(written, ExifIFD0Directory.class));
        assertThat(exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)).isOne();
        assertThat(exif.getString(ExifIFD0Directory.TAG_MAKE)).isEqualTo("Seine test");
        assertThat(directory(written, ExifThumbnailDirectory.class)).isNotNull();
        var xmp = Objects.requireNonNull(directory(written, XmpDirectory.class));
        assertThat(xmp.getXmpProperties()).containsEntry("tiff:Orientation", "1");
        assertThat(xmp.getXmpProperties()).containsEntry("dc:format", "image/jpeg");
    }

    @Test
    void aWebpTellsOfItsTransparencyWhenItBecomesAnExtendedOne() throws Exception {
        assertThat(flags(extended("lossless-alpha.webp")))
                .isEqualTo(WebpCanvas.ALPHA | WebpCanvas.EXIF | WebpCanvas.XMP);
        assertThat(flags(extended("lossy-alpha.webp"))).isEqualTo(WebpCanvas.ALPHA | WebpCanvas.EXIF | WebpCanvas.XMP);
        assertThat(flags(extended("lossless.webp"))).isEqualTo(WebpCanvas.EXIF | WebpCanvas.XMP);
        var onlyExif = new Metadata(
                Metadata.Colours.RGB, Orientation.UPRIGHT, null, MemorySegment.ofArray(ExifBlocks.of(6)), null);
        assertThat(flags(MetadataEditing.into(fresh("lossy.webp"), ImageFormat.WEBP, onlyExif)))
                .isEqualTo(WebpCanvas.EXIF);
    }

    @Test
    void whatHasNoMetadataGetsNone() throws Exception {
        var file = fresh("png");
        assertThat(MetadataEditing.into(file, ImageFormat.PNG, Metadata.NONE)).isSameAs(file);
        assertThat(MetadataEditing.into(file, ImageFormat.GIF, metadata("metadata.jpg")))
                .isSameAs(file);
    }

    @Test
    void aBlockThatFitsIntoNoSegmentOfAJpegIsLeftOut() throws Exception {
        var photo = fresh("jpg");
        int exif = 65_533 - 6;
        int xmp = 65_533 - 29;
        assertThat(MetadataEditing.into(photo, ImageFormat.JPEG, blocks(exif, xmp)))
                .hasSize(photo.length + 2 * (4 + 65_533));
        assertThat(MetadataEditing.into(photo, ImageFormat.JPEG, blocks(exif + 1, xmp)))
                .hasSize(photo.length + 4 + 65_533);
        assertThat(MetadataEditing.into(photo, ImageFormat.JPEG, blocks(exif + 1, xmp + 1)))
                .isEqualTo(photo);
    }

    @Test
    void orientationIsMadeUprightInBothByteOrdersAndThreeTypes() {
        for (var order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (int type : new int[] {ExifBlocks.BYTE, ExifBlocks.SHORT, ExifBlocks.LONG}) {
                assertThat(Exif.upright(MemorySegment.ofArray(ExifBlocks.of(order, type, 7))))
                        .isEqualTo(ExifBlocks.of(order, type, 1));
            }
        }
    }

    @Test
    void orientationIsMadeUprightInXmpAsAttributeAndElement() {
        assertThat(upright("<a tiff:Orientation=\"8\" b='3'>4</a>")).isEqualTo("<a tiff:Orientation=\"1\" b='3'>4</a>");
        assertThat(upright("<a tiff:Orientation = ' 12'/>")).isEqualTo("<a tiff:Orientation = ' 1'/>");
        assertThat(upright("<tiff:Orientation>6</tiff:Orientation>"))
                .isEqualTo("<tiff:Orientation>1</tiff:Orientation>");
        assertThat(upright("<tiff:Orientation x=\"7\">\n 6\n</tiff:Orientation>"))
                .isEqualTo("<tiff:Orientation x=\"7\">\n 1\n</tiff:Orientation>");
        assertThat(upright("<tiff:Make>6</tiff:Make>\u00e4")).isEqualTo("<tiff:Make>6</tiff:Make>\u00e4");
    }

    @Test
    void aJpegIsStrippedOfAllButItsPictureAndColours() throws Exception {
        var original = Pictures.picture("metadata.jpg");
        var stripped = stripped(original, ImageFormat.JPEG);
        assertThat(directory(stripped, IccDirectory.class)).isNotNull();
        assertThat(directory(stripped, ExifIFD0Directory.class)).isNull();
        assertThat(directory(stripped, XmpDirectory.class)).isNull();
        assertThat(directory(stripped, IptcDirectory.class)).isNull();
        assertThat(directory(stripped, JpegCommentDirectory.class)).isNull();
        assertThat(stripped).endsWith(0xff, 0xd9);
        assertThat(tail(stripped, 700)).isEqualTo(tail(Arrays.copyOf(original, original.length - 10), 700));
        assertSamePixels(stripped, original);
    }

    @Test
    void aJpegKeepsJfifWithoutItsThumbnailAndAdobesMarker() throws Exception {
        var thumbnail = MetadataTest.segment(0xe0, "JFIF\0", new byte[] {1, 2, 1, 0, 72, 0, 72, 1, 1, 9, 9, 9});
        var extension = MetadataTest.segment(0xe0, "JFXX\0", new byte[20]);
        var adobe = MetadataTest.segment(0xee, "Adobe", new byte[] {0, 100, 0, 0, 0, 0, 1});
        var maker = MetadataTest.segment(0xe4, "maker", new byte[300]);
        var plain = MetadataTest.segment(0xe0, "JFIF\0", new byte[] {1, 2, 1, 0, 72, 0, 72, 0, 0});
        var picture = behindJfif();
        var start = new byte[] {-1, (byte) 0xd8};
        var original = Pictures.join(start, thumbnail, extension, maker, adobe, picture);
        assertThat(stripped(original, ImageFormat.JPEG)).isEqualTo(Pictures.join(start, plain, adobe, picture));
    }

    @Test
    void aProgressiveJpegKeepsEveryScan() throws Exception {
        var progressive = Pictures.progressive(Pictures.photo("chelsea.jpg"));
        var comment = MetadataTest.segment(0xfe, "a comment", new byte[0]);
        var commented = Pictures.join(
                Arrays.copyOf(progressive, 20), comment, Arrays.copyOfRange(progressive, 20, progressive.length));
        assertThat(stripped(commented, ImageFormat.JPEG)).isEqualTo(progressive);
    }

    @Test
    void aPngIsStrippedOfAllButItsPictureAndColours() throws Exception {
        var original = Pictures.picture("metadata.png");
        var stripped = stripped(Pictures.join(original, new byte[5]), ImageFormat.PNG);
        Structure.of(ImageFormat.PNG).check(MemorySegment.ofArray(stripped));
        assertThat(names(stripped)).isEqualTo("IHDR iCCP PLTE pHYs IDAT IEND");
        assertSamePixels(stripped, original);
    }

    @Test
    void aWebpIsStrippedOfAllButItsPictureAndColours() throws Exception {
        var original = Pictures.picture("metadata.webp");
        var stripped = stripped(Pictures.join(original, new byte[5]), ImageFormat.WEBP);
        Structure.of(ImageFormat.WEBP).check(MemorySegment.ofArray(stripped));
        assertThat(directory(stripped, IccDirectory.class)).isNotNull();
        assertThat(directory(stripped, ExifIFD0Directory.class)).isNull();
        assertThat(directory(stripped, XmpDirectory.class)).isNull();
        assertThat(flags(stripped)).isEqualTo(32);
        assertSamePixels(stripped, original);
    }

    @Test
    void aStrippedAnimationKeepsItsFrames() throws Exception {
        var film = Pictures.picture("film.webp");
        var commented = WebpStructureTest.riff(
                Arrays.copyOfRange(film, WebpChunks.HEAD, film.length),
                WebpStructureTest.chunk("EXIF", ExifBlocks.of(1)),
                WebpStructureTest.chunk("MAKR", new byte[7]));
        assertThat(stripped(commented, ImageFormat.WEBP)).isEqualTo(film);
    }

    @Test
    void whatIsPutInIsTakenOutAgain() throws Exception {
        for (var target : new String[] {"jpg", "png", "lossy-alpha.webp"}) {
            var file = fresh(target);
            var format = ImageFormat.detect(file).orElseThrow();
            var written = MetadataEditing.into(file, format, metadata("metadata.jpg"));
            assertThat(stripped(written, format)).isEqualTo(file);
        }
    }

    @Test
    void nothingIsStrippedWhereNothingIsToStrip() throws Exception {
        for (var target : new String[] {"jpg", "png", "lossy.webp", "lossy-alpha.webp", "film.webp"}) {
            var file = fresh(target);
            var format = ImageFormat.detect(file).orElseThrow();
            assertThat(MetadataEditing.stripped(MemorySegment.ofArray(file), format))
                    .as(target)
                    .isNull();
        }
        assertThat(MetadataEditing.stripped(MemorySegment.ofArray(Pictures.photo("fr.gif")), ImageFormat.GIF))
                .isNull();
    }

    /// A file without metadata, as an encoder leaves it.
    private static byte[] fresh(String target) {
        return switch (target) {
            case "jpg" -> Pictures.encoded(Pictures.photo("chelsea.jpg"), ImageFormat.JPEG);
            case "png" -> Pictures.encoded(Pictures.photo("chelsea.jpg"), ImageFormat.PNG);
            default -> Pictures.picture(target);
        };
    }

    private static byte[] behindJfif() {
        var photo = fresh("jpg");
        return Arrays.copyOfRange(photo, 20, photo.length);
    }

    private static Metadata metadata(String name) throws Refusal {
        var file = Pictures.picture(name);
        return Structure.of(ImageFormat.detect(file).orElseThrow()).metadata(MemorySegment.ofArray(file));
    }

    private static byte[] extended(String name) throws Refusal {
        return MetadataEditing.into(fresh(name), ImageFormat.WEBP, metadata("metadata.jpg"));
    }

    private static Metadata blocks(int exif, int xmp) {
        return new Metadata(
                Metadata.Colours.RGB,
                Orientation.UPRIGHT,
                null,
                MemorySegment.ofArray(new byte[exif]),
                MemorySegment.ofArray(new byte[xmp]));
    }

    private static byte[] stripped(byte[] file, ImageFormat format) throws Refusal {
        return Objects.requireNonNull(MetadataEditing.stripped(MemorySegment.ofArray(file), format));
    }

    private static int flags(byte[] webp) throws Refusal {
        var canvas = WebpStructure.first(WebpChunks.of(MemorySegment.ofArray(webp)));
        assertThat(canvas.name()).isEqualTo("VP8X");
        return canvas.data().get(ValueLayout.JAVA_BYTE, 0);
    }

    private static String upright(String xmp) {
        var packet = MemorySegment.ofArray(xmp.getBytes(StandardCharsets.UTF_8));
        return new String(Xmp.upright(packet), StandardCharsets.UTF_8);
    }

    private static String names(byte[] png) throws Refusal {
        var chunks = new PngChunks(MemorySegment.ofArray(png));
        var chunk = chunks.next();
        var names = new StringBuilder(chunk.name());
        while (!chunk.isEnd()) {
            chunk = chunks.next();
            names.append(' ').append(chunk.name());
        }
        return names.toString();
    }

    private static <T extends Directory> @Nullable T directory(byte[] file, Class<T> kind) throws Exception {
        return ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length)
                .getFirstDirectoryOfType(kind);
    }

    private static byte[] tail(byte[] file, int length) {
        return Arrays.copyOfRange(file, file.length - length, file.length);
    }

    private static void assertSamePixels(byte[] file, byte[] original) throws IOException {
        assertThat(pixels(file)).isEqualTo(pixels(original));
    }

    private static int[] pixels(byte[] file) throws IOException {
        BufferedImage image = Pictures.decoded(file);
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
