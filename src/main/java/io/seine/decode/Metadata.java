package io.seine.decode;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a file tells about its pixels beside their number, and what it carries along, valid as long as
/// the file's bytes are.
///
/// @param colours what its samples are
/// @param orientation how the stored picture has to be turned
/// @param icc the colour profile (ICC.1), whole and uncompressed
/// @param exif the block of EXIF, from its TIFF header on
/// @param xmp the packet of XMP
record Metadata(
        Colours colours,
        Orientation orientation,
        @Nullable MemorySegment icc,
        @Nullable MemorySegment exif,
        @Nullable MemorySegment xmp) {

    /// Bytes of a profile, EXIF or XMP above which it is left out. Most are below 64 KiB.
    static final int LARGEST_BLOCK = 4 << 20;

    /// A file that tells nothing.
    static final Metadata NONE = new Metadata(Colours.RGB, Orientation.UPRIGHT, null, null, null);

    /// What the samples of a picture are.
    enum Colours {
        /// One component, beside transparency.
        GREY,
        /// Red, green and blue, or what is converted to them without a profile: YCbCr, palettes.
        RGB,
        /// Four inks.
        CMYK
    }
}
