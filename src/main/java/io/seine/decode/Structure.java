package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;

/// The skeleton of one file format: where its parts begin and end, without decoding what is in them.
interface Structure {
    /// More than any real file holds; above it the walk through a file stops.
    int MOST_FRAMES = 20_000;

    /// Dimensions and frames. Reads only as much as that takes and is lenient about the rest.
    ///
    /// @throws Refusal if the file does not tell
    Header header(MemorySegment file) throws Refusal;

    /// Walks through the whole file.
    ///
    /// @throws Refusal if it is truncated, or damaged in a way that the skeleton shows
    void check(MemorySegment file) throws Refusal;

    /// Follows the image data, as far as that can be done without pixels and is worth it.
    ///
    /// @param file passed [#check]
    /// @throws Refusal if data is missing or makes no sense
    default void checkData(MemorySegment file) throws Refusal {}

    /// What the file tells about its pixels, and carries along. Lenient: what is broken of it is left out.
    default Metadata metadata(MemorySegment file) {
        return Metadata.NONE;
    }

    /// The skeleton of `format`.
    ///
    /// @throws Refusal if it is not known
    static Structure of(ImageFormat format) throws Refusal {
        return switch (format) {
            case JPEG -> new JpegStructure();
            case PNG -> new PngStructure();
            case GIF -> new GifStructure();
            case BMP -> new BmpStructure();
            case TIFF -> new TiffStructure();
            case WEBP -> new WebpStructure();
            case AVIF -> throw cannotRead(format);
        };
    }

    static Refusal cannotRead(ImageFormat format) {
        return Refusal.unsupported(
                (format == ImageFormat.AVIF ? "an " : "a ") + format.word() + " picture, which this build cannot read");
    }
}
