package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of the README's table, whatever decodes and whatever for.
@ParameterizedClass
@EnumSource(
        value = Engine.class,
        names = {"OPENCV", "IMAGEIO"})
class HostilePicturesTest {
    @Parameter
    private Engine engine;

    static List<HostilePictures.Row> rows() {
        return HostilePictures.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    @Timeout(value = 30, unit = TimeUnit.SECONDS) // a hang, not a measure
    void aHostilePictureEndsAsTheTableSays(HostilePictures.Row row) throws Exception {
        var content = row.content().get();
        assertThat(end(Pictures.limited(50_000_000), content)).isEqualTo(row.end());
        var transform = Pictures.settings(Mode.TRANSFORM, ImageFormat.JPEG, new Resize(Fit.BORDER, 64, false));
        assertThat(end(transform, content)).isEqualTo(row.end());
    }

    private String end(DecodeSettings settings, byte[] content) throws IOException {
        try {
            new Decoder(settings, Codecs.of(engine)).decode(Pictures.fetched(content));
            return "saved";
        } catch (Refusal refusal) {
            return refusal.failure().kind().word();
        }
    }
}
