package io.seine.decode;

/// A prefix code of a lossless WebP (RFC 9649, section 3.7.2): the shorter, the more frequent a symbol is.
final class Vp8lCode {
    private static final int LONGEST = 15;
    private static final int QUICK = 8;
    private static final int LENGTH_BITS = 4;
    private static final int[] ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /// Symbols by their codes, shorter ones first.
    private final char[] symbols;

    /// Codes by their length.
    private final int[] counts = new int[LONGEST + 1];

    /// Symbol and length by the next bits, where those are enough; otherwise 0.
    private final char[] quick;

    private final int quickBits;

    /// @param lengths of the codes of all symbols; 0 where a symbol does not occur
    private Vp8lCode(int[] lengths) throws Refusal {
        for (int length : lengths) {
            counts[length]++;
        }
        symbols = new char[lengths.length - counts[0]];
        counts[0] = 0;
        sort(lengths);
        if (symbols.length > 1) {
            checkComplete();
        }
        quickBits = symbols.length == 1 ? 0 : Math.min(QUICK, longest());
        quick = new char[1 << quickBits];
        fillQuick();
    }

    private void sort(int[] lengths) {
        var next = new int[LONGEST + 2];
        for (int length = 1; length <= LONGEST; length++) {
            next[length + 1] = next[length] + counts[length];
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                symbols[next[lengths[symbol]]++] = (char) symbol;
            }
        }
    }

    private int longest() {
        int longest = LONGEST;
        while (counts[longest] == 0) {
            longest--;
        }
        return longest;
    }

    private void checkComplete() throws Refusal {
        int open = 1;
        for (int length = 1; length <= LONGEST && open >= 0; length++) {
            open = 2 * open - counts[length];
        }
        if (open != 0) {
            throw damaged();
        }
    }

    /// A symbol that is alone takes no bits.
    private void fillQuick() {
        int code = 0;
        int index = 0;
        for (int length = 1; length <= quickBits; length++) {
            for (int i = 0; i < counts[length]; i++) {
                int entry = symbols[index++] << LENGTH_BITS | length;
                for (int at = reversed(code++, length); at < quick.length; at += 1 << length) {
                    quick[at] = (char) entry;
                }
            }
            code <<= 1;
        }
    }

    private static int reversed(int code, int length) {
        return Integer.reverse(code) >>> (Integer.SIZE - length);
    }

    /// The next symbol.
    int read(Vp8lBits in) {
        if (quickBits == 0) {
            return symbols[0];
        }
        int entry = quick[in.peek(quickBits)];
        if (entry == 0) {
            return readLong(in);
        }
        in.skip(entry & ((1 << LENGTH_BITS) - 1));
        return entry >> LENGTH_BITS;
    }

    /// Codes of one length are consecutive numbers.
    private int readLong(Vp8lBits in) {
        int bits = in.peek(LONGEST);
        int code = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code |= bits >> (length - 1) & 1;
            int count = counts[length];
            if (code - first < count) {
                in.skip(length);
                return symbols[index + code - first];
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        throw new IllegalStateException("a complete code has a symbol for all bits");
    }

    /// The code that stands next.
    ///
    /// @param alphabet how many symbols there are
    static Vp8lCode from(Vp8lBits in, int alphabet) throws Refusal {
        var lengths = new int[alphabet];
        if (in.flag()) {
            readSimple(in, lengths);
        } else {
            readLengths(in, lengths);
        }
        return new Vp8lCode(lengths);
    }

    /// One or two symbols.
    private static void readSimple(Vp8lBits in, int[] lengths) throws Refusal {
        boolean two = in.flag();
        int first = in.read(in.flag() ? 8 : 1);
        int second = two ? in.read(8) : first;
        if (Math.max(first, second) >= lengths.length) {
            throw damaged();
        }
        lengths[first] = 1;
        lengths[second] = 1;
    }

    /// The lengths, which are in a code themselves.
    private static void readLengths(Vp8lBits in, int[] lengths) throws Refusal {
        var ofLengths = new int[ORDER.length];
        int given = 4 + in.read(4);
        for (int i = 0; i < given; i++) {
            ofLengths[ORDER[i]] = in.read(3);
        }
        int most = in.flag() ? 2 + in.read(2 + 2 * in.read(3)) : lengths.length;
        var code = new Vp8lCode(checked(ofLengths));
        int last = 8;
        for (int symbol = 0; symbol < lengths.length && most > 0; most--) {
            int length = code.read(in);
            int repeat = repeat(in, length);
            int value = length < 16 ? length : length == 16 ? last : 0;
            if (symbol + repeat > lengths.length) {
                throw damaged();
            }
            while (repeat-- > 0) {
                lengths[symbol++] = value;
            }
            last = value > 0 ? value : last;
        }
        checked(lengths);
    }

    private static int repeat(Vp8lBits in, int length) {
        return switch (length) {
            case 16 -> 3 + in.read(2);
            case 17 -> 3 + in.read(3);
            case 18 -> 11 + in.read(7);
            default -> 1;
        };
    }

    private static int[] checked(int[] lengths) throws Refusal {
        for (int length : lengths) {
            if (length > 0) {
                return lengths;
            }
        }
        throw damaged();
    }

    private static Refusal damaged() {
        return Refusal.damaged("a lossless image of the WebP has a damaged code");
    }
}
