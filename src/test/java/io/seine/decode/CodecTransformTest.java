package io.seine.decode;

import static io.seine.decode.CodecFixtures.expected;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.decode.Codec.Task;
import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Scaling, turning, laying on a canvas: the same by every codec.
class CodecTransformTest {
    private static final Encoding PNG = CodecFixtures.encoding(ImageFormat.PNG);

    static Stream<Codec> codecs() {
        return CodecFixtures.codecs();
    }

    static Stream<Arguments> orientations() {
        return codecs().flatMap(codec -> IntStream.rangeClosed(1, 8).mapToObj(value -> Arguments.of(codec, value)));
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void everyOrientationShowsTheSameUprightPicture(Codec codec, int orientation) throws Exception {
        var seen = upright(codec, orientation, CodecFixtures.same(45, 31), PNG);
        assertThat(seen.distance(expected("rgb"))).isLessThan(1);
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void thePlanIsThatOfTheUprightPicture(Codec codec, int orientation) throws Exception {
        for (var plan : new Plan[] {new Plan(29, 20, 20, 20), new Plan(90, 62, 90, 62), new Plan(29, 20, 40, 24)}) {
            var expected = upright(codec, 1, plan, PNG);
            assertThat(expected.width()).isEqualTo(plan.width());
            assertThat(expected.height()).isEqualTo(plan.height());
            assertThat(upright(codec, orientation, plan, PNG).distance(expected))
                    .isLessThan(1.5);
        }
    }

    private static RawPicture upright(Codec codec, int value, Plan plan, Encoding encoding)
            throws Refusal, IOException {
        var orientation = Orientation.of(value);
        var file = MemorySegment.ofArray(CodecFixtures.bytes("orientation/" + value + ".jpg"));
        var header = orientation.swapsSides()
                ? Header.single(ImageFormat.JPEG, 31, 45)
                : Header.single(ImageFormat.JPEG, 45, 31);
        var metadata = new Metadata(Colours.RGB, orientation, null, null, null);
        return RawPicture.of(codec.transform(file, header, new Task(plan, metadata, ImageFormat.PNG, encoding)));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theMiddleIsCutOut(Codec codec) throws Exception {
        var whole = expected("rgb");
        var seen = transformed(codec, "rgb8", new Plan(45, 31, 21, 31), PNG);
        for (int y = 0; y < 31; y++) {
            for (int x = 0; x < 21; x++) {
                assertThat(seen.pixel(x, y)).containsExactly(whole.pixel(x + 12, y));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theBorderIsBackgroundBesideThePicture(Codec codec) throws Exception {
        var encoding = CodecFixtures.encoding(ImageFormat.PNG, Grayscale.KEEP, 0x336699);
        var seen = transformed(codec, "rgb8", new Plan(45, 31, 45, 45), encoding);
        assertThat(seen.pixel(0, 0)).containsExactly(0x33, 0x66, 0x99, 255);
        assertThat(seen.pixel(44, 44)).containsExactly(0x33, 0x66, 0x99, 255);
        assertThat(seen.pixel(20, 6)).containsExactly(0x33, 0x66, 0x99, 255);
        assertThat(seen.pixel(20, 7)).containsExactly(expected("rgb").pixel(20, 0));
        assertThat(seen.pixel(20, 37)).containsExactly(expected("rgb").pixel(20, 30));
        assertThat(seen.pixel(20, 38)).containsExactly(0x33, 0x66, 0x99, 255);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aTransparentPictureStaysTransparentWithinItsBorder(Codec codec) throws Exception {
        var encoding = CodecFixtures.encoding(ImageFormat.PNG, Grayscale.KEEP, 0x336699);
        var seen = transformed(codec, "rgba8", new Plan(45, 31, 45, 45), encoding);
        assertThat(seen.depth()).isEqualTo(4);
        assertThat(seen.pixel(0, 0)).containsExactly(0x33, 0x66, 0x99, 255);
        assertThat(seen.pixel(0, 7)).containsExactly(0, 0, 0, 0);
        assertThat(seen.pixel(20, 7)).containsExactly(expected("rgba").pixel(20, 0));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void alphaIsFlattenedWhereTheFormatHasNone(Codec codec) throws Exception {
        var encoding = CodecFixtures.encoding(ImageFormat.BMP, Grayscale.KEEP, 0x336699);
        var seen = transformed(codec, "rgba8", CodecFixtures.same(45, 31), encoding);
        assertThat(seen.depth()).isEqualTo(3);
        assertThat(seen.pixel(0, 0)).containsExactly(0x33, 0x66, 0x99, 255);
        var straight = expected("rgba").pixel(20, 10);
        for (int i = 0; i < 3; i++) {
            int background = 0x336699 >> (16 - 8 * i) & 0xff;
            int blended = straight[i] + background * (255 - straight[3]) / 255;
            assertThat(seen.pixel(20, 10)[i]).isBetween(blended - 1, blended + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsTransparentDoesNotColourItsNeighbours(Codec codec) throws Exception {
        var small = transformed(codec, "rgba8", new Plan(15, 10, 15, 10), PNG);
        var large = transformed(codec, "rgba8", new Plan(135, 93, 135, 93), PNG);
        assertThat(small.pixel(0, 2)).containsExactly(0, 0, 0, 0);
        assertThat(large.pixel(1, 8)).containsExactly(0, 0, 0, 0);
        var inside = expected("rgba").pixel(30, 20);
        for (int i = 0; i < 4; i++) {
            assertThat(small.pixel(10, 6)[i]).isBetween(inside[i] - 25, inside[i] + 25);
            assertThat(large.pixel(91, 61)[i]).isBetween(inside[i] - 25, inside[i] + 25);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void greyIsKeptOrWidenedAsAskedFor(Codec codec) throws Exception {
        var plan = new Plan(45, 31, 45, 45);
        assertThat(transformed(codec, "grey8", plan, PNG).depth()).isEqualTo(1);
        assertThat(depth(codec, plan, Grayscale.RGB, 0xffffff)).isEqualTo(3);
        assertThat(depth(codec, plan, Grayscale.KEEP, 0x808080)).isEqualTo(1);
        assertThat(depth(codec, plan, Grayscale.KEEP, 0x808081)).isEqualTo(3);
        assertThat(depth(codec, CodecFixtures.same(45, 31), Grayscale.KEEP, 0x808081))
                .isEqualTo(1);
    }

    private static int depth(Codec codec, Plan plan, Grayscale grayscale, int background) throws Exception {
        return transformed(codec, "grey8", plan, CodecFixtures.encoding(ImageFormat.PNG, grayscale, background))
                .depth();
    }

    /// What `codec` makes of one of the PNG pictures.
    private static RawPicture transformed(Codec codec, String name, Plan plan, Encoding encoding)
            throws Refusal, IOException {
        var file = MemorySegment.ofArray(CodecFixtures.bytes("png/" + name + ".png"));
        var colours = name.startsWith("grey") ? Colours.GREY : Colours.RGB;
        var format = encoding.format() == null ? ImageFormat.PNG : encoding.format();
        var task = new Task(plan, CodecFixtures.metadata(colours, null), format, encoding);
        return RawPicture.of(codec.transform(file, CodecFixtures.header(ImageFormat.PNG), task));
    }
}
