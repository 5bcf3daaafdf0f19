package io.seine.decode;

import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/// Reads the frames of one file through ImageIO.
///
/// Whatever ImageIO throws while it reads is the file's fault: its readers answer bad data with exceptions of every
/// kind, and a few with an endless recursion.
final class FrameReader implements AutoCloseable {
    /// libjpeg's warnings that cost pixels. A few bytes too many before the end marker are padding by cameras.
    private static final Pattern DAMAGE = Pattern.compile("Premature end.*|Inconsistent progression.*|Invalid SOS.*"
            + "|Corrupt JPEG data: (?!(\\d|1[0-6]) extraneous bytes before marker 0xd9).*");

    private final MemorySegment file;
    private final Header header;
    private final ImageReader reader;
    private @Nullable String damage;

    private interface Step<T> {
        T run() throws IOException, Refusal;
    }

    FrameReader(MemorySegment file, Header header) {
        this.file = file;
        this.header = header;
        reader = ImageIO.getImageReadersByFormatName(header.format().word()).next();
        reader.setInput(new SegmentImageInput(file), false, true);
        reader.addIIOReadWarningListener((source, warning) -> warned(warning));
    }

    private void warned(String warning) {
        if (damage == null
                && header.format() == ImageFormat.JPEG
                && DAMAGE.matcher(warning).matches()) {
            damage = warning;
        }
    }

    /// Frames that ImageIO can read: of an animated PNG only the first.
    int frames() {
        return header.format() == ImageFormat.PNG ? 1 : header.frames();
    }

    /// Decodes a frame, without converting colours where that can be left out.
    void verify(int frame) throws Refusal {
        reading(() -> reader.canReadRaster() ? reader.readRaster(frame, null) : reader.read(frame));
    }

    /// The first frame; of a GIF in its place on the canvas.
    Pixels first() throws Refusal {
        return switch (header.format()) {
            case JPEG -> reading(this::jpeg);
            case GIF -> reading(this::picture).at(place(), header.width(), header.height());
            default -> reading(this::picture);
        };
    }

    private Pixels picture() throws IOException {
        return Pixels.of(reader.read(0));
    }

    private GifBlocks.Frame place() throws Refusal {
        return Objects.requireNonNull(new GifBlocks(file).nextFrame(), "the header had a first frame");
    }

    /// ImageIO stumbles over odd colour profiles and metadata, but hands out the samples.
    private Pixels jpeg() throws IOException, Refusal {
        if (hasKnownColours()) {
            try {
                return picture();
            } catch (IOException | RuntimeException e) {
                damage = null; // told again by the second attempt
            }
        }
        return JpegSamples.rgb(reader.readRaster(0, null), JpegStructure.adobeTransform(file));
    }

    /// Grey or three colours; ImageIO converts CMYK in a way of its own, or not at all.
    private boolean hasKnownColours() throws IOException {
        var types = reader.getImageTypes(0);
        return types.hasNext() && types.next().getNumBands() <= 3;
    }

    private <T> T reading(Step<T> step) throws Refusal {
        T result;
        try {
            checkDimensions();
            result = step.run();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw Refusal.damaged(words(e));
        }
        if (damage != null) {
            throw Refusal.damaged(damage);
        }
        return result;
    }

    /// The limits were held against our reading of the header, not ImageIO's.
    private void checkDimensions() throws IOException, Refusal {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > header.pixels()) {
            throw Refusal.damaged("the file has two sizes: " + header.dimensions() + " and " + reader.getWidth(0)
                    + " × " + reader.getHeight(0));
        }
    }

    /// The innermost cause says what was wrong, those around it that something was.
    private static String words(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    @Override
    public void close() {
        reader.dispose();
    }
}
