package io.seine.decode;

import static io.seine.decode.CodecFixtures.expected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seine.config.DecodeSettings.Engine;
import io.seine.decode.CodecFixtures.Fixture;
import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every codec finds in every variant of every format what other programs find in it.
class CodecReadTest {

    static Stream<Codec> codecs() {
        return CodecFixtures.codecs();
    }

    static Stream<Arguments> pictures() {
        return codecs().flatMap(codec -> CodecFixtures.all()
                .filter(fixture -> codec.reads().contains(fixture.format()))
                .map(fixture -> Arguments.of(codec, fixture)));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyVariantShowsWhatItShould(Codec codec, Fixture fixture) throws Exception {
        var expected = fixture.raw();
        var file = CodecFixtures.bytes(fixture.file());
        var header = Structure.of(fixture.format()).header(MemorySegment.ofArray(file));
        var metadata = CodecFixtures.metadata(expected.isGrey() ? Colours.GREY : Colours.RGB, null);
        var seen = CodecFixtures.decoded(codec, file, header, metadata);
        assertThat(seen.distance(expected)).as(fixture.file()).isLessThanOrEqualTo(fixture.error());
        if (!(expected.isGrey() && expected.depth() == 2)) { // which may be written with three colours
            assertThat(seen.depth()).isEqualTo(expected.depth());
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyVariantIsVerified(Codec codec, Fixture fixture) throws Exception {
        var file = MemorySegment.ofArray(CodecFixtures.bytes(fixture.file()));
        var structure = Structure.of(fixture.format());
        structure.check(file);
        codec.verify(file, structure.header(file));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatNobodyDecodesIsUnsupported(Codec codec) {
        assertRefused(
                codec,
                CodecFixtures.bytes("jpeg/12-bit.jpg"),
                CodecFixtures.header(ImageFormat.JPEG),
                Kind.UNSUPPORTED);
    }

    /// OpenCV's libjpeg-turbo knows them.
    @Test
    void rareProcessesAreUnsupportedByImageIo() {
        for (var name : new String[] {"jpeg/lossless.jpg", "jpeg/arithmetic.jpg"}) {
            var file = CodecFixtures.bytes(name);
            assertRefused(Codecs.of(Engine.IMAGEIO), file, CodecFixtures.header(ImageFormat.JPEG), Kind.UNSUPPORTED);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void fourInksAreShownAsTheirProfileSays(Codec codec) throws Exception {
        var metadata = CodecFixtures.metadata(Colours.CMYK, CodecFixtures.bytes("profiles/cmyk.icc"));
        for (var name : new String[] {"cmyk", "ycck"}) {
            var file = CodecFixtures.bytes("jpeg/" + name + "-icc.jpg");
            var seen = CodecFixtures.decoded(codec, file, CodecFixtures.header(ImageFormat.JPEG), metadata);
            assertThat(seen.distance(expected("jpeg-" + name + "-icc")))
                    .as(name)
                    .isLessThan(1.5);
        }
        var tiff = CodecFixtures.bytes("tiff/cmyk-icc.tif");
        var seen = CodecFixtures.decoded(codec, tiff, CodecFixtures.header(ImageFormat.TIFF), metadata);
        assertThat(seen.distance(expected("cmyk-icc"))).isLessThan(1.5);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aBrokenProfileOfInksIsLeftOut(Codec codec) throws Exception {
        var metadata = CodecFixtures.metadata(Colours.CMYK, new byte[300]);
        var seen = CodecFixtures.decoded(
                codec, CodecFixtures.bytes("jpeg/cmyk.jpg"), CodecFixtures.header(ImageFormat.JPEG), metadata);
        assertThat(seen.distance(expected("jpeg-cmyk"))).isLessThan(1);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void coloursAreConvertedByTheProfileOfTheTaskAlone(Codec codec) throws Exception {
        var jpeg = colours(codec, ImageFormat.JPEG, null);
        assertThat(jpeg.distance(expected("jpeg-icc-ignored"))).isLessThan(1);
        for (var format : new ImageFormat[] {ImageFormat.PNG, ImageFormat.TIFF, ImageFormat.WEBP}) {
            assertThat(colours(codec, format, null).distance(expected("rgb")))
                    .as(format.word())
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void coloursAreConvertedOnce(Codec codec) throws Exception {
        var profile = CodecFixtures.bytes("profiles/turned.icc");
        for (var format : new ImageFormat[] {ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.TIFF, ImageFormat.WEBP}) {
            var expected = expected(format == ImageFormat.JPEG ? "jpeg-icc" : "icc");
            assertThat(colours(codec, format, profile).distance(expected))
                    .as(format.word())
                    .isLessThan(1);
        }
    }

    private static RawPicture colours(Codec codec, ImageFormat format, byte @Nullable [] icc)
            throws Refusal, IOException {
        var name =
                switch (format) {
                    case JPEG -> "jpeg/icc.jpg";
                    case TIFF -> "tiff/rgb-icc.tif";
                    default -> format.word() + "/icc." + format.word();
                };
        return CodecFixtures.decoded(
                codec,
                CodecFixtures.bytes(name),
                CodecFixtures.header(format),
                CodecFixtures.metadata(Colours.RGB, icc));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void everyFrameIsVerifiedAndTheFirstOneTransformed(Codec codec) throws Exception {
        var film = CodecFixtures.bytes("webp/film.webp");
        var header = Header.of(ImageFormat.WEBP, 60, 40, 2, 2 * 60 * 40);
        codec.verify(MemorySegment.ofArray(film), header);
        film[startCode(film)] ^= 1; // of the second frame, which is a lossy one
        assertRefused(codec, film, header, Kind.UNDECODABLE);
        var seen = CodecFixtures.decoded(codec, film, header, Metadata.NONE);
        assertThat(seen.distance(expected("webp-film"))).isZero();
    }

    private static int startCode(byte[] film) {
        int at = 0;
        while ((film[at] & 0xff) != 0x9d || film[at + 1] != 1 || film[at + 2] != 0x2a) {
            at++;
        }
        return at;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aPageThatIsDamagedIsFound(Codec codec) {
        var pages = CodecFixtures.bytes("tiff/pages.tif");
        var header = new Header(ImageFormat.TIFF, 45, 31, 3, 3 * 45 * 31);
        var in = ByteBuffer.wrap(pages).order(ByteOrder.LITTLE_ENDIAN);
        int page = in.getInt(4);
        page = in.getInt(page + 2 + 12 * in.getShort(page)); // the second one
        for (int i = 0; i < in.getShort(page); i++) {
            if (in.getShort(page + 2 + 12 * i) == 259) {
                in.putShort(page + 2 + 12 * i + 8, (short) 5); // raw samples taken for LZW
            }
        }
        assertRefused(codec, pages, header, Kind.UNDECODABLE);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aPngOfTooFewRowsIsRefused(Codec codec) {
        var png = Pictures.claiming(CodecFixtures.bytes("png/rgb8.png"), 45, 32);
        assertRefused(codec, png, new Header(ImageFormat.PNG, 45, 32, 1, 45 * 32), Kind.UNDECODABLE);
    }

    /// ImageIO's cache is where temporary files would be; it is made unusable.
    @ParameterizedTest
    @MethodSource("pictures")
    void nothingIsKeptInTemporaryFiles(Codec codec, Fixture fixture, @TempDir Path folder) throws Exception {
        var cache = Files.createDirectory(folder.resolve("cache"));
        ImageIO.setCacheDirectory(cache.toFile());
        Files.delete(cache);
        var file = MemorySegment.ofArray(CodecFixtures.bytes(fixture.file()));
        var expected = fixture.raw();
        var header = Header.single(fixture.format(), expected.width(), expected.height());
        try {
            codec.verify(file, header);
            for (var format : codec.writes()) {
                codec.transform(file, header, CodecFixtures.task(header, Metadata.NONE, format));
            }
        } finally {
            ImageIO.setCacheDirectory(null);
        }
    }

    private static void assertRefused(Codec codec, byte[] file, Header header, Kind kind) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> codec.verify(MemorySegment.ofArray(file), header))
                .satisfies(refusal -> assertThat(refusal.failure().kind()).isEqualTo(kind));
    }
}
