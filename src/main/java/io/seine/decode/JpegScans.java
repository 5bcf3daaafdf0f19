package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A JPEG's entropy-coded data, followed code by code without computing samples: whether all of it is there and makes
/// sense. Decoders fill what is missing with grey, and at most warn.
///
/// Only Huffman coding is known, sequential and progressive, of up to four components; other files pass.
final class JpegScans {
    private static final int MOST_COMPONENTS = 4;
    private static final int RESTART_MARKERS = 8;

    private final JpegMarkers markers;
    private final JpegTables tables;
    private final JpegFrame frame;
    private final List<Coefficients> coefficients;
    private final ScanBits bits;

    private JpegScans(MemorySegment file, JpegMarkers markers, JpegTables tables, JpegFrame frame) {
        this.markers = markers;
        this.tables = tables;
        this.frame = frame;
        coefficients = frame.components().stream()
                .map(component -> new Coefficients(frame.blocks(component)))
                .toList();
        bits = new ScanBits(file);
    }

    /// Goes through a file whose skeleton is sound (see [JpegStructure#check]).
    ///
    /// @throws Refusal if samples are lost or wrong, as far as the codes show
    static void check(MemorySegment file) throws Refusal {
        var markers = new JpegMarkers(file);
        var tables = new JpegTables();
        markers.next(); // the start of the image
        int marker = next(markers, tables);
        if (marker >= JpegMarkers.SOF0 && marker <= JpegMarkers.SOF2) {
            var frame = JpegFrame.read(marker, markers.segment());
            if (!frame.progressive()) {
                tables.assumeTypical();
            }
            if (frame.components().size() <= MOST_COMPONENTS) {
                new JpegScans(file, markers, tables, frame).check();
            }
        } else if (!JpegMarkers.isFrame(marker) && marker != JpegMarkers.DHP) {
            throw unexpected(marker);
        }
    }

    /// The next marker of a frame, a scan or the end; tables before it are taken note of.
    private static int next(JpegMarkers markers, JpegTables tables) throws Refusal {
        int marker;
        do {
            marker = markers.next();
            if (markers.passed() > JpegMarkers.mostPadding(marker)) {
                throw Refusal.damaged("the JPEG has data where none belongs, before " + JpegMarkers.name(marker));
            }
        } while (tables.read(marker, markers));
        return marker;
    }

    private static Refusal unexpected(int marker) {
        return Refusal.damaged("the JPEG has an unexpected " + JpegMarkers.name(marker));
    }

    private void check() throws Refusal {
        for (int marker = next(markers, tables); marker != JpegMarkers.EOI; marker = next(markers, tables)) {
            if (marker != JpegMarkers.SOS) {
                throw unexpected(marker);
            }
            check(JpegScan.read(frame, markers.segment()));
        }
        if (!coefficients.stream().allMatch(Coefficients::isCoded)) {
            throw Refusal.damaged("the JPEG has no data for one of its components");
        }
    }

    private void check(JpegScan scan) throws Refusal {
        admit(scan);
        bits.begin(markers.at());
        var reader = reader(scan);
        int mcus = scan.parts().size() > 1 ? frame.mcus() : coefficients(scan).blocks();
        for (int mcu = 0; mcu < mcus; mcu++) {
            restart(mcu, reader);
            reader.skip(mcu);
            bits.countMcu();
        }
        reader.endInterval();
        markers.seek(bits.finish());
    }

    private void restart(int mcu, McuReader reader) throws Refusal {
        int interval = tables.restartInterval();
        if (interval > 0 && mcu > 0 && mcu % interval == 0) {
            reader.endInterval();
            bits.restart((mcu / interval - 1) % RESTART_MARKERS);
        }
    }

    private void admit(JpegScan scan) throws Refusal {
        boolean admits = !frame.progressive() || scan.canBeProgressive();
        for (var part : scan.parts()) {
            tables.requireQuantization(frame.components().get(part.index()).quantization());
            admits = admits && coefficients.get(part.index()).admit(scan, frame.progressive());
        }
        if (!admits) {
            throw Refusal.damaged("a scan of the JPEG tells of coefficients out of turn");
        }
    }

    private McuReader reader(JpegScan scan) throws Refusal {
        if (!frame.progressive()) {
            return new McuReader.Sequential(bits, tables.dc(scan), tables.ac(scan));
        } else if (scan.first() > 0) {
            return bandReader(scan);
        }
        return scan.high() > 0
                ? new McuReader.DcRefinement(bits, scan.blocks())
                : new McuReader.DcFirst(bits, tables.dc(scan));
    }

    private McuReader bandReader(JpegScan scan) throws Refusal {
        var table = tables.ac(scan)[0];
        var nonzero = coefficients(scan).nonzero();
        return scan.high() > 0
                ? new BandReader.Refinement(scan, bits, table, nonzero)
                : new BandReader.First(scan, bits, table, nonzero);
    }

    /// Of a scan of one component.
    private Coefficients coefficients(JpegScan scan) {
        return coefficients.get(scan.parts().getFirst().index());
    }
}
