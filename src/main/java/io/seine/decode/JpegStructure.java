package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;

/// JPEG (ITU-T T.81, annex B): segments behind markers, with entropy-coded data between some of them.
///
/// Bytes behind the end marker are common (previews, depth maps, padding) and nobody's damage.
final class JpegStructure implements Structure {
    /// Each scan of a progressive file costs a pass over all pixels; encoders write about ten.
    private static final int MOST_SCANS = 100;

    @Override
    public Header header(MemorySegment file) throws Refusal {
        var markers = new JpegMarkers(file);
        for (int marker = markers.next(); isBeforeData(marker); marker = markers.next()) {
            if (JpegMarkers.isFrame(marker)) {
                var in = markers.segment();
                in.skip(1); // precision
                int height = in.u16();
                return Header.single(ImageFormat.JPEG, in.u16(), height);
            }
            markers.skipSegment();
        }
        throw Refusal.damaged("the JPEG has no frame header");
    }

    @Override
    public void check(MemorySegment file) throws Refusal {
        var markers = new JpegMarkers(file);
        int scans = 0;
        for (int marker = markers.next(); marker != JpegMarkers.EOI; marker = markers.next()) {
            if (marker == JpegMarkers.SOS && ++scans > MOST_SCANS) {
                throw Refusal.damaged("the JPEG has more than " + MOST_SCANS + " scans");
            }
            markers.skipSegment();
        }
        if (scans == 0) {
            throw Refusal.damaged("the JPEG has no image data");
        }
    }

    @Override
    public void checkData(MemorySegment file) throws Refusal {
        JpegScans.check(file);
    }

    @Override
    public Metadata metadata(MemorySegment file) {
        return JpegMetadata.read(file);
    }

    private static boolean isBeforeData(int marker) {
        return marker != JpegMarkers.EOI && marker != JpegMarkers.SOS;
    }
}
