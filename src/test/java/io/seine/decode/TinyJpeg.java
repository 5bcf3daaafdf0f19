package io.seine.decode;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;

/// Writes a grey JPEG of a row of blocks, bit by bit.
final class TinyJpeg {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int bits;
    private int count;

    /// @param frame the marker of the frame: 0xc0 sequential, 0xc2 progressive
    TinyJpeg(int frame, int blocks) {
        marker(0xd8);
        segment(0xdb, new int[65]);
        segment(frame, 8, 0, 8, (blocks * 8) >> 8, (blocks * 8) & 0xff, 1, 1, 0x11, 0);
    }

    /// The codes of a table's symbols are 0, 10, 110 and so on.
    ///
    /// @param slot with 16 added for AC
    TinyJpeg table(int slot, int... symbols) {
        var content = new int[17 + symbols.length];
        content[0] = slot;
        for (int i = 0; i < symbols.length; i++) {
            content[1 + i] = 1;
            content[17 + i] = symbols[i];
        }
        return segment(0xc4, content);
    }

    TinyJpeg restartInterval(int blocks) {
        return segment(0xdd, 0, blocks);
    }

    /// A sequential scan.
    TinyJpeg scan(String data) {
        return scan(0, 63, 0, data);
    }

    /// Any scan.
    ///
    /// @param approximation what is missing before and after, four bits each
    /// @param data zeros and ones; a 2 ends an interval with the first restart marker, a 3 with the second, up to 9
    TinyJpeg scan(int first, int last, int approximation, String data) {
        segment(0xda, 1, 1, 0, first, last, approximation);
        for (char each : data.replace(" ", "").toCharArray()) {
            if (each >= '2') {
                pad();
                marker(0xd0 + each - '2');
            } else {
                bit(each - '0');
            }
        }
        pad();
        return this;
    }

    TinyJpeg segment(int marker, int... content) {
        marker(marker);
        bytes.write((content.length + 2) >> 8);
        bytes.write(content.length + 2);
        for (int each : content) {
            bytes.write(each);
        }
        return this;
    }

    MemorySegment end() {
        marker(0xd9);
        return MemorySegment.ofArray(bytes.toByteArray());
    }

    private void marker(int marker) {
        bytes.write(0xff);
        bytes.write(marker);
    }

    private void bit(int bit) {
        bits = bits << 1 | bit;
        if (++count == 8) {
            bytes.write(bits);
            if ((bits & 0xff) == 0xff) {
                bytes.write(0);
            }
            count = 0;
        }
    }

    private void pad() {
        while (count > 0) {
            bit(1);
        }
    }
}
