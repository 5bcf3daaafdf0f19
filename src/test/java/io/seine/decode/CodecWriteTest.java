package io.seine.decode;

import static io.seine.decode.CodecFixtures.expected;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import io.seine.decode.Codec.Task;
import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every codec writes, read back by its markers.
class CodecWriteTest {
    private static final int BASELINE = 0xc0;
    private static final int PROGRESSIVE = 0xc2;

    /// The example table for brightness of ITU-T T.81, table K.1, in the order of the file.
    private static final int[] BRIGHTNESS = {
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51,
        61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77,
        113, 121, 112, 100, 120, 92, 101, 103, 99
    };

    /// That for colours, table K.2, whose rest is 99.
    private static final int[] COLOURS = {17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66};

    static Stream<Codec> codecs() {
        return CodecFixtures.codecs();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void coloursAreSampledAsAskedFor(Codec codec) throws Exception {
        for (boolean progressive : new boolean[] {false, true}) {
            assertThat(sampling(codec, Chroma.HALF, progressive)).containsExactly("2x2", "1x1", "1x1");
            assertThat(sampling(codec, Chroma.HALF_WIDTH, progressive)).containsExactly("2x1", "1x1", "1x1");
            assertThat(sampling(codec, Chroma.FULL, progressive)).containsExactly("1x1", "1x1", "1x1");
        }
    }

    private static List<String> sampling(Codec codec, Chroma chroma, boolean progressive) throws Exception {
        var jpeg = written(codec, "rgb8", CodecFixtures.jpeg(90, chroma, progressive));
        assertThat(RawPicture.of(jpeg).width()).isEqualTo(45);
        return WrittenJpeg.of(jpeg).components();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aProgressivePictureHasManyScans(Codec codec) throws Exception {
        for (var name : new String[] {"rgb8", "grey8"}) {
            var plain = WrittenJpeg.of(written(codec, name, CodecFixtures.jpeg(90, Chroma.HALF, false)));
            assertThat(plain.process()).isEqualTo(BASELINE);
            assertThat(plain.scans()).isEqualTo(1);
            var progressive = WrittenJpeg.of(written(codec, name, CodecFixtures.jpeg(90, Chroma.HALF, true)));
            assertThat(progressive.process()).isEqualTo(PROGRESSIVE);
            assertThat(progressive.scans()).isGreaterThan(3);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void qualityIsThatOfLibjpeg(Codec codec) throws Exception {
        for (int quality = 1; quality <= 100; quality++) {
            var jpeg = WrittenJpeg.of(written(codec, "rgb8", CodecFixtures.jpeg(quality, Chroma.HALF, false)));
            assertScaled(jpeg.tables().get(0), BRIGHTNESS, quality);
            assertScaled(jpeg.tables().get(1), COLOURS, quality);
        }
    }

    private static void assertScaled(@Nullable List<Integer> table, int[] example, int quality) {
        int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        assertThat(table).isNotNull();
        for (int i = 0; i < example.length; i++) {
            int expected = Math.clamp((example[i] * scale + 50) / 100, 1, 255);
            assertThat(table.get(i)).as("quality %d, %d", quality, i).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void greyHasOneComponent(Codec codec) throws Exception {
        var jpeg = written(codec, "grey8", CodecFixtures.jpeg(95, Chroma.HALF, false));
        assertThat(WrittenJpeg.of(jpeg).components()).hasSize(1);
        assertThat(RawPicture.of(jpeg).distance(expected("grey"))).isLessThan(1);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aJpegHasNoMetadataButJfif(Codec codec) throws Exception {
        for (var name : new String[] {"rgb8", "grey8"}) {
            var jpeg = WrittenJpeg.of(written(codec, name, CodecFixtures.jpeg(90, Chroma.HALF, false)));
            assertThat(jpeg.segments()).contains(0xe0).isSubsetOf(Set.of(0xe0, 0xdb, 0xc4, BASELINE));
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aJpegShowsWhatItShould(Codec codec) throws Exception {
        var full = RawPicture.of(written(codec, "rgb8", CodecFixtures.jpeg(98, Chroma.FULL, false)));
        assertThat(full.distance(expected("rgb"))).isLessThan(0.8);
        var half = RawPicture.of(written(codec, "rgb8", CodecFixtures.jpeg(98, Chroma.HALF, true)));
        assertThat(half.distance(expected("rgb"))).isLessThan(3);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aPngHasEightBitsPerSampleAndNoOtherChunks(Codec codec) throws Exception {
        for (var name : new String[] {"rgb8", "rgb16", "rgba8", "rgba16", "grey8", "grey16", "palette4"}) {
            var png = written(codec, name, CodecFixtures.encoding(ImageFormat.PNG));
            var shown = name.replaceAll("8|16", "");
            assertThat(png[24]).isEqualTo((byte) 8);
            assertThat(RawPicture.of(png).distance(expected(shown))).as(name).isLessThan(1);
            assertThat(new String(png, 37, 4, StandardCharsets.US_ASCII)).isEqualTo("IDAT");
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void everyWrittenFormatIsItself(Codec codec) throws Exception {
        for (var format : codec.writes()) {
            for (var name :
                    new String[] {"rgb8", "rgba8", "grey8", "grey-alpha8", "palette1", "palette8-transparent"}) {
                var file = written(codec, name, CodecFixtures.encoding(format));
                assertThat(ImageFormat.detect(file)).as(name).contains(format);
                var header = Structure.of(format).header(MemorySegment.ofArray(file));
                assertThat(header).isEqualTo(CodecFixtures.header(format));
                codec.verify(MemorySegment.ofArray(file), header);
            }
        }
    }

    private static byte[] written(Codec codec, String name, Encoding encoding) throws Refusal, IOException {
        var file = MemorySegment.ofArray(CodecFixtures.bytes("png/" + name + ".png"));
        var colours = name.startsWith("grey") ? Colours.GREY : Colours.RGB;
        var format = encoding.format() == null ? ImageFormat.PNG : encoding.format();
        var task = new Task(CodecFixtures.same(45, 31), CodecFixtures.metadata(colours, null), format, encoding);
        return codec.transform(file, CodecFixtures.header(ImageFormat.PNG), task);
    }
}
