package io.seine.decode;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Animated;
import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Filter;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.Body;
import io.seine.model.DataSize;
import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Transfer;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/// Pictures to test with: real ones from `photos`, and made ones of formats and kinds that are missing there.
final class Pictures {
    private static final DataSize MEMORY = new DataSize(256L << 20);

    static final Resize AS_IT_IS = new Resize(Fit.NONE, 256, false);
    static final DecodeSettings VERIFY = settings(Mode.VERIFY, null, AS_IT_IS);
    static final Transfer TRANSFER = new Transfer(1, 200, "http://example.org/a.jpg", "image/jpeg", 4096, "ab");

    private Pictures() {}

    static DecodeSettings settings(Mode mode, @Nullable ImageFormat format, Resize resize) {
        return settings(mode, 2_000_000, resize, encoding(format, 0xffffff), Filter.NONE);
    }

    static DecodeSettings filtering(Filter filter) {
        return settings(Mode.VERIFY, 2_000_000, AS_IT_IS, encoding(null, 0xffffff), filter);
    }

    static DecodeSettings limited(long maxPixels) {
        return settings(Mode.VERIFY, maxPixels, AS_IT_IS, encoding(null, 0xffffff), Filter.NONE);
    }

    static DecodeSettings settings(Mode mode, long maxPixels, Resize resize, Encoding encoding, Filter filter) {
        return new DecodeSettings(
                mode, Engine.AUTO, true, 2, MEMORY, maxPixels, Animated.FIRST, resize, encoding, filter);
    }

    static DecodeSettings settings(Mode mode, @Nullable ImageFormat format, Resize resize, DataSize memory) {
        return new DecodeSettings(
                mode,
                Engine.AUTO,
                true,
                2,
                memory,
                2_000_000,
                Animated.FIRST,
                resize,
                encoding(format, 0xffffff),
                Filter.NONE);
    }

    static Encoding encoding(@Nullable ImageFormat format, int background) {
        return new Encoding(format, 90, false, Chroma.HALF, Encoding.Metadata.STRIP, Grayscale.KEEP, background);
    }

    static Fetched fetched(byte[] content) {
        return new Fetched(TRANSFER, Body.of(content));
    }

    static byte[] photo(String name) {
        return resource("/photos/" + name);
    }

    /// A small picture: see the README beside them.
    static byte[] picture(String name) {
        return resource("/pictures/" + name);
    }

    static byte[] resource(String name) {
        try (var in = Objects.requireNonNull(Pictures.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A JPEG with a colour profile in it.
    static byte[] withProfile(byte[] jpeg, byte[] icc) {
        var marker = join("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), new byte[] {1, 1});
        int length = 2 + marker.length + icc.length;
        var head = new byte[] {jpeg[0], jpeg[1], (byte) 0xff, (byte) 0xe2, (byte) (length >> 8), (byte) length};
        return join(join(head, marker), join(icc, Arrays.copyOfRange(jpeg, 2, jpeg.length)));
    }

    static BufferedImage plain(int width, int height, Color colour, int type) {
        var image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, colour.getRGB());
            }
        }
        return image;
    }

    static byte[] encoded(BufferedImage image, ImageFormat format) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, format.word(), out)) {
                throw new IllegalArgumentException("no writer for " + image + " as " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] encoded(byte[] picture, ImageFormat format) {
        return encoded(decoded(picture), format);
    }

    static BufferedImage decoded(byte[] picture) {
        try {
            return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(picture)), "a picture");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The mean difference of two pictures of the same dimensions, over the three colours, in levels of 255.
    static double difference(BufferedImage one, BufferedImage other) {
        long sum = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((one.getRGB(x, y) >> shift & 0xff) - (other.getRGB(x, y) >> shift & 0xff));
                }
            }
        }
        return sum / 3.0 / one.getWidth() / one.getHeight();
    }

    /// A JPEG of bands as they are, be it four.
    static byte[] encoded(Raster bands) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(bands, null, null), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static byte[] progressive(byte[] picture) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            var settings = writer.getDefaultWriteParam();
            settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(decoded(picture), null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /// A picture of several frames or pages: GIF or TIFF.
    static byte[] frames(ImageFormat format, BufferedImage... frames) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName(format.word()).next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (var frame : frames) {
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /// `png` with other dimensions in its header, whose checksum is right.
    static byte[] claiming(byte[] png, int width, int height) {
        var copy = ByteBuffer.wrap(png.clone());
        copy.putInt(16, width).putInt(20, height);
        var sum = new CRC32();
        sum.update(copy.array(), 12, 17);
        return copy.putInt(29, (int) sum.getValue()).array();
    }

    /// Where `first` and `second` stand next to each other first.
    static int indexOf(byte[] content, int first, int second) {
        int at = 0;
        while ((content[at] & 0xff) != first || (content[at + 1] & 0xff) != second) {
            at++;
        }
        return at;
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
