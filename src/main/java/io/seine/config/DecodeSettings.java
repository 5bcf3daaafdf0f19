package io.seine.config;

import io.seine.model.ImageFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What happens to the pictures.
///
/// @param mode whether and how they are decoded
/// @param parallelism pictures decoded at once
/// @param maxPixels width times height times frames above which nothing is decoded
/// @param format what transformed pictures are written as; null for the format they came in
/// @param quality quality of lossy formats, 1 to 100
/// @param background colour behind transparent pixels where the written format has none, as 0xRRGGBB
/// @param resize how transformed pictures are scaled
/// @param filter which pictures are left out
public record DecodeSettings(
        Mode mode,
        int parallelism,
        long maxPixels,
        @Nullable ImageFormat format,
        int quality,
        int background,
        Resize resize,
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
        Objects.requireNonNull(resize, "resize");
        Objects.requireNonNull(filter, "filter");
        if (parallelism < 1 || maxPixels < 1 || quality < 1 || quality > 100) {
            throw new IllegalArgumentException("parallelism and pixels are at least 1, quality is 1 to 100");
        }
    }
}
