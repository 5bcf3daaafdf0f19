package io.seine.decode;

import java.util.Arrays;

/// A Huffman table of a JPEG (ITU-T T.81, annex C), made for passing over codes and the values behind them.
///
/// What is known of a code is an entry: how many bits to pass over, how many coefficients they stand for, and the
/// code's symbol. Most codes are found by the next few bits; so are pairs of codes that fit into them.
final class HuffmanTable {
    /// As many bits as tell a pair of codes, or all but the rarest codes.
    static final int FEW = 10;

    /// As many bits as the longest codes have.
    static final int MANY = 16;

    /// The entry where no code begins with the next bits.
    static final int NONE = 0;

    /// For how many coefficients a code stands that ends a block, beyond what any other does.
    static final int END_OF_BLOCK = 128;

    private static final int LENGTH_MASK = 63;
    private static final int STEP_SHIFT = 6;
    private static final int STEP_MASK = 0xff;
    private static final int SYMBOL_SHIFT = 16;
    private static final int LENGTH_AND_STEP = 0x3fff;
    private static final int HIGHEST_DC_SYMBOL = 15;
    private static final int ZERO_RUN = 15;

    private final boolean dc;
    private final byte[] symbols;
    private final int[] entries = new int[1 << FEW];
    private final int[] pairs = new int[1 << FEW];

    /// For each length of codes, the first 16 bits that begin with no such code and no shorter one.
    private final int[] limits = new int[MANY + 1];

    /// For each length of codes, what added to a code makes the index of its symbol.
    private final int[] offsets = new int[MANY + 1];

    /// @param dc whether for DC coefficients
    /// @param definition how many codes there are of each length from 1 to 16, then their symbols
    /// @throws Refusal if there can be no such codes
    HuffmanTable(boolean dc, byte[] definition) throws Refusal {
        this.dc = dc;
        symbols = Arrays.copyOfRange(definition, MANY, definition.length);
        int code = 0;
        int index = 0;
        for (int length = 1; length <= MANY; length++) {
            offsets[length] = index - code;
            for (int left = definition[length - 1] & 0xff; left > 0; left--) {
                define(code++, length, symbols[index++] & 0xff);
            }
            limits[length] = code << (MANY - length);
            code <<= 1;
        }
        if (!dc) {
            Arrays.setAll(pairs, this::pair);
        }
    }

    /// The entry of the code that 16 bits begin with.
    int entry(int bits) {
        int entry = entries[bits >>> (MANY - FEW)];
        return entry != NONE ? entry : longEntry(bits);
    }

    /// For AC coefficients, by the next few bits: entries that stand for one code or two, without a symbol; [#NONE]
    /// where so few bits don't tell.
    int[] pairs() {
        return pairs;
    }

    /// How many bits an entry passes over, up to 31.
    static int length(int entry) {
        return entry & LENGTH_MASK;
    }

    static int step(int entry) {
        return (entry >> STEP_SHIFT) & STEP_MASK;
    }

    /// The upper half of the symbol: how many zeros stand before a value, or how long a run of blocks is that end here.
    static int run(int entry) {
        return entry >> (SYMBOL_SHIFT + 4);
    }

    /// The lower half of the symbol: how many bits the value has behind the code.
    static int size(int entry) {
        return (entry >> SYMBOL_SHIFT) & 15;
    }

    private void define(int code, int length, int symbol) throws Refusal {
        if (code + 1 >= 1 << length || (dc && symbol > HIGHEST_DC_SYMBOL)) {
            throw Refusal.damaged("a Huffman table of the JPEG is damaged");
        }
        if (length <= FEW) {
            int first = code << (FEW - length);
            Arrays.fill(entries, first, first + (1 << (FEW - length)), entry(length, symbol));
        }
    }

    private int entry(int codeLength, int symbol) {
        int size = symbol & 15;
        int run = symbol >> 4;
        int step = dc || size > 0 || run == ZERO_RUN ? run + 1 : END_OF_BLOCK;
        return symbol << SYMBOL_SHIFT | step << STEP_SHIFT | (codeLength + size);
    }

    private int longEntry(int bits) {
        for (int length = FEW + 1; length <= MANY; length++) {
            if (bits < limits[length]) {
                return entry(length, symbols[(bits >>> (MANY - length)) + offsets[length]] & 0xff);
            }
        }
        return NONE;
    }

    private int pair(int bits) {
        int first = entries[bits];
        int left = FEW - length(first);
        if (first == NONE || left <= 0 || step(first) == END_OF_BLOCK) {
            return first & LENGTH_AND_STEP;
        }
        int second = entries[(bits << length(first)) & ((1 << FEW) - 1)];
        boolean told = second != NONE && length(second) - size(second) <= left;
        return (first & LENGTH_AND_STEP) + (told ? second & LENGTH_AND_STEP : 0);
    }
}
