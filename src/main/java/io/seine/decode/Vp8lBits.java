package io.seine.decode;

/// Reads the bits of a lossless WebP, the lowest of each byte first (RFC 9649, section 3.2).
final class Vp8lBits {
    private final byte[] bytes;
    private int at;
    private long window;
    private int filled;
    private int missing;

    Vp8lBits(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Whether more was read than there is.
    boolean hasEnded() {
        return missing > filled;
    }

    /// The next bits, up to 32, which remain the next. Zeros stand behind the end.
    int peek(int count) {
        while (filled < count) {
            if (at < bytes.length) {
                window |= (bytes[at++] & 0xffL) << filled;
            } else {
                missing += 8;
            }
            filled += 8;
        }
        return (int) (window & ((1L << count) - 1));
    }

    void skip(int count) {
        window >>>= count;
        filled -= count;
    }

    int read(int count) {
        int bits = peek(count);
        skip(count);
        return bits;
    }

    boolean flag() {
        return read(1) == 1;
    }
}
