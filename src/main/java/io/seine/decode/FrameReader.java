package io.seine.decode;

import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import java.awt.color.ColorSpace;
import java.awt.image.Raster;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/// Reads the frames of one file, which is anything but WebP, through ImageIO.
final class FrameReader implements AutoCloseable {
    /// libjpeg's warnings that cost pixels. A few bytes too many before the end marker are padding by cameras.
    private static final Pattern DAMAGE = Pattern.compile("Premature end.*|Inconsistent progression.*|Invalid SOS.*"
            + "|Corrupt JPEG data: (?!(\\d|1[0-6]) extraneous bytes before marker 0xd9).*");

    private final MemorySegment file;
    private final Header header;
    private final ImageReader reader;
    private final @Nullable JpegHead jpeg;
    private @Nullable String damage;

    FrameReader(MemorySegment file, Header header) throws Refusal {
        this.file = file;
        this.header = header;
        jpeg = header.format() == ImageFormat.JPEG ? JpegHead.of(file) : null;
        if (jpeg != null) {
            jpeg.check();
        }
        reader = Readers.of(file, header.format());
        reader.setInput(new SegmentImageInput(jpeg == null ? List.of(file) : jpeg.plain()), false, true);
        reader.addIIOReadWarningListener((_, warning) -> warned(warning));
    }

    private void warned(String warning) {
        if (damage == null && DAMAGE.matcher(warning).matches()) {
            damage = warning;
        }
    }

    /// Frames that ImageIO can read: of an animated PNG only the first.
    int frames() {
        return header.format() == ImageFormat.PNG ? 1 : header.frames();
    }

    /// Decodes a frame; of JPEG, without converting its colours.
    void verify(int frame) throws Refusal {
        reading(frame, () -> jpeg != null ? reader.readRaster(frame, null) : reader.read(frame, settings(frame)));
    }

    /// The first frame; of a GIF in its place on the canvas. Colours are those of the file, but for inks.
    Pixels first(Metadata metadata) throws Refusal {
        var frame = reading(0, () -> frame(metadata));
        return header.format() == ImageFormat.GIF ? onCanvas(frame) : frame;
    }

    private Pixels onCanvas(Pixels frame) throws Refusal {
        var place = Objects.requireNonNull(new GifBlocks(file).nextFrame(), "the header had a first frame");
        return Canvas.of(frame, place.left(), place.top(), header);
    }

    private Pixels frame(Metadata metadata) throws IOException, Refusal {
        if (jpeg != null && !jpeg.isUsual()) {
            var inks = InkProfile.of(metadata.icc());
            return JpegSamples.of(reader.readRaster(0, null), jpeg.isTransformed(), inks);
        }
        var image = reader.read(0, settings(0));
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            return inks(image.getRaster(), InkProfile.of(metadata.icc()));
        }
        var pixels = Samples.of(image, metadata.colours() == Colours.GREY);
        if (header.format() == ImageFormat.PNG) {
            PngTransparency.repair(pixels, file);
        }
        return pixels;
    }

    /// TwelveMonkeys converts colours on the way to other than the file's own layout.
    private ImageReadParam settings(int frame) throws IOException {
        var settings = reader.getDefaultReadParam();
        if (header.format() == ImageFormat.TIFF) {
            settings.setDestinationType(reader.getRawImageType(frame));
        }
        return settings;
    }

    private static Pixels inks(Raster samples, @Nullable InkProfile profile) {
        var pixels = Pixels.blank(samples.getWidth(), samples.getHeight(), 3);
        var row = new int[samples.getNumBands() * pixels.width()];
        var inks = new byte[row.length];
        for (int y = 0; y < pixels.height(); y++) {
            samples.getPixels(0, y, pixels.width(), 1, row);
            for (int i = 0; i < row.length; i++) {
                inks[i] = (byte) row[i];
            }
            InkProfile.toRgb(profile, inks, pixels, y);
        }
        return pixels;
    }

    private <T> T reading(int frame, Attempt.Step<T> step) throws Refusal {
        var result = Attempt.at(() -> {
            checkDimensions(frame);
            return step.run();
        });
        if (damage != null) {
            throw Refusal.damaged(damage);
        }
        return result;
    }

    /// The limits were held against our reading of the header, not ImageIO's.
    private void checkDimensions(int frame) throws IOException, Refusal {
        int width = reader.getWidth(frame);
        int height = reader.getHeight(frame);
        if ((long) width * height > header.pixels()) {
            throw Refusal.damaged("the file has two sizes: " + header.dimensions() + " and " + width + " × " + height);
        }
    }

    @Override
    public void close() {
        reader.dispose();
    }
}
