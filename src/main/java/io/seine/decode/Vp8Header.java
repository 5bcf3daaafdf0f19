package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// Reads the header of a key frame of VP8 (RFC 6386, sections 7 and 9.2 to 9.5), which is entropy-coded, as far as the
/// number of partitions. Every bit of it is as likely 0 as 1.
final class Vp8Header {
    private static final int SEGMENTS = 4;
    private static final int DELTAS = 8;

    private final Cursor in;
    private int value;
    private int range = 255;
    private int bitsLeft = 8;

    /// @param partition the first one, where the header stands
    Vp8Header(MemorySegment partition) throws Refusal {
        in = new Cursor(partition, ByteOrder.BIG_ENDIAN);
        value = nextByte() << 8;
        value |= nextByte();
    }

    int log2OfPartitions() throws Refusal {
        skip(2); // colour space, clamping
        if (flag()) {
            skipSegmentation();
        }
        skip(1 + 6 + 3); // the loop filter: type, level, sharpness
        skipAdjustments();
        return number(2);
    }

    private void skipAdjustments() throws Refusal {
        boolean enabled = flag();
        if (enabled && flag()) {
            skipOptional(DELTAS, 6 + 1); // of the loop filter, and their signs
        }
    }

    private void skipSegmentation() throws Refusal {
        boolean map = flag();
        if (flag()) {
            skip(1);
            skipOptional(SEGMENTS, 7 + 1); // quantizers, and their signs
            skipOptional(SEGMENTS, 6 + 1); // levels of the loop filter, and their signs
        }
        if (map) {
            skipOptional(SEGMENTS - 1, 8);
        }
    }

    private void skipOptional(int count, int bits) throws Refusal {
        for (int i = 0; i < count; i++) {
            if (flag()) {
                skip(bits);
            }
        }
    }

    private void skip(int bits) throws Refusal {
        number(bits);
    }

    private int number(int bits) throws Refusal {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | (flag() ? 1 : 0);
        }
        return number;
    }

    private boolean flag() throws Refusal {
        int split = 1 + ((range - 1) >> 1);
        boolean set = value >= (split << 8);
        if (set) {
            value -= split << 8;
            range -= split;
        } else {
            range = split;
        }
        while (range < 128) {
            shift();
        }
        return set;
    }

    private void shift() throws Refusal {
        range <<= 1;
        value <<= 1;
        if (--bitsLeft == 0) {
            bitsLeft = 8;
            value |= nextByte();
        }
    }

    /// The decoder reads ahead, beyond the end as if zeros stood there.
    private int nextByte() throws Refusal {
        return in.left() > 0 ? in.u8() : 0;
    }
}
