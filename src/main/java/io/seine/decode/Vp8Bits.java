package io.seine.decode;

/// Reads a partition of VP8, which is arithmetically coded bits (RFC 6386, section 7).
final class Vp8Bits {
    private final byte[] bytes;
    private final int end;
    private int at;
    private long value;
    private int spare = -8;
    private int range = 255;
    private boolean ended;

    /// @param from where the partition begins in `bytes`
    /// @param to where it ends
    Vp8Bits(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        at = from;
        end = to;
    }

    /// Whether more was read than there is.
    boolean hasEnded() {
        return ended;
    }

    /// The next bit, which is 0 with a probability of `probability` / 256.
    boolean bit(int probability) {
        while (spare < 0) {
            value = value << 8 | next();
            spare += 8;
        }
        int split = 1 + (((range - 1) * probability) >> 8);
        boolean set = value >>> spare >= split;
        if (set) {
            value -= (long) split << spare;
            range -= split;
        } else {
            range = split;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        spare -= shift;
        return set;
    }

    private int next() {
        if (at < end) {
            return bytes[at++] & 0xff;
        }
        ended = true;
        return 0;
    }

    /// 1 or 0.
    int digit(int probability) {
        return bit(probability) ? 1 : 0;
    }

    boolean flag() {
        return bit(128);
    }

    /// An unsigned number.
    int number(int bits) {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | digit(128);
        }
        return number;
    }

    /// A number with its sign behind it.
    int signed(int bits) {
        int number = number(bits);
        return flag() ? -number : number;
    }

    /// A signed number, or 0 where a flag says that there is none.
    int optional(int bits) {
        return flag() ? signed(bits) : 0;
    }
}
