package io.seine.config;

import io.seine.model.DataSize;
import io.seine.model.ImageFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What happens to the pictures.
///
/// @param mode whether and how they are decoded
/// @param codec what decodes and encodes
/// @param thorough whether a JPEG's data is followed code by code for damage that decoders pass over
/// @param parallelism pictures decoded at once
/// @param memory bytes that the pictures decoded at once may take together
/// @param maxPixels width times height times frames above which nothing is decoded
/// @param animated what becomes of pictures of several frames when they are transformed
/// @param resize how transformed pictures are scaled
/// @param encoding how transformed pictures are written
/// @param filter which pictures are left out
public record DecodeSettings(
        Mode mode,
        Engine codec,
        boolean thorough,
        int parallelism,
        DataSize memory,
        long maxPixels,
        Animated animated,
        Resize resize,
        Encoding encoding,
        Filter filter) {

    /// Whether and how pictures are decoded.
    public enum Mode {
        /// Not at all: the bytes are saved as they came, whatever they are.
        NONE,
        /// Fully, to be sure that they can be; the bytes are saved as they came.
        VERIFY,
        /// Fully; then resized and written anew.
        TRANSFORM
    }

    /// What decodes and encodes.
    public enum Engine {
        /// OpenCV where it can be loaded, otherwise ImageIO.
        AUTO,
        /// OpenCV, or nothing starts.
        OPENCV,
        /// Java's ImageIO with TwelveMonkeys' readers.
        IMAGEIO
    }

    /// What becomes of pictures of several frames or pages when they are transformed.
    public enum Animated {
        /// The first frame is transformed.
        FIRST,
        /// They are verified, and saved as they came.
        KEEP,
        /// They are left out.
        SKIP
    }

    /// How transformed pictures are written.
    ///
    /// @param format what they are written as; null for the format they came in
    /// @param quality quality of lossy formats, 1 to 100
    /// @param progressive whether JPEG is written in several scans
    /// @param chroma resolution of the colours in JPEG
    /// @param metadata what becomes of EXIF and XMP
    /// @param grayscale what becomes of pictures without colour
    /// @param background colour behind transparent pixels where the written format has none, as 0xRRGGBB
    public record Encoding(
            @Nullable ImageFormat format,
            int quality,
            boolean progressive,
            Chroma chroma,
            Metadata metadata,
            Grayscale grayscale,
            int background) {

        /// Resolution of the two colour components in JPEG, beside that of the brightness.
        public enum Chroma {
            /// Half in both directions.
            HALF("4:2:0"),
            /// Half in width.
            HALF_WIDTH("4:2:2"),
            /// Full.
            FULL("4:4:4");

            private final String word;

            Chroma(String word) {
                this.word = word;
            }

            /// As configuration spells it, which is the notation of television: `4:2:0`.
            public String word() {
                return word;
            }
        }

        /// What becomes of EXIF and XMP in a transformed picture.
        public enum Metadata {
            /// They are left out.
            STRIP,
            /// They are kept; the orientation in them is made upright.
            KEEP
        }

        /// What becomes of pictures without colour.
        public enum Grayscale {
            /// They are written with one component.
            KEEP,
            /// They are written with three.
            RGB
        }

        public Encoding {
            Objects.requireNonNull(chroma, "chroma");
            Objects.requireNonNull(metadata, "metadata");
            Objects.requireNonNull(grayscale, "grayscale");
            if (quality < 1 || quality > 100) {
                throw new IllegalArgumentException("a quality is 1 to 100: " + quality);
            }
        }
    }

    /// How pictures are scaled; the words and their meaning are img2dataset's.
    ///
    /// @param mode which side counts
    /// @param size its length in pixels
    /// @param onlyIfBigger leave smaller pictures as they are
    public record Resize(Fit mode, int size, boolean onlyIfBigger) {
        /// Which side of the picture becomes `size`.
        public enum Fit {
            /// None: the picture keeps its dimensions.
            NONE,
            /// The smallest side.
            KEEP_RATIO,
            /// The largest side.
            KEEP_RATIO_LARGEST,
            /// The smallest side; then the centre square is cut out.
            CENTER_CROP,
            /// The largest side; then the picture is padded to a square with the background colour.
            BORDER
        }

        public Resize {
            Objects.requireNonNull(mode, "mode");
            if (size < 1) {
                throw new IllegalArgumentException("a picture has at least one pixel: size " + size);
            }
        }
    }

    /// One form in which a picture is saved.
    ///
    /// @param mode whether the bytes are saved as they came, or the picture is made anew
    /// @param resize how it is scaled
    /// @param encoding how it is written
    public record Form(Mode mode, Resize resize, Encoding encoding) {
        public Form {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(resize, "resize");
            Objects.requireNonNull(encoding, "encoding");
        }
    }

    /// Which pictures are left out, by the dimensions they came with.
    ///
    /// @param minSide smallest side that is kept, in pixels
    /// @param maxArea largest area that is kept, in pixels
    /// @param maxAspect largest ratio of the longer to the shorter side that is kept
    public record Filter(
            @Nullable Integer minSide,
            @Nullable Long maxArea,
            @Nullable Double maxAspect) {
        /// Keeps everything.
        public static final Filter NONE = new Filter(null, null, null);
    }

    public DecodeSettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(animated, "animated");
        Objects.requireNonNull(resize, "resize");
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(filter, "filter");
        if (parallelism < 1 || maxPixels < 1) {
            throw new IllegalArgumentException("parallelism and pixels are at least 1");
        }
    }

    /// The one form in which pictures are saved, where a job names no others.
    public Form form() {
        return new Form(mode, resize, encoding);
    }
}
