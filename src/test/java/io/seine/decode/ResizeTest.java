package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.ImageFormat;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Resized pictures are img2dataset's, pixel by pixel, and how close reduced decoding comes to that.
@ParameterizedClass
@EnumSource(
        value = Engine.class,
        names = {"OPENCV", "IMAGEIO"})
class ResizeTest {
    private static final List<String> PHOTOS = List.of("brick.jpg", "chelsea.jpg");

    @Parameter
    private Engine engine;

    static Stream<Arguments> references() {
        var all = new ArrayList<Arguments>();
        for (var fit : Fit.values()) {
            if (fit != Fit.NONE) {
                all.add(Arguments.of("chelsea", "/photos/chelsea.jpg", fit, 64));
                all.add(Arguments.of("small", "/pictures/img2dataset/small.png", fit, 70));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("references")
    void aPictureBecomesWhatImg2datasetMakesOfIt(String name, String file, Fit fit, int size) throws Exception {
        var mode = fit.name().toLowerCase(Locale.ROOT).replace('_', '-');
        var expected =
                Pictures.decoded(Pictures.resource("/pictures/img2dataset/" + name + "-" + mode + "-" + size + ".png"));
        var whole = Pictures.encoded(Pictures.resource(file), ImageFormat.PNG); // nothing is reduced
        var made = resized(whole, new Resize(fit, size, false));
        assertThat(made.getWidth()).isEqualTo(expected.getWidth());
        assertThat(made.getHeight()).isEqualTo(expected.getHeight());
        assertThat(Pictures.difference(made, expected)).isLessThan(1.0);
    }

    /// The figure that [Reduction] states: against the whole picture, decoded and scaled by area.
    @Test
    void decodingAtReducedSizeIsExactEnough() throws Exception {
        for (var photo : PHOTOS) {
            var jpeg = Pictures.photo(photo);
            var whole = Pictures.encoded(jpeg, ImageFormat.PNG);
            for (int size : new int[] {20, 33, 64, 75}) {
                var resize = new Resize(Fit.KEEP_RATIO, size, false);
                assertThat(Pictures.difference(resized(jpeg, resize), resized(whole, resize)))
                        .as(photo + " to " + size)
                        .isLessThan(1.7);
            }
        }
    }

    private BufferedImage resized(byte[] content, Resize resize) throws Exception {
        var settings = Pictures.settings(Mode.TRANSFORM, ImageFormat.PNG, resize);
        return Pictures.decoded(new Decoder(settings, Codecs.of(engine))
                .decode(Pictures.fetched(content))
                .body()
                .bytes());
    }
}
