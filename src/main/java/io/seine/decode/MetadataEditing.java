package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Puts metadata into files and takes it out of them, past the pixels. Knows JPEG, PNG and WebP.
final class MetadataEditing {
    private MetadataEditing() {}

    /// `file` with EXIF and XMP of another picture, in which the orientation is made upright. For a file that was just
    /// encoded, without metadata of its own.
    ///
    /// @return `file` itself where there is nothing to put in, or no place for it; what is too large for a JPEG is
    ///     left out
    /// @throws Refusal if `file` is not of that format
    static byte[] into(byte[] file, ImageFormat format, Metadata metadata) throws Refusal {
        if (metadata.exif() == null && metadata.xmp() == null) {
            return file;
        }
        var exif = metadata.exif() == null ? null : Exif.upright(metadata.exif());
        var xmp = metadata.xmp() == null ? null : Xmp.upright(metadata.xmp());
        return switch (format) {
            case JPEG -> JpegMetadata.into(MemorySegment.ofArray(file), exif, xmp);
            case PNG -> PngMetadata.into(MemorySegment.ofArray(file), exif, xmp);
            case WEBP -> WebpMetadata.into(MemorySegment.ofArray(file), exif, xmp);
            case GIF, BMP, TIFF, AVIF -> file;
        };
    }

    /// `file` without EXIF, XMP, IPTC, comments, thumbnails and whatever else says nothing about the pixels, which
    /// stay as they are, byte by byte. Their orientation is lost with the EXIF: for a picture that stands upright.
    ///
    /// @param file passed [Structure#check]
    /// @return null if there is nothing to take out, or the format is none of the three
    /// @throws Refusal if `file` did not pass the check after all
    static byte @Nullable [] stripped(MemorySegment file, ImageFormat format) throws Refusal {
        var stripped =
                switch (format) {
                    case JPEG -> JpegMetadata.stripped(file);
                    case PNG -> PngMetadata.stripped(file);
                    case WEBP -> WebpMetadata.stripped(file);
                    case GIF, BMP, TIFF, AVIF -> null;
                };
        boolean same = stripped == null || MemorySegment.ofArray(stripped).mismatch(file) < 0;
        return same ? null : stripped;
    }
}
