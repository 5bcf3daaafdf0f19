package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// JPEG (ITU-T T.81, annex B): segments behind markers, with entropy-coded data between some of them.
///
/// Bytes behind the end marker are common (previews, depth maps, padding) and nobody's damage.
final class JpegStructure implements Structure {
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP14 = 0xee;

    /// Each scan of a progressive file costs a pass over all pixels; encoders write about ten.
    private static final int MOST_SCANS = 100;

    @Override
    public Header header(MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.BIG_ENDIAN);
        for (int marker = nextMarker(in); marker != EOI && marker != SOS; marker = nextMarker(in)) {
            if (isFrame(marker)) {
                in.skip(3); // length and precision
                int height = in.u16();
                return Header.single(ImageFormat.JPEG, in.u16(), height);
            }
            skipSegment(in, marker);
        }
        throw Refusal.damaged("the JPEG has no frame header");
    }

    @Override
    public void check(MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.BIG_ENDIAN);
        int scans = 0;
        for (int marker = nextMarker(in); marker != EOI; marker = nextMarker(in)) {
            if (marker == SOS && ++scans > MOST_SCANS) {
                throw Refusal.damaged("the JPEG has more than " + MOST_SCANS + " scans");
            }
            skipSegment(in, marker);
        }
        if (scans == 0) {
            throw Refusal.damaged("the JPEG has no image data");
        }
    }

    @Override
    public Metadata metadata(MemorySegment file) {
        return JpegMetadata.read(file);
    }

    /// What Adobe's marker says about colours: 0 (none transformed), 1 (YCbCr), 2 (YCCK); -1 where it is missing.
    static int adobeTransform(MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.BIG_ENDIAN);
        for (int marker = nextMarker(in); marker != EOI && marker != SOS; marker = nextMarker(in)) {
            if (marker == APP14 && in.u16() >= 14 && in.word().equals("Adob")) {
                in.skip(7);
                return in.u8();
            } else if (marker != APP14) {
                skipSegment(in, marker);
            }
        }
        return -1;
    }

    static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != JPG && marker != DAC;
    }

    /// Passes over fill bytes and entropy-coded data, too: in it, 0xff is followed by 0 unless it begins a marker.
    private static int nextMarker(Cursor in) throws Refusal {
        while (true) {
            while (in.u8() != 0xff) {}
            int code = in.u8();
            while (code == 0xff) {
                code = in.u8();
            }
            if (code != 0) {
                return code;
            }
        }
    }

    private static void skipSegment(Cursor in, int marker) throws Refusal {
        if (!standsAlone(marker)) {
            int length = in.u16();
            if (length < 2) {
                throw Refusal.damaged("a JPEG segment 0x" + Integer.toHexString(marker) + " of length " + length);
            }
            in.skip(length - 2);
        }
    }

    private static boolean standsAlone(int marker) {
        return marker == 0x01 || (marker >= 0xd0 && marker <= SOI); // TEM, restart markers, start of image
    }
}
