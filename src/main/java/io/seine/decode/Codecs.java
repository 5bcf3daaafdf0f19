package io.seine.decode;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Form;
import io.seine.config.DecodeSettings.Mode;
import io.seine.model.ImageFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The codecs that this process has.
public final class Codecs {
    private static final Logger LOG = LoggerFactory.getLogger(Codecs.class);

    private Codecs() {}

    private static final class Holder {
        static final ImageIoCodec IMAGEIO = new ImageIoCodec();
        static final Codec BEST = best();

        private static Codec best() {
            var openCv = OpenCv.instance();
            if (openCv.version() == null) {
                LOG.warn(
                        "OpenCV cannot be loaded, ImageIO decodes: several times slower, and it writes no WebP; {}",
                        openCv.trouble());
                return IMAGEIO;
            }
            var codec = new OpenCvCodec(openCv.version(), IMAGEIO);
            LOG.info("Pictures are decoded by {}", codec.name());
            return codec;
        }
    }

    /// The codec that `engine` asks for. The first call loads it, which takes a few tenths of a second.
    static Codec of(Engine engine) {
        return switch (engine) {
            case IMAGEIO -> Holder.IMAGEIO;
            case AUTO, OPENCV -> Holder.BEST;
        };
    }

    /// What serves a job, for a person.
    ///
    /// @param name of the libraries, with their versions
    /// @param reads the formats that they decode
    /// @param writes the formats that they encode
    public record Served(String name, Set<ImageFormat> reads, Set<ImageFormat> writes) {
        @Override
        public String toString() {
            return name + ": reads " + words(reads) + "; writes " + words(writes);
        }

        private static String words(Set<ImageFormat> formats) {
            return formats.stream().sorted().map(ImageFormat::word).collect(Collectors.joining(", "));
        }
    }

    /// What serves the jobs that ask for `engine`. The first call loads it.
    public static Served served(Engine engine) {
        var codec = of(engine);
        return new Served(codec.name(), codec.reads(), codec.writes());
    }

    /// Makes sure that the settings can be served.
    ///
    /// @param forms in which pictures are saved
    /// @throws IllegalArgumentException beginning with the setting's key below `seine.job`
    public static void check(DecodeSettings settings, List<Form> forms) {
        var engine = settings.codec();
        if (settings.mode() == Mode.NONE) {
            return;
        }
        if (engine == Engine.OPENCV && !OpenCv.instance().isLoaded()) {
            throw new IllegalArgumentException("decode.codec: OpenCV cannot be loaded: "
                    + OpenCv.instance().trouble());
        }
        boolean webp = forms.stream()
                .anyMatch(
                        form -> form.mode() == Mode.TRANSFORM && form.encoding().format() == ImageFormat.WEBP);
        if (webp && !of(engine).writes().contains(ImageFormat.WEBP)) {
            throw new IllegalArgumentException("decode.format: " + of(engine).name() + " cannot write webp");
        }
    }
}
