package io.seine.decode;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/// The tables that a JPEG has defined so far (ITU-T T.81, B.2.4). One that no scan uses may be wrong.
final class JpegTables {
    private static final int SLOTS = 4;
    private static final int AC = 0x10;
    private static final int VALUES = 64;
    private static final byte[][] TYPICAL_DC = {
        definition(JPEGHuffmanTable.StdDCLuminance), definition(JPEGHuffmanTable.StdDCChrominance)
    };
    private static final byte[][] TYPICAL_AC = {
        definition(JPEGHuffmanTable.StdACLuminance), definition(JPEGHuffmanTable.StdACChrominance)
    };

    /// Definitions of Huffman tables by slot; empty where there is none.
    private final byte[][] dc = new byte[SLOTS][0];

    private final byte[][] ac = new byte[SLOTS][0];
    private final boolean[] quantization = new boolean[SLOTS];
    private int restartInterval;

    /// Reads the segment of the last marker, if it is one that may stand between scans.
    boolean read(int marker, JpegMarkers markers) throws Refusal {
        switch (marker) {
            case JpegMarkers.DHT -> defineHuffman(markers.segment());
            case JpegMarkers.DQT -> defineQuantization(markers.segment());
            case JpegMarkers.DRI -> defineRestartInterval(markers.segment());
            default -> {
                if (!JpegMarkers.isMiscellaneous(marker)) {
                    return false;
                }
                markers.skipSegment();
            }
        }
        return true;
    }

    /// Takes those of annex K.3 for what is not defined: the pictures of Motion JPEG leave them out.
    void assumeTypical() {
        for (int slot = 0; slot < TYPICAL_DC.length; slot++) {
            dc[slot] = dc[slot].length == 0 ? TYPICAL_DC[slot] : dc[slot];
            ac[slot] = ac[slot].length == 0 ? TYPICAL_AC[slot] : ac[slot];
        }
    }

    private void defineHuffman(Cursor in) throws Refusal {
        while (in.left() > HuffmanTable.MANY) {
            int slot = in.u8();
            var slots = (slot & AC) == 0 ? dc : ac;
            slots[index(slot & ~AC)] = definition(in);
        }
        require(in.left() == 0);
    }

    private void defineQuantization(Cursor in) throws Refusal {
        while (in.left() > 0) {
            int slot = in.u8();
            int bytes = slot >> 4 == 0 ? VALUES : 2 * VALUES;
            require(in.left() >= bytes);
            in.skip(bytes);
            quantization[index(slot & 15)] = true;
        }
    }

    private void defineRestartInterval(Cursor in) throws Refusal {
        require(in.left() == 2);
        restartInterval = in.u16();
    }

    /// For each block of an MCU.
    HuffmanTable[] dc(JpegScan scan) throws Refusal {
        var tables = new ArrayList<HuffmanTable>();
        for (var part : scan.parts()) {
            tables.addAll(Collections.nCopies(part.blocks(), new HuffmanTable(true, defined(dc, part.dc()))));
        }
        return tables.toArray(HuffmanTable[]::new);
    }

    /// For each block of an MCU.
    HuffmanTable[] ac(JpegScan scan) throws Refusal {
        var tables = new ArrayList<HuffmanTable>();
        for (var part : scan.parts()) {
            tables.addAll(Collections.nCopies(part.blocks(), new HuffmanTable(false, defined(ac, part.ac()))));
        }
        return tables.toArray(HuffmanTable[]::new);
    }

    void requireQuantization(int slot) throws Refusal {
        if (slot >= SLOTS || !quantization[slot]) {
            throw Refusal.damaged("the JPEG lacks quantization table " + slot);
        }
    }

    /// How many MCUs stand between two restart markers; 0: there are no such markers.
    int restartInterval() {
        return restartInterval;
    }

    private static byte[] defined(byte[][] slots, int slot) throws Refusal {
        if (slot >= SLOTS || slots[slot].length == 0) {
            throw Refusal.damaged("the JPEG lacks Huffman table " + slot);
        }
        return slots[slot];
    }

    private static byte[] definition(Cursor in) throws Refusal {
        var counts = in.slice(HuffmanTable.MANY).toArray(ValueLayout.JAVA_BYTE);
        int codes = 0;
        for (byte count : counts) {
            codes += count & 0xff;
        }
        require(codes <= Math.min(in.left(), 256));
        return join(counts, in.slice(codes).toArray(ValueLayout.JAVA_BYTE));
    }

    private static byte[] definition(JPEGHuffmanTable table) {
        return join(bytes(table.getLengths()), bytes(table.getValues()));
    }

    private static byte[] bytes(short[] values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /// What [HuffmanTable] is made of; the typical tables don't tell that they have no codes of the greatest lengths.
    private static byte[] join(byte[] counts, byte[] symbols) {
        var joined = Arrays.copyOf(counts, HuffmanTable.MANY + symbols.length);
        System.arraycopy(symbols, 0, joined, HuffmanTable.MANY, symbols.length);
        return joined;
    }

    private static int index(int slot) throws Refusal {
        require(slot < SLOTS);
        return slot;
    }

    private static void require(boolean sound) throws Refusal {
        if (!sound) {
            throw Refusal.damaged("a definition of the JPEG's tables is damaged");
        }
    }
}
