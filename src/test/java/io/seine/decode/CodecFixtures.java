package io.seine.decode;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.config.DecodeSettings.Engine;
import io.seine.decode.Codec.Task;
import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The pictures in `pictures/codec`, what they show, and the codecs that have to find it in them.
final class CodecFixtures {
    static final int WIDTH = 45;
    static final int HEIGHT = 31;

    private CodecFixtures() {}

    /// Every codec that this system can load.
    static Stream<Codec> codecs() {
        return Stream.of(Codecs.of(Engine.IMAGEIO), Codecs.of(Engine.OPENCV));
    }

    /// A picture, and what it shows.
    ///
    /// @param file name
    /// @param expected name
    /// @param error that decoding may make: the mean difference of all samples
    record Fixture(String file, String expected, double error) {
        static Fixture of(String line) {
            var parts = line.split(",", -1);
            return new Fixture(parts[0], parts[1], Double.parseDouble(parts[2]));
        }

        ImageFormat format() {
            return ImageFormat.valueOf(file.substring(0, file.indexOf('/')).toUpperCase(Locale.ROOT));
        }

        RawPicture raw() {
            return CodecFixtures.expected(expected);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    /// The pictures of the table, to be told apart by their names alone.
    static Stream<Fixture> all() {
        var table = new String(bytes("pictures.csv"), StandardCharsets.US_ASCII);
        return table.lines().skip(1).map(Fixture::of);
    }

    /// A picture of the folder `expected`.
    static RawPicture expected(String name) {
        return RawPicture.ofPam(bytes("expected/" + name + ".pam"));
    }

    static byte[] bytes(String name) {
        var path = "/pictures/codec/" + name;
        try (var in = Objects.requireNonNull(CodecFixtures.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The picture as it is, in another format.
    static Task task(Header header, Metadata metadata, ImageFormat format) {
        return new Task(same(header.width(), header.height()), metadata, format, encoding(format));
    }

    /// What neither scales nor crops.
    static Plan same(int width, int height) {
        return new Plan(width, height, width, height);
    }

    static Encoding encoding(ImageFormat format) {
        return encoding(format, Grayscale.KEEP, 0xffffff);
    }

    static Encoding encoding(ImageFormat format, Grayscale grayscale, int background) {
        return new Encoding(format, 90, false, Chroma.HALF, Encoding.Metadata.STRIP, grayscale, background);
    }

    static Encoding jpeg(int quality, Chroma chroma, boolean progressive) {
        var metadata = Encoding.Metadata.STRIP;
        return new Encoding(ImageFormat.JPEG, quality, progressive, chroma, metadata, Grayscale.KEEP, 0xffffff);
    }

    static Metadata metadata(Colours colours, byte @Nullable [] icc) {
        return new Metadata(colours, Orientation.UPRIGHT, icc == null ? null : MemorySegment.ofArray(icc), null, null);
    }

    static Header header(ImageFormat format) {
        return new Header(format, WIDTH, HEIGHT, 1, WIDTH * HEIGHT);
    }

    /// What `codec` sees in a file of known dimensions.
    static RawPicture decoded(Codec codec, byte[] file, Header header, Metadata metadata) throws Refusal, IOException {
        var segment = MemorySegment.ofArray(file).asReadOnly();
        return RawPicture.of(codec.transform(segment, header, task(header, metadata, ImageFormat.PNG)));
    }
}
