package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Goes through a JPEG from marker to marker (ITU-T T.81, B.1.1).
final class JpegMarkers {
    static final int SOF0 = 0xc0;
    static final int SOF2 = 0xc2;
    static final int DHT = 0xc4;
    static final int DAC = 0xcc;
    static final int RST0 = 0xd0;
    static final int SOI = 0xd8;
    static final int EOI = 0xd9;
    static final int SOS = 0xda;
    static final int DQT = 0xdb;
    static final int DNL = 0xdc;
    static final int DRI = 0xdd;
    static final int DHP = 0xde;
    static final int APP0 = 0xe0;
    static final int APP14 = 0xee;
    static final int APP15 = 0xef;
    static final int COM = 0xfe;
    private static final int MOST_PADDING = 16;
    private static final int TEM = 0x01;
    private static final int JPG = 0xc8;
    private static final int SOF15 = 0xcf;

    private final Cursor in;
    private int marker;
    private long passed;

    JpegMarkers(MemorySegment file) {
        in = new Cursor(file, ByteOrder.BIG_ENDIAN);
    }

    /// Passes over fill bytes and entropy-coded data, too: in it, 0xff is followed by 0 unless it begins a marker.
    int next() throws Refusal {
        passed = 0;
        do {
            passed += in.passTo(0xff);
            do {
                marker = in.u8();
            } while (marker == 0xff);
            passed += marker == 0 ? 2 : 0;
        } while (marker == 0);
        return marker;
    }

    /// How many bytes [#next] passed over, those that only fill left out.
    long passed() {
        return passed;
    }

    /// The content of the last marker's segment, which is passed over.
    Cursor segment() throws Refusal {
        return new Cursor(in.slice(segmentLength()), ByteOrder.BIG_ENDIAN);
    }

    /// Passes over the last marker's segment, if it has one.
    void skipSegment() throws Refusal {
        in.skip(standsAlone(marker) ? 0 : segmentLength());
    }

    private int segmentLength() throws Refusal {
        int length = in.u16();
        if (length < 2) {
            throw Refusal.damaged("a JPEG segment at " + name(marker) + " of length " + length);
        }
        return length - 2;
    }

    /// Bytes from the start of the file.
    long at() {
        return in.at();
    }

    void seek(long position) throws Refusal {
        in.seek(position);
    }

    /// How many bytes may stand before a marker for no reason: cameras pad their files before the end marker.
    static int mostPadding(int marker) {
        return marker == EOI ? MOST_PADDING : 0;
    }

    static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    /// Whether it may stand between scans and has nothing to do with their data. Some encoders write a restart marker
    /// behind the last interval, too.
    static boolean isMiscellaneous(int marker) {
        return (marker >= APP0 && marker <= APP15)
                || marker == COM
                || marker == DNL
                || marker == DAC
                || (standsAlone(marker) && marker != SOI);
    }

    private static boolean standsAlone(int marker) {
        return marker == TEM || (marker >= RST0 && marker <= SOI);
    }

    static String name(int marker) {
        return marker > 0 ? "marker 0x" + Integer.toHexString(marker) : "the end of the file";
    }
}
