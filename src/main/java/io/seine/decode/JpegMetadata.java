package io.seine.decode;

import static io.seine.decode.JpegSegments.APP0;
import static io.seine.decode.JpegSegments.APP1;
import static io.seine.decode.JpegSegments.APP14;
import static io.seine.decode.JpegSegments.APP2;
import static io.seine.decode.JpegSegments.EOI;
import static io.seine.decode.JpegSegments.SOS;
import static io.seine.decode.MetadataBuilder.behind;

import io.seine.decode.JpegSegments.Segment;
import io.seine.decode.Metadata.Colours;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where a JPEG keeps its metadata: in application segments, told apart by the identifiers they begin with.
final class JpegMetadata {
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final String ICC = "ICC_PROFILE\0";
    private static final String JFIF = "JFIF\0";
    private static final int LARGEST_CONTENT = 65_533;

    /// JFIF's fields, of which the last two bytes are the dimensions of the thumbnail behind them.
    private static final int JFIF_FIELDS = 14;

    private final MetadataBuilder found = new MetadataBuilder();

    /// A profile above 64 KiB comes in parts, which are numbered from 1.
    private final TreeMap<Integer, MemorySegment> iccParts = new TreeMap<>();

    private int iccCount;

    private JpegMetadata() {}

    /// Reads what stands before the first scan.
    static Metadata read(MemorySegment file) {
        var metadata = new JpegMetadata();
        try {
            var segments = new JpegSegments(file);
            for (var each = segments.next(); each.marker() != SOS && each.marker() != EOI; each = segments.next()) {
                metadata.add(each);
            }
        } catch (Refusal e) {
            // what stands before the damage counts
        }
        metadata.found.icc(metadata.icc());
        return metadata.found.build();
    }

    private void add(Segment segment) throws Refusal {
        if (segment.marker() == APP1) {
            addExifOrXmp(segment.content());
        } else if (segment.marker() == APP2) {
            addIcc(behind(ICC, segment.content()));
        } else if (JpegMarkers.isFrame(segment.marker())) {
            addColours(new Cursor(segment.content(), ByteOrder.BIG_ENDIAN));
        }
    }

    private void addExifOrXmp(MemorySegment content) {
        var exif = behind(Exif.IDENTIFIER, content);
        var xmp = behind(XMP, content);
        if (exif != null) {
            found.exif(exif);
        } else if (xmp != null) {
            found.xmp(xmp);
        }
    }

    private void addIcc(@Nullable MemorySegment part) {
        if (part != null && part.byteSize() > 2) {
            iccParts.putIfAbsent(part.get(ValueLayout.JAVA_BYTE, 0) & 0xff, part.asSlice(2));
            iccCount = part.get(ValueLayout.JAVA_BYTE, 1) & 0xff;
        }
    }

    private void addColours(Cursor frame) throws Refusal {
        frame.skip(5);
        found.colours(
                switch (frame.u8()) {
                    case 1 -> Colours.GREY;
                    case 4 -> Colours.CMYK;
                    default -> Colours.RGB;
                });
    }

    /// The parts in their order, if none is missing or too many.
    private MemorySegment icc() {
        boolean whole = iccParts.size() == iccCount && iccCount > 0 && iccParts.lastKey() == iccCount;
        if (!whole || iccParts.firstKey() != 1) {
            return MemorySegment.NULL;
        } else if (iccCount == 1) {
            return iccParts.firstEntry().getValue();
        }
        var pieces = new Pieces(ByteOrder.BIG_ENDIAN);
        iccParts.values().forEach(pieces::add);
        return MemorySegment.ofArray(pieces.join());
    }

    /// `file` with the two blocks behind its JFIF segment, each where it fits into a segment.
    static byte[] into(MemorySegment file, byte @Nullable [] exif, byte @Nullable [] xmp) throws Refusal {
        var segments = new JpegSegments(file);
        segments.next(); // the start of the image
        long at = segments.at();
        while (segments.next().marker() == APP0) {
            at = segments.at();
        }
        var pieces = new Pieces(ByteOrder.BIG_ENDIAN).add(file.asSlice(0, at));
        addBlock(pieces, Exif.IDENTIFIER, exif);
        addBlock(pieces, XMP, xmp);
        return pieces.add(file.asSlice(at)).join();
    }

    private static void addBlock(Pieces pieces, String identifier, byte @Nullable [] block) {
        if (block != null && identifier.length() + block.length <= LARGEST_CONTENT) {
            pieces.add((byte) 0xff, (byte) APP1)
                    .u16(2 + identifier.length() + block.length)
                    .text(identifier)
                    .add(block);
        }
    }

    /// `file` without its metadata, and without what stands behind the end of the image.
    static byte[] stripped(MemorySegment file) throws Refusal {
        var pieces = new Pieces(ByteOrder.BIG_ENDIAN);
        var segments = new JpegSegments(file);
        var segment = segments.next();
        while (segment.marker() != EOI) {
            long end = segments.at();
            var next = segments.next();
            addKept(pieces, segment, file.asSlice(segment.start(), dataEnd(segment, end, next) - segment.start()));
            segment = next;
        }
        return pieces.add((byte) 0xff, (byte) EOI).join();
    }

    /// Only behind the header of a scan, what stands between two segments is data.
    private static long dataEnd(Segment segment, long end, Segment next) {
        return segment.marker() == SOS ? next.start() : end;
    }

    private static void addKept(Pieces pieces, Segment segment, MemorySegment whole) {
        var content = segment.content();
        if (segment.marker() == APP0 && behind(JFIF, content) != null && content.byteSize() >= JFIF_FIELDS) {
            pieces.add((byte) 0xff, (byte) APP0).u16(2 + JFIF_FIELDS);
            pieces.add(content.asSlice(0, JFIF_FIELDS - 2)).u16(0);
        } else if (!segment.isMetadata() || tellsOfColours(segment)) {
            pieces.add(whole);
        }
    }

    private static boolean tellsOfColours(Segment segment) {
        return switch (segment.marker()) {
            case APP2 -> behind(ICC, segment.content()) != null;
            case APP14 -> behind("Adobe", segment.content()) != null;
            default -> false;
        };
    }
}
