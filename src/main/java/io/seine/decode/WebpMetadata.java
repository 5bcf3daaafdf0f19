package io.seine.decode;

import io.seine.decode.WebpChunks.Chunk;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a WebP file keeps its metadata: in chunks of their own, which the chunk `VP8X` announces.
final class WebpMetadata {
    private static final String EXIF = "EXIF";
    private static final String XMP = "XMP ";

    /// Chunks that a decoder needs, or that say how the samples are to be shown.
    private static final Set<String> KEPT = Set.of("ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L");

    private WebpMetadata() {}

    static Metadata read(MemorySegment file) {
        var found = new MetadataBuilder();
        try {
            var chunks = WebpChunks.of(file);
            for (var chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
                switch (chunk.name()) {
                    case "ICCP" -> found.icc(chunk.data());
                    case EXIF -> found.exif(chunk.data());
                    case XMP -> found.xmp(chunk.data());
                    default -> {}
                }
            }
        } catch (Refusal e) {
            // what stands before the damage counts
        }
        return found.build();
    }

    /// `file`, which becomes an extended one, with the two blocks behind its image.
    static byte[] into(MemorySegment file, byte @Nullable [] exif, byte @Nullable [] xmp) throws Refusal {
        int more = (exif == null ? 0 : WebpCanvas.EXIF) | (xmp == null ? 0 : WebpCanvas.XMP);
        var pieces = new Pieces(ByteOrder.LITTLE_ENDIAN);
        addChunk(pieces, canvas(file).announcing(more).chunk());
        addKept(pieces, file);
        addBlock(pieces, EXIF, exif);
        addBlock(pieces, XMP, xmp);
        return riff(pieces);
    }

    private static WebpCanvas canvas(MemorySegment file) throws Refusal {
        var first = WebpStructure.first(WebpChunks.of(file));
        if (WebpStructure.isCanvas(first)) {
            return WebpCanvas.of(first.data());
        }
        var image = WebpImage.of(first);
        return new WebpCanvas(image.alpha() ? WebpCanvas.ALPHA : 0, image.width(), image.height());
    }

    /// `file` without its metadata, and without what stands behind its last chunk.
    static byte[] stripped(MemorySegment file) throws Refusal {
        var pieces = new Pieces(ByteOrder.LITTLE_ENDIAN);
        if (WebpStructure.isCanvas(WebpStructure.first(WebpChunks.of(file)))) {
            addChunk(pieces, canvas(file).announcing(0).chunk());
        }
        addKept(pieces, file);
        return riff(pieces);
    }

    private static void addKept(Pieces pieces, MemorySegment file) throws Refusal {
        var chunks = WebpChunks.of(file);
        for (var chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
            if (KEPT.contains(chunk.name())) {
                addChunk(pieces, chunk);
            }
        }
    }

    private static void addBlock(Pieces pieces, String name, byte @Nullable [] block) {
        if (block != null) {
            addChunk(pieces, new Chunk(name, MemorySegment.ofArray(block)));
        }
    }

    private static void addChunk(Pieces pieces, Chunk chunk) {
        long size = chunk.data().byteSize();
        pieces.text(chunk.name()).u32(size).add(chunk.data());
        if (size % 2 == 1) {
            pieces.add((byte) 0);
        }
    }

    private static byte[] riff(Pieces chunks) {
        var file = new Pieces(ByteOrder.LITTLE_ENDIAN).text("RIFF").u32(4 + chunks.size());
        return file.text("WEBP").add(chunks).join();
    }
}
