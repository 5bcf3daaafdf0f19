package io.seine.decode;

import io.seine.decode.Metadata.Colours;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Gathers the metadata of a file while its blocks turn up. The first block of each kind counts; one that is empty or
/// above [Metadata#LARGEST_BLOCK] is none.
final class MetadataBuilder {
    private Colours colours = Colours.RGB;
    private @Nullable MemorySegment icc;
    private @Nullable MemorySegment exif;
    private @Nullable MemorySegment xmp;

    void colours(Colours told) {
        colours = told;
    }

    void icc(MemorySegment block) {
        icc = first(icc, block);
    }

    /// Some writers put JPEG's identifier before the block in other formats, too.
    void exif(MemorySegment block) {
        var behind = behind(Exif.IDENTIFIER, block);
        var bare = behind == null ? block : behind;
        if (Exif.begins(bare)) {
            exif = first(exif, bare);
        }
    }

    void xmp(MemorySegment block) {
        xmp = first(xmp, block);
    }

    private static @Nullable MemorySegment first(@Nullable MemorySegment earlier, MemorySegment block) {
        boolean counts = earlier == null && block.byteSize() > 0 && block.byteSize() <= Metadata.LARGEST_BLOCK;
        return counts ? block : earlier;
    }

    /// The metadata of a file whose orientation is told by its block of EXIF.
    Metadata build() {
        return build(exif == null ? Orientation.UPRIGHT : Exif.orientation(exif));
    }

    Metadata build(Orientation orientation) {
        return new Metadata(colours, orientation, icc, exif, xmp);
    }

    /// What stands in `block` behind `identifier`; null if it begins with something else.
    static @Nullable MemorySegment behind(String identifier, MemorySegment block) {
        var head = MemorySegment.ofArray(identifier.getBytes(StandardCharsets.ISO_8859_1));
        long differs = block.mismatch(head);
        return differs < 0 || differs == head.byteSize() ? block.asSlice(head.byteSize()) : null;
    }
}
