package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seine.decode.CodecFixtures.Fixture;
import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import io.seine.model.Kind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
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
        for (var name : new String[] {"jpeg/12-bit.jpg", "jpeg/lossless.jpg"}) {
            var file = CodecFixtures.bytes(name);
            assertThatExceptionOfType(Refusal.class)
                    .as(name)
                    .isThrownBy(() -> codec.verify(MemorySegment.ofArray(file), jpeg()))
                    .satisfies(refusal -> assertThat(refusal.failure().kind()).isEqualTo(Kind.UNSUPPORTED));
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void fourInksAreShownAsTheirProfileSays(Codec codec) throws Exception {
        var metadata = CodecFixtures.metadata(Colours.CMYK, CodecFixtures.bytes("profiles/cmyk.icc"));
        for (var name : new String[] {"cmyk", "ycck"}) {
            var file = CodecFixtures.bytes("jpeg/" + name + "-icc.jpg");
            var seen = CodecFixtures.decoded(codec, file, jpeg(), metadata);
            assertThat(seen.distance(expected("jpeg-" + name + "-icc")))
                    .as(name)
                    .isLessThan(1.5);
        }
        var tiff = CodecFixtures.bytes("tiff/cmyk-icc.tif");
        var seen = CodecFixtures.decoded(codec, tiff, Header.single(ImageFormat.TIFF, 45, 31), metadata);
        assertThat(seen.distance(expected("cmyk-icc"))).isLessThan(1.5);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aBrokenProfileOfInksIsLeftOut(Codec codec) throws Exception {
        var metadata = CodecFixtures.metadata(Colours.CMYK, new byte[300]);
        var seen = CodecFixtures.decoded(codec, CodecFixtures.bytes("jpeg/cmyk.jpg"), jpeg(), metadata);
        assertThat(seen.distance(expected("jpeg-cmyk"))).isLessThan(1);
    }

    private static Header jpeg() throws Refusal {
        return Header.single(ImageFormat.JPEG, 45, 31);
    }

    private static RawPicture expected(String name) {
        return RawPicture.ofPam(CodecFixtures.bytes("expected/" + name + ".pam"));
    }
}
