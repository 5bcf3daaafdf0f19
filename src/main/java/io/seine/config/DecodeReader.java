package io.seine.config;

import io.seine.config.DecodeSettings.Animated;
import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.config.DecodeSettings.Encoding.Metadata;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Filter;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.DataSize;
import io.seine.model.ImageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the section `decode` of a job.
final class DecodeReader {
    private static final List<ImageFormat> WRITTEN = List.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.WEBP);

    private enum YesNo {
        TRUE,
        FALSE
    }

    private DecodeReader() {}

    static DecodeSettings read(Section decode) {
        var mode = decode.oneOf("mode", Mode.class);
        var read = new DecodeSettings(
                mode,
                decode.oneOf("codec", Engine.class),
                thorough(decode, mode),
                cores(decode.optional("parallelism", text -> Section.wholeNumber(text, 1, 1024))),
                memory(decode.optional("memory", DataSize::parse)),
                decode.number("max-pixels", 1, Integer.MAX_VALUE),
                decode.oneOf("animated", Animated.class),
                resize(decode.section("resize")),
                encoding(decode),
                filter(decode.section("filter")));
        refuseIdle(decode, read);
        return read;
    }

    static Resize resize(Section resize) {
        return new Resize(
                resize.oneOf("mode", Fit.class), resize.count("size", 1, 65_535), resize.flag("only-if-bigger"));
    }

    static Encoding encoding(Section decode) {
        return new Encoding(
                decode.optional("format", text -> Section.oneOf(text, WRITTEN)),
                decode.count("quality", 1, 100),
                decode.flag("progressive"),
                decode.parsed("chroma", DecodeReader::chroma),
                decode.oneOf("metadata", Metadata.class),
                decode.oneOf("grayscale", Grayscale.class),
                decode.parsed("background", DecodeReader::colour));
    }

    private static Filter filter(Section filter) {
        return new Filter(
                side(filter.optional("min-side", text -> Section.wholeNumber(text, 1, Integer.MAX_VALUE))),
                filter.optional("max-area", text -> Section.wholeNumber(text, 1, Long.MAX_VALUE)),
                filter.optional("max-aspect", text -> Section.fraction(text, 1, Double.POSITIVE_INFINITY)));
    }

    /// Settings that would silently do nothing in this mode.
    private static void refuseIdle(Section decode, DecodeSettings read) {
        boolean transforms = read.mode() == Mode.TRANSFORM;
        if (!transforms && read.encoding().format() != null) {
            decode.refuse("format", "only decode.mode = transform writes another format");
        }
        if (!transforms && read.resize().mode() != Fit.NONE) {
            decode.section("resize").refuse("mode", "only decode.mode = transform resizes");
        }
        if (read.mode() == Mode.NONE && !read.filter().equals(Filter.NONE)) {
            decode.refuse("mode", "decode.filter needs the dimensions, which decode.mode = none does not read");
        }
    }

    private static boolean thorough(Section decode, Mode mode) {
        var given = decode.optional("thorough", text -> Section.oneOf(text, List.of(YesNo.values())));
        return given == null ? mode == Mode.VERIFY : given == YesNo.TRUE;
    }

    private static int cores(@Nullable Long given) {
        return given == null ? Runtime.getRuntime().availableProcessors() : given.intValue();
    }

    private static DataSize memory(@Nullable DataSize given) {
        return given == null ? new DataSize(Runtime.getRuntime().maxMemory() / 2) : given;
    }

    private static @Nullable Integer side(@Nullable Long pixels) {
        return pixels == null ? null : pixels.intValue();
    }

    private static Chroma chroma(String text) {
        return Arrays.stream(Chroma.values())
                .filter(chroma -> chroma.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected "
                        + Arrays.stream(Chroma.values()).map(Chroma::word).collect(Collectors.joining(", "))
                        + ", got \""
                        + text + "\""));
    }

    private static int colour(String text) {
        return switch (text) {
            case "white" -> 0xffffff;
            case "black" -> 0;
            default -> {
                if (!text.matches("#[0-9A-Fa-f]{6}")) {
                    throw new IllegalArgumentException("expected white, black or \"#rrggbb\", got \"" + text + "\"");
                }
                yield Integer.parseInt(text.substring(1), 16);
            }
        };
    }
}
