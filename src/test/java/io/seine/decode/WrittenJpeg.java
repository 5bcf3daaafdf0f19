package io.seine.decode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the markers of a written JPEG say (ITU-T T.81, annex B).
///
/// @param process the code of the frame's marker
/// @param components the sampling factors of each: `2x2`
/// @param tables the quantization tables by their number, in the order of the file
/// @param scans how many there are
/// @param segments the codes of all markers before the first scan
record WrittenJpeg(
        int process, List<String> components, Map<Integer, List<Integer>> tables, int scans, List<Integer> segments) {

    static WrittenJpeg of(byte[] file) {
        var in = ByteBuffer.wrap(file, 2, file.length - 2);
        var tables = new TreeMap<Integer, List<Integer>>();
        var segments = new ArrayList<Integer>();
        List<String> components = List.of();
        int process = 0;
        int marker = marker(in);
        while (marker != 0xda) {
            segments.add(marker);
            int length = Short.toUnsignedInt(in.getShort()) - 2;
            var segment = in.slice(in.position(), length);
            in.position(in.position() + length);
            if (marker == 0xdb) {
                readTables(segment, tables);
            } else if (marker >= 0xc0 && marker <= 0xc3) {
                process = marker;
                components = components(segment.position(5));
            }
            marker = marker(in);
        }
        return new WrittenJpeg(process, components, tables, scans(in), segments);
    }

    private static int marker(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort()) & 0xff;
    }

    private static void readTables(ByteBuffer segment, Map<Integer, List<Integer>> tables) {
        while (segment.hasRemaining()) {
            var table = new ArrayList<Integer>();
            int number = segment.get();
            for (int i = 0; i < 64; i++) {
                table.add(Byte.toUnsignedInt(segment.get()));
            }
            tables.put(number, table);
        }
    }

    private static List<String> components(ByteBuffer segment) {
        var components = new ArrayList<String>();
        for (int count = segment.get(); count > 0; count--) {
            segment.get();
            int sampling = segment.get();
            segment.get();
            components.add((sampling >> 4) + "x" + (sampling & 0xf));
        }
        return components;
    }

    /// The first one, whose marker is read, and those behind it.
    private static int scans(ByteBuffer in) {
        int scans = 1;
        while (in.remaining() > 1) {
            if (in.get() == -1 && (in.get(in.position()) & 0xff) == 0xda) {
                scans++;
            }
        }
        return scans;
    }
}
