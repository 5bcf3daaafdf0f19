package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The entropy-coded data of a JPEG as bits, to be passed over by blocks.
///
/// A block takes up to 64 times 31 bits, less than [#AHEAD] bytes. So many are there before it is read, if need be
/// zeros behind the end of the data, and only then is that end looked at: [#lookAhead] comes before a block,
/// [#checkEnd] behind it.
final class ScanBits {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int AHEAD = 288;
    private static final int BLOCK = 64;

    /// Before this coefficient, the first of two codes cannot be the last of its block.
    private static final int PAIRS = BLOCK - 16;

    private final ScanBytes bytes;
    private final byte[] data = new byte[Long.BYTES + ScanBytes.CHUNK + 2 * AHEAD];
    private int at;
    private int end;
    private long buffer;
    private int buffered;
    private int scan;
    private int mcus;

    ScanBits(MemorySegment file) {
        bytes = new ScanBytes(file);
    }

    /// Goes on with the data of the next scan.
    void begin(long position) {
        bytes.seek(position);
        scan++;
        mcus = 0;
        clear();
    }

    private void clear() {
        at = 0;
        end = 0;
        buffer = 0;
        buffered = 0;
        lookAhead();
    }

    /// Makes sure that the bits of a block are there, or a marker ahead of them.
    void lookAhead() {
        if (end - at < AHEAD && bytes.marker() == ScanBytes.NO_MARKER) {
            moveToFront(at - buffered / Byte.SIZE);
            while (end - at < AHEAD && bytes.marker() == ScanBytes.NO_MARKER) {
                end = bytes.read(data, end);
            }
            Arrays.fill(data, end, end + AHEAD, (byte) 0);
        }
    }

    private void moveToFront(int from) {
        System.arraycopy(data, from, data, 0, end - from);
        end -= from;
        at -= from;
    }

    /// @throws Refusal if more was read than there was
    void checkEnd() throws Refusal {
        if (unread() < 0) {
            throw damaged("the data ends too early, at " + JpegMarkers.name(bytes.marker()));
        }
    }

    /// Passes over the marker between two restart intervals.
    ///
    /// @param number of the marker, from 0 to 7
    void restart(int number) throws Refusal {
        lookAhead();
        int expected = JpegMarkers.RST0 + number;
        if (unread() >= Byte.SIZE || bytes.marker() != expected) {
            throw damaged(JpegMarkers.name(expected) + " is not where it should be");
        }
        bytes.passMarker();
        clear();
    }

    /// Ends the scan.
    ///
    /// @return where the next marker stands
    /// @throws Refusal if there is more data than should be
    long finish() throws Refusal {
        lookAhead();
        if (extraneous() > JpegMarkers.mostPadding(bytes.marker())) {
            throw damaged("there is more data than the scan has room for");
        }
        return bytes.position() - 2;
    }

    /// How many bytes of the file are left; in it, 0xff takes two.
    private int extraneous() {
        int count = unread() / Byte.SIZE;
        for (int i = end - count; i < end; i++) {
            count += data[i] == ScanBytes.MARK ? 1 : 0;
        }
        return count;
    }

    private int unread() {
        return (end - at) * Byte.SIZE + buffered;
    }

    /// Passes over a block of a sequential scan.
    void skipBlock(HuffmanTable dc, HuffmanTable ac) throws Refusal {
        lookAhead();
        skip(dc);
        int k = skipPairs(ac);
        while (k < BLOCK) {
            k += HuffmanTable.step(skip(ac));
        }
        checkCount(k, BLOCK);
        checkEnd();
    }

    /// Passes over the first AC coefficients.
    ///
    /// @return the index of the next coefficient, or more where the block has ended
    private int skipPairs(HuffmanTable table) throws Refusal {
        var pairs = table.pairs();
        int k = 1;
        while (k < PAIRS) {
            fill();
            int entry = pairs[(int) (buffer >>> (Long.SIZE - HuffmanTable.FEW))];
            entry = entry == HuffmanTable.NONE ? entry(table) : entry;
            drop(HuffmanTable.length(entry));
            k += HuffmanTable.step(entry);
        }
        return k;
    }

    /// Passes over a code and the bits of its value.
    ///
    /// @return what the table tells of the code
    int skip(HuffmanTable table) throws Refusal {
        fill();
        int entry = entry(table);
        drop(HuffmanTable.length(entry));
        return entry;
    }

    private int entry(HuffmanTable table) throws Refusal {
        int entry = table.entry((int) (buffer >>> (Long.SIZE - HuffmanTable.MANY)));
        if (entry == HuffmanTable.NONE) {
            throw damaged("no Huffman code is like the next bits");
        }
        return entry;
    }

    /// @throws Refusal if codes stood for more coefficients than there are
    void checkCount(int coefficients, int most) throws Refusal {
        if (coefficients > most && coefficients < HuffmanTable.END_OF_BLOCK) {
            throw damaged("a block has too many coefficients");
        }
    }

    /// The value of the next bits, up to 32.
    int take(int count) {
        fill();
        int value = (int) (buffer >>> 1 >>> (Long.SIZE - 1 - count));
        drop(count);
        return value;
    }

    /// Passes over up to 63 bits.
    void skip(int count) {
        take(Math.min(count, Integer.SIZE));
        if (count > Integer.SIZE) {
            take(count - Integer.SIZE);
        }
    }

    /// Makes sure of 32 bits, the most that a code and its value take.
    private void fill() {
        if (buffered < Integer.SIZE) {
            buffer |= (long) WORD.get(data, at) >>> buffered;
            at += (Long.SIZE - 1 - buffered) >> 3;
            buffered |= Long.SIZE - Byte.SIZE;
        }
    }

    private void drop(int count) {
        buffer <<= count;
        buffered -= count;
    }

    /// Tells that an MCU was passed over.
    void countMcu() {
        mcus++;
    }

    Refusal damaged(String what) {
        long place = bytes.position() - Math.max(0, unread() / Byte.SIZE);
        return Refusal.damaged(
                "scan " + scan + " of the JPEG is damaged after " + mcus + " MCUs, about byte " + place + ": " + what);
    }
}
