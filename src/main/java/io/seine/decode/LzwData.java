package io.seine.decode;

import java.util.Arrays;

/// The compressed data of a GIF's frame, followed without making pixels: of every code only the length is kept.
///
/// Java's own reader leaves the rest of a frame blank where the data ends early, and says nothing.
final class LzwData {
    private static final int CODES = 4096;
    private static final int END_OF_DATA = -1;

    private final Cursor in;
    private final int firstBits;
    private final int[] lengths = new int[CODES];
    private int blockLeft;
    private boolean ended;
    private int buffer;
    private int buffered;

    LzwData(Cursor in) throws Refusal {
        this.in = in;
        firstBits = in.u8();
        if (firstBits < 1 || firstBits > 11) {
            throw Refusal.damaged("the GIF's codes begin with " + firstBits + " bits");
        }
        Arrays.fill(lengths, 0, 1 << firstBits, 1);
    }

    /// How many pixels the data yields; counting stops where they are `enough`.
    long countPixels(long enough) throws Refusal {
        int clear = 1 << firstBits;
        int next = clear + 2;
        int bits = firstBits + 1;
        int previous = END_OF_DATA;
        long pixels = 0;
        while (pixels < enough) {
            int code = read(bits);
            if (code == END_OF_DATA || code == clear + 1) {
                break;
            } else if (code == clear) {
                next = clear + 2;
                bits = firstBits + 1;
                previous = END_OF_DATA;
                continue;
            }
            if (previous != END_OF_DATA && next < CODES) {
                lengths[next++] = lengths[previous] + 1;
                bits += next == 1 << bits && bits < 12 ? 1 : 0;
            }
            if (code >= next) {
                throw Refusal.damaged("the GIF's data holds a code that was never defined");
            }
            pixels += lengths[code];
            previous = code;
        }
        return pixels;
    }

    /// Passes over what is left, to the block behind the data.
    void skipRest() throws Refusal {
        while (!ended) {
            in.skip(blockLeft);
            nextBlock();
        }
    }

    private int read(int bits) throws Refusal {
        while (buffered < bits) {
            if (blockLeft == 0 && !ended) {
                nextBlock();
            }
            if (ended) {
                return END_OF_DATA;
            }
            buffer |= in.u8() << buffered;
            buffered += 8;
            blockLeft--;
        }
        int code = buffer & ((1 << bits) - 1);
        buffer >>>= bits;
        buffered -= bits;
        return code;
    }

    private void nextBlock() throws Refusal {
        blockLeft = in.u8();
        ended = blockLeft == 0;
    }
}
