package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Animated;
import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Filter;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.Body;
import io.seine.model.DataSize;
import io.seine.model.Decoded;
import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import io.seine.model.Picture;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(
        value = Engine.class,
        names = {"OPENCV", "IMAGEIO"})
class DecoderTest {
    private static final Resize KEEP_100 = new Resize(Fit.KEEP_RATIO, 100, false);

    @Parameter
    private Engine engine;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"chelsea.jpg", "brick.jpg", "horse.png", "np.gif", "br.gif", "fr.gif", "ch.gif"})
    void aSoundPictureIsVerifiedAndKept(String name) throws Exception {
        var content = Pictures.photo(name);
        var decoded = decode(Pictures.VERIFY, content);
        var image = Pictures.decoded(content);
        assertThat(decoded.body().bytes()).isSameAs(content);
        assertThat(decoded.extension()).isEqualTo(name.substring(name.indexOf('.') + 1));
        assertThat(decoded.picture()).isEqualTo(Picture.unchanged(image.getWidth(), image.getHeight()));
    }

    @Test
    void aTruncatedJpegIsUndecodable() {
        var photo = Pictures.photo("chelsea.jpg");
        for (int lost : new int[] {1, 2, 3, 500, photo.length - 700}) {
            assertThat(refusal(Pictures.VERIFY, Arrays.copyOf(photo, photo.length - lost)))
                    .startsWith("undecodable: the file is truncated");
        }
    }

    @Test
    void bytesBehindTheEndOfAJpegAreNoDamage() throws Exception {
        var tail = "previews and depth maps".getBytes(StandardCharsets.UTF_8);
        assertThat(decode(Pictures.VERIFY, Pictures.join(Pictures.photo("brick.jpg"), tail))
                        .extension())
                .isEqualTo("jpg");
    }

    @Test
    void aJpegThatLostItsMiddleIsUndecodable() {
        var photo = Pictures.photo("chelsea.jpg");
        var torn = Pictures.join(Arrays.copyOf(photo, 9000), Arrays.copyOfRange(photo, 20_000, photo.length));
        assertThat(refusal(Pictures.VERIFY, torn)).startsWith("undecodable: scan 1 of the JPEG");
        assertThat(refusal(transforming(null, KEEP_100), torn)).startsWith("undecodable: scan 1 of the JPEG");
    }

    @Test
    void aProgressiveJpegIsVerified() throws Exception {
        var progressive = Pictures.progressive(Pictures.photo("chelsea.jpg"));
        assertThat(decode(Pictures.VERIFY, progressive).picture()).isEqualTo(Picture.unchanged(451, 300));
    }

    @Test
    void anyFlippedBitInAPngIsUndecodable() {
        var png = Pictures.photo("horse.png");
        for (int at = 8; at < png.length; at += 401) {
            var flipped = png.clone();
            flipped[at] ^= 4;
            assertThat(refusal(Pictures.VERIFY, flipped)).as("byte " + at).contains(": ");
        }
    }

    @Test
    void aGifWhoseDataEndsEarlyIsUndecodable() {
        var gif = Pictures.encoded(Pictures.photo("chelsea.jpg"), ImageFormat.GIF);
        int data = 13 + 3 * 256; // behind the screen and its palette
        while (gif[data] != 0x2c) {
            data++;
        }
        var threeBlocks = Arrays.copyOf(gif, data + 11 + 3 * 256);
        assertThat(refusal(Pictures.VERIFY, Pictures.join(threeBlocks, new byte[] {0, 0x3b})))
                .matches("undecodable: frame 1 of the GIF ends after \\d+ of its 135300 pixels");
    }

    @ParameterizedTest
    @EnumSource(
            value = ImageFormat.class,
            names = {"BMP", "TIFF", "PNG", "GIF", "JPEG"})
    void everyFormatIsVerifiedAndEveryTruncationOfItRefused(ImageFormat format) throws Exception {
        var whole = Pictures.encoded(Pictures.decoded(Pictures.photo("fr.gif")), format);
        assertThat(decode(Pictures.VERIFY, whole).extension()).isEqualTo(format.extension());
        for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 60)) {
            assertThat(refusal(Pictures.VERIFY, Arrays.copyOf(whole, length))).matches("un(decodable|supported): .*");
        }
        assertThat(refusal(Pictures.VERIFY, Arrays.copyOf(whole, whole.length - 1)))
                .startsWith("undecodable");
    }

    @Test
    void everyFrameOfAnAnimationIsCountedAndDecoded() throws Exception {
        var frame = Pictures.plain(60, 40, Color.RED, BufferedImage.TYPE_BYTE_INDEXED);
        for (var format : new ImageFormat[] {ImageFormat.GIF, ImageFormat.TIFF}) {
            var film = Pictures.frames(format, frame, frame, frame);
            assertThat(decode(Pictures.limited(3 * 60 * 40), film).picture()).isEqualTo(Picture.unchanged(60, 40));
            assertThat(refusal(Pictures.limited(3 * 60 * 40 - 1), film))
                    .isEqualTo("too_many_pixels: the picture has 60 × 40 pixels in 3 frames, more than"
                            + " max-pixels = 7199 allows");
        }
    }

    @Test
    void anAnimationIsTransformedKeptOrSkipped() throws Exception {
        var frame = Pictures.plain(60, 40, Color.RED, BufferedImage.TYPE_BYTE_INDEXED);
        var film = Pictures.frames(ImageFormat.GIF, frame, frame, frame);
        assertThat(decode(animated(Animated.FIRST), film).picture()).isEqualTo(new Picture(30, 20, 60, 40));
        assertThat(decode(animated(Animated.KEEP), film).body().bytes()).isSameAs(film);
        assertThat(decode(animated(Animated.KEEP), film).extension()).isEqualTo("gif");
        assertThat(refusal(animated(Animated.SKIP), film))
                .isEqualTo("filtered: 60 × 40 pixels in 3 frames, and decode.animated = skip");
        assertThat(decode(animated(Animated.SKIP), Pictures.photo("fr.gif")).extension())
                .isEqualTo("png");
    }

    @Test
    void aPictureThatTakesMoreMemoryThanThereMayBeIsRefused() {
        var settings = Pictures.settings(Mode.VERIFY, null, Pictures.AS_IT_IS, new DataSize(1_000_000));
        assertThat(refusal(settings, Pictures.photo("chelsea.jpg")))
                .isEqualTo("too_many_pixels: decoding 135300 pixels takes 1082400 bytes, more than"
                        + " decode.memory = 1000000 allows");
    }

    @Test
    void aBombIsRefusedByItsHeader() {
        var bomb = Pictures.claiming(Pictures.photo("horse.png"), 64_250, 64_250);
        assertThat(refusal(Pictures.VERIFY, bomb)).startsWith("too_many_pixels: the picture has 64250 × 64250 pixels");
        assertThat(refusal(Pictures.VERIFY, Pictures.claiming(Pictures.photo("horse.png"), -1, -1)))
                .startsWith("undecodable: the header declares 4294967295 × 4294967295");
    }

    @Test
    void scalingUpBeyondTheLimitIsRefused() {
        var strip = Pictures.encoded(Pictures.plain(1, 2000, Color.BLUE, BufferedImage.TYPE_INT_RGB), ImageFormat.PNG);
        assertThat(refusal(transforming(null, KEEP_100), strip))
                .startsWith("too_many_pixels: resizing would make 100 × 200000 pixels");
    }

    @Test
    void filtersTellWhy() {
        var photo = Pictures.photo("chelsea.jpg");
        assertThat(refusal(Pictures.filtering(new Filter(301, null, null)), photo))
                .isEqualTo("filtered: 451 × 300 pixels, a side below min-side = 301");
        assertThat(refusal(Pictures.filtering(new Filter(null, 135_299L, null)), photo))
                .isEqualTo("filtered: 451 × 300 pixels, an area above max-area = 135299");
        assertThat(refusal(Pictures.filtering(new Filter(null, null, 1.5)), photo))
                .isEqualTo("filtered: 451 × 300 pixels, an aspect of 1.50 above max-aspect = 1.5");
    }

    @Test
    void aPictureThatFitsTheFiltersIsKept() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        assertThat(decode(Pictures.filtering(new Filter(300, 135_300L, 1.51)), photo)
                        .extension())
                .isEqualTo("jpg");
    }

    @Test
    void whatIsNoPictureIsUnsupportedAndToldWhatItLooksLike() {
        assertThat(refusal(Pictures.VERIFY, text("\n <!DOCTYPE html><html>"))).endsWith("looks like HTML");
        assertThat(refusal(Pictures.VERIFY, text("{\"error\": 1}"))).endsWith("looks like JSON");
        assertThat(refusal(Pictures.VERIFY, text("moved"))).endsWith("looks like text");
        assertThat(refusal(Pictures.VERIFY, new byte[] {1, 2, (byte) 0xfe})).endsWith("begins with 01 02 fe");
        assertThat(refusal(Pictures.VERIFY, new byte[0])).isEqualTo("unsupported: the body is empty");
    }

    @Test
    void aFormatThatThisBuildCannotReadIsNamed() {
        assertThat(refusal(Pictures.VERIFY, text("\0\0\0\u001cftypavif\0\0\0\0")))
                .isEqualTo("unsupported: an avif picture, which this build cannot read");
    }

    @Test
    void withoutDecodingAnythingPasses() throws Exception {
        var decoded = decode(Pictures.settings(Mode.NONE, null, Pictures.AS_IT_IS), text("RIFF....WEBPVP8 "));
        assertThat(decoded.extension()).isEqualTo("webp");
        assertThat(decoded.picture()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void everyModeMakesWhatThePlanSays(Fit fit) throws Exception {
        for (int size : new int[] {90, 500}) {
            var resize = new Resize(fit, size, false);
            var plan = Plan.of(451, 300, resize);
            var decoded = decode(transforming(null, resize), Pictures.photo("chelsea.jpg"));
            var image = Pictures.decoded(decoded.body().bytes());
            assertThat(image.getWidth()).isEqualTo(plan.width());
            assertThat(image.getHeight()).isEqualTo(plan.height());
            assertThat(decoded.picture()).isEqualTo(new Picture(plan.width(), plan.height(), 451, 300));
        }
    }

    @Test
    void aPictureThatConformsKeepsItsBytes() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        var resize = new Resize(Fit.BORDER, 500, true);
        assertThat(decode(transforming(ImageFormat.JPEG, resize), photo).body().bytes())
                .isSameAs(photo);
        assertThat(decode(transforming(ImageFormat.PNG, resize), photo).extension())
                .isEqualTo("png");
    }

    @Test
    void aColourProfileAloneMakesAPictureBeWrittenAnew() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        var settings = transforming(null, Pictures.AS_IT_IS);
        assertThat(decode(settings, photo).body().bytes()).isSameAs(photo);
        var usual = Pictures.withProfile(photo, IccProfiles.rgb(IccProfiles.SRGB));
        assertThat(decode(settings, usual).body().bytes()).isEqualTo(usual);
        var wide = Pictures.withProfile(photo, IccProfiles.rgb(IccProfiles.DISPLAY_P3));
        var written = decode(settings, wide);
        assertThat(written.picture()).isEqualTo(Picture.unchanged(451, 300));
        assertThat(new String(written.body().bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("ICC_PROFILE");
        assertThat(written.body().bytes()).isNotEqualTo(wide).isNotEqualTo(photo);
    }

    @Test
    void greyBecomesThreeComponentsWhereThatIsAskedFor() throws Exception {
        var grey = Pictures.plain(40, 30, new Color(0x646464), BufferedImage.TYPE_BYTE_GRAY);
        for (var format : new ImageFormat[] {ImageFormat.JPEG, ImageFormat.PNG}) {
            var file = Pictures.encoded(grey, format);
            assertThat(Pictures.decoded(file).getRaster().getNumBands()).isEqualTo(1);
            for (var resize : new Resize[] {Pictures.AS_IT_IS, new Resize(Fit.KEEP_RATIO, 20, false)}) {
                var raster = Pictures.decoded(
                                decode(inColour(resize), file).body().bytes())
                        .getRaster();
                assertThat(raster.getNumBands()).isEqualTo(3);
                assertThat(raster.getSample(5, 5, 0)).isEqualTo(raster.getSample(5, 5, 2));
            }
            assertThat(decode(transforming(null, Pictures.AS_IT_IS), file)
                            .body()
                            .bytes())
                    .isSameAs(file);
        }
    }

    private static DecodeSettings inColour(Resize resize) {
        var encoding =
                new Encoding(null, 90, false, Chroma.HALF, Encoding.Metadata.STRIP, Encoding.Grayscale.RGB, 0xffffff);
        return Pictures.settings(Mode.TRANSFORM, 2_000_000, resize, encoding, Filter.NONE);
    }

    @Test
    void theBorderHasTheBackgroundColour() throws Exception {
        var settings = Pictures.settings(
                Mode.TRANSFORM,
                1_000_000,
                new Resize(Fit.BORDER, 200, false),
                Pictures.encoding(ImageFormat.PNG, 0x336699),
                Filter.NONE);
        var image = Pictures.decoded(
                decode(settings, Pictures.photo("chelsea.jpg")).body().bytes());
        assertThat(image.getRGB(3, 3)).isEqualTo(0xff336699);
        assertThat(image.getRGB(196, 196)).isEqualTo(0xff336699);
        assertThat(image.getRGB(100, 40)).isNotEqualTo(0xff336699);
    }

    @Test
    void transparencyBecomesBackgroundInAJpegAndStaysInAPng() throws Exception {
        var clear = Pictures.encoded(
                Pictures.plain(80, 60, new Color(0, 0, 0, 0), BufferedImage.TYPE_INT_ARGB), ImageFormat.PNG);
        var resize = new Resize(Fit.KEEP_RATIO, 30, false);
        assertThat(pixel(transforming(ImageFormat.JPEG, resize), clear)).isEqualTo(0xffffffff);
        assertThat(pixel(transforming(null, resize), clear)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = ImageFormat.class,
            names = {"BMP", "TIFF", "PNG", "GIF", "JPEG"})
    void everyFormatIsWrittenAnewWithItsColours(ImageFormat format) throws Exception {
        var blue = Pictures.encoded(Pictures.plain(80, 60, new Color(0x6699cc), BufferedImage.TYPE_INT_RGB), format);
        var decoded = decode(transforming(null, new Resize(Fit.CENTER_CROP, 30, false)), blue);
        assertThat(ImageFormat.detect(decoded.body().head(ImageFormat.HEAD))).contains(format);
        assertClose(Pictures.decoded(decoded.body().bytes()).getRGB(10, 10), 0x6699cc);
    }

    @Test
    void greyStaysAsDarkAsItWas() throws Exception {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            var grey = new BufferedImage(40, 40, type);
            grey.getRaster().setSamples(0, 0, 40, 40, 0, filled(type == BufferedImage.TYPE_BYTE_GRAY ? 100 : 25_700));
            var png = Pictures.encoded(grey, ImageFormat.PNG);
            var decoded = decode(transforming(null, new Resize(Fit.KEEP_RATIO, 20, false)), png);
            var raster = Pictures.decoded(decoded.body().bytes()).getRaster();
            assertThat(raster.getNumBands()).isEqualTo(1);
            assertThat(raster.getSample(5, 5, 0)).isEqualTo(100);
        }
    }

    @Test
    void aFrameLiesInItsPlaceOnTheGifsCanvas() throws Exception {
        var gif = Pictures.frames(ImageFormat.GIF, Pictures.plain(20, 20, Color.RED, BufferedImage.TYPE_BYTE_INDEXED));
        gif[6] = 40; // the width of the screen
        gif[8] = 30;
        var decoded = decode(transforming(ImageFormat.PNG, Pictures.AS_IT_IS), gif);
        var image = Pictures.decoded(decoded.body().bytes());
        assertThat(decoded.picture()).isEqualTo(Picture.unchanged(40, 30));
        assertThat(image.getRGB(10, 10)).isEqualTo(0xffff0000);
        assertThat(image.getRGB(30, 25)).isZero();
    }

    @Test
    void aSpooledBodyIsReadFromItsFile() throws Exception {
        var file = Files.write(folder.resolve("body"), Pictures.photo("brick.jpg"));
        var body = new Body.Spooled(file, Files.size(file));
        var decoder = new Decoder(transforming(null, KEEP_100), Codecs.of(engine));
        assertThat(decoder.decode(new Fetched(Pictures.TRANSFER, body)).picture())
                .isEqualTo(new Picture(100, 100, 512, 512));
    }

    private Decoded decode(DecodeSettings settings, byte[] content) throws Refusal, IOException {
        return new Decoder(settings, Codecs.of(engine)).decode(Pictures.fetched(content));
    }

    /// The kind and message with which `content` is refused.
    private String refusal(DecodeSettings settings, byte[] content) {
        try {
            return Assertions.fail("not refused: " + decode(settings, content));
        } catch (Refusal refusal) {
            return refusal.failure().kind().word() + ": " + refusal.getMessage();
        } catch (IOException e) {
            return Kind.INTERNAL.word() + ": " + e;
        }
    }

    private int pixel(DecodeSettings settings, byte[] content) throws Refusal, IOException {
        return Pictures.decoded(decode(settings, content).body().bytes()).getRGB(5, 5);
    }

    private static void assertClose(int rgb, int expected) {
        for (int shift = 0; shift < 24; shift += 8) {
            assertThat(rgb >> shift & 0xff).isCloseTo(expected >> shift & 0xff, within(3));
        }
    }

    private static int[] filled(int value) {
        var samples = new int[1600];
        Arrays.fill(samples, value);
        return samples;
    }

    private static DecodeSettings transforming(@Nullable ImageFormat format, Resize resize) {
        return Pictures.settings(Mode.TRANSFORM, format, resize);
    }

    private static DecodeSettings animated(Animated animated) {
        var settings = transforming(ImageFormat.PNG, new Resize(Fit.KEEP_RATIO, 20, false));
        return new DecodeSettings(
                settings.mode(),
                settings.codec(),
                settings.thorough(),
                1,
                settings.memory(),
                settings.maxPixels(),
                animated,
                settings.resize(),
                settings.encoding(),
                settings.filter());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
