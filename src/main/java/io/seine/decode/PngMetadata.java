package io.seine.decode;

import static io.seine.decode.MetadataBuilder.behind;

import io.seine.decode.Metadata.Colours;
import io.seine.decode.PngChunks.Chunk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Where a PNG keeps its metadata: in ancillary chunks.
final class PngMetadata {
    private static final String EXIF = "eXIf";
    private static final String TEXT = "iTXt";
    private static final String XMP = "XML:com.adobe.xmp\0";

    /// sRGB by the code points of ITU-T H.273: BT.709's primaries, sRGB's curve, RGB, full range.
    private static final byte[] CICP_SRGB = {1, 13, 0, 1};

    /// Chunks that a decoder needs, or that say how the samples are to be shown.
    private static final Set<String> KEPT = Set.of(
            "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "acTL", "fcTL", "fdAT", "cHRM", "gAMA", "iCCP", "sRGB", "cICP",
            "mDCV", "cLLI", "sBIT", "bKGD", "hIST", "pHYs", "sPLT");

    private final MetadataBuilder found = new MetadataBuilder();
    private @Nullable MemorySegment profile;
    private @Nullable MemorySegment packet;
    private boolean isSrgb;

    private PngMetadata() {}

    /// Of the chunks about colours, the specification puts `cICP` first, then `iCCP`, then `sRGB`. Of `cICP` only
    /// sRGB is understood here.
    static Metadata read(MemorySegment file) {
        var metadata = new PngMetadata();
        try {
            var chunks = new PngChunks(file);
            for (var chunk = chunks.next(); !chunk.isEnd(); chunk = chunks.next()) {
                metadata.add(chunk);
            }
        } catch (Refusal e) {
            // what stands before the damage counts
        }
        return metadata.inflated();
    }

    private void add(Chunk chunk) throws Refusal {
        var data = chunk.data();
        switch (chunk.name()) {
            case "IHDR" -> found.colours(colours(new Cursor(data, ByteOrder.BIG_ENDIAN)));
            case "cICP" -> isSrgb = data.mismatch(MemorySegment.ofArray(CICP_SRGB)) < 0;
            case "iCCP" -> profile = Objects.requireNonNullElse(profile, data);
            case EXIF -> found.exif(data);
            case TEXT -> packet = packet == null ? behind(XMP, data) : packet;
            default -> {}
        }
    }

    private static Colours colours(Cursor header) throws Refusal {
        header.skip(9);
        return (header.u8() & 2) == 0 ? Colours.GREY : Colours.RGB;
    }

    /// Inflates at most one block of a kind, however many there are.
    private Metadata inflated() {
        if (profile != null && !isSrgb) {
            found.icc(part(profile, PngMetadata::icc));
        }
        if (packet != null) {
            found.xmp(part(packet, PngMetadata::text));
        }
        return found.build();
    }

    private interface Part {
        MemorySegment read(Cursor in) throws Refusal;
    }

    private static MemorySegment part(MemorySegment data, Part part) {
        try {
            return part.read(new Cursor(data, ByteOrder.BIG_ENDIAN));
        } catch (Refusal e) {
            return MemorySegment.NULL;
        }
    }

    private static MemorySegment icc(Cursor in) throws Refusal {
        skipString(in); // its name
        in.skip(1);
        return inflated(in.slice(in.left()));
    }

    private static MemorySegment text(Cursor in) throws Refusal {
        boolean compressed = in.u8() == 1;
        in.skip(1);
        skipString(in); // the language
        skipString(in); // the keyword in that language
        var text = in.slice(in.left());
        return compressed ? inflated(text) : text;
    }

    private static void skipString(Cursor in) throws Refusal {
        while (in.u8() != 0) {}
    }

    /// What `data` inflates to; nothing if that is damaged or too much.
    private static MemorySegment inflated(MemorySegment data) {
        if (data.byteSize() > Metadata.LARGEST_BLOCK) {
            return MemorySegment.NULL;
        }
        var bytes = new ByteArrayInputStream(data.toArray(ValueLayout.JAVA_BYTE));
        try (var in = new InflaterInputStream(bytes)) {
            return MemorySegment.ofArray(in.readNBytes(Metadata.LARGEST_BLOCK + 1));
        } catch (IOException e) {
            return MemorySegment.NULL;
        }
    }

    /// `file` with the two blocks behind its header.
    static byte[] into(MemorySegment file, byte @Nullable [] exif, byte @Nullable [] xmp) throws Refusal {
        var chunks = new PngChunks(file);
        chunks.next();
        var pieces = new Pieces(ByteOrder.BIG_ENDIAN).add(file.asSlice(0, chunks.at()));
        if (exif != null) {
            addChunk(pieces, EXIF, exif);
        }
        if (xmp != null) {
            var uncompressed = new Pieces(ByteOrder.BIG_ENDIAN).text(XMP + "\0\0\0\0");
            addChunk(pieces, TEXT, uncompressed.add(xmp).join());
        }
        return pieces.add(file.asSlice(chunks.at())).join();
    }

    private static void addChunk(Pieces pieces, String name, byte[] data) {
        var content = new Pieces(ByteOrder.BIG_ENDIAN).text(name).add(data).join();
        var sum = new CRC32();
        sum.update(content);
        pieces.u32(data.length).add(content).u32(sum.getValue());
    }

    /// `file` without its metadata, and without what stands behind its last chunk.
    static byte[] stripped(MemorySegment file) throws Refusal {
        var chunks = new PngChunks(file);
        var pieces = new Pieces(ByteOrder.BIG_ENDIAN).add(file.asSlice(0, chunks.at()));
        Chunk chunk;
        do {
            chunk = chunks.next();
            if (KEPT.contains(chunk.name())) {
                pieces.add(chunk.whole());
            }
        } while (!chunk.isEnd());
        return pieces.join();
    }
}
