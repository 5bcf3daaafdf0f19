package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Goes through a JPEG from segment to segment, past entropy-coded data, fill bytes and restart markers.
final class JpegSegments {
    static final int SOI = 0xd8;
    static final int EOI = 0xd9;
    static final int SOS = 0xda;
    static final int APP0 = 0xe0;
    static final int APP1 = 0xe1;
    static final int APP2 = 0xe2;
    static final int APP14 = 0xee;
    static final int APP15 = 0xef;
    static final int COM = 0xfe;

    private static final int TEM = 0x01;
    private static final int RST0 = 0xd0;

    private final Cursor in;

    /// @param start where the marker stands in the file
    /// @param content what follows the marker and its length
    record Segment(int marker, long start, MemorySegment content) {
        boolean isMetadata() {
            return (marker >= APP0 && marker <= APP15) || marker == COM;
        }
    }

    JpegSegments(MemorySegment file) {
        in = new Cursor(file, ByteOrder.BIG_ENDIAN);
    }

    /// Where the segment that [#next] returned ends.
    long at() {
        return in.at();
    }

    /// The next segment; those at the start and the end of the image have no content.
    ///
    /// @throws Refusal if the file ends before
    Segment next() throws Refusal {
        int marker = nextMarker();
        long start = in.at() - 2;
        if (marker == SOI || marker == EOI) {
            return new Segment(marker, start, MemorySegment.NULL);
        }
        int length = in.u16();
        if (length < 2) {
            throw Refusal.damaged("a JPEG segment 0x" + Integer.toHexString(marker) + " of length " + length);
        }
        return new Segment(marker, start, in.slice(length - 2));
    }

    private int nextMarker() throws Refusal {
        int before = 0;
        int code = in.u8();
        while (before != 0xff || belongsToData(code)) {
            before = code;
            code = in.u8();
        }
        return code;
    }

    private static boolean belongsToData(int code) {
        return code == 0 || code == TEM || (code >= RST0 && code < SOI) || code == 0xff;
    }
}
