package io.seine.decode;

import java.util.HashMap;

/// Reads the pixels of a lossless WebP, or of one of the small pictures of parameters in it (RFC 9649, section 3.6).
/// Each is written in one of several groups of prefix codes, or repeated from before, or from a cache of colours.
final class Vp8lPixels {
    private static final int HASH = 0x1e35a7bd;
    private static final int MOST_CACHE_BITS = 11;

    /// What libwebp writes is below 2,600. Each takes up to 5 KiB.
    private static final int MOST_GROUPS = 10_000;

    private final Vp8lBits in;
    private final int width;
    private final int height;
    private final int[] pixels;
    private final int[] cache;
    private final int cacheBits;
    private int[] groups = {0};
    private int groupBits = 31;
    private Vp8lCodes[] codes = {};

    private Vp8lPixels(Vp8lBits in, int width, int height) throws Refusal {
        this.in = in;
        this.width = width;
        this.height = height;
        pixels = new int[Math.multiplyExact(width, height)];
        cacheBits = in.flag() ? in.read(4) : 0;
        if (cacheBits > MOST_CACHE_BITS) {
            throw Refusal.damaged("a lossless image of the WebP has a cache of 2^" + cacheBits + " colours");
        }
        cache = new int[cacheBits == 0 ? 0 : 1 << cacheBits];
    }

    /// The pixels that stand next, as 0xAARRGGBB.
    ///
    /// @param whole whether they are those of the picture, not parameters
    static int[] read(Vp8lBits in, int width, int height, boolean whole) throws Refusal {
        var image = new Vp8lPixels(in, width, height);
        if (whole && in.flag()) {
            image.readGroups();
        } else {
            image.codes = new Vp8lCodes[] {Vp8lCodes.from(in, image.cache.length)};
        }
        image.read();
        return image.pixels;
    }

    /// Sides of a picture of parameters, each of which is for a square of 2^`bits`.
    static int squares(int side, int bits) {
        return (side + (1 << bits) - 1) >> bits;
    }

    /// Which group of codes each square is written in, and the groups. Those that no square uses are passed over.
    private void readGroups() throws Refusal {
        groupBits = 2 + in.read(3);
        groups = read(in, squares(width, groupBits), squares(height, groupBits), false);
        var places = new HashMap<Integer, Integer>();
        int count = 0;
        for (int i = 0; i < groups.length; i++) {
            int number = groups[i] >> 8 & 0xffff;
            count = Math.max(count, number + 1);
            places.putIfAbsent(number, places.size());
            groups[i] = places.get(number);
        }
        if (places.size() > MOST_GROUPS) {
            throw Refusal.unsupported("a lossless WebP of " + places.size() + " groups of codes");
        }
        codes = new Vp8lCodes[places.size()];
        for (int number = 0; number < count; number++) {
            var group = Vp8lCodes.from(in, cache.length);
            if (places.containsKey(number)) {
                codes[places.get(number)] = group;
            }
        }
    }

    private void read() throws Refusal {
        int at = 0;
        while (at < pixels.length) {
            var group = codes[groups[group(at)]];
            int symbol = group.green().read(in);
            if (symbol < Vp8lCodes.FIRST_LENGTH) {
                put(at++, group.readPixel(in, symbol));
            } else if (symbol < Vp8lCodes.FIRST_CACHED) {
                at = repeat(at, Vp8lCodes.number(in, symbol - Vp8lCodes.FIRST_LENGTH), group);
            } else {
                put(at++, cache[symbol - Vp8lCodes.FIRST_CACHED]);
            }
            if (in.hasEnded()) {
                throw Refusal.damaged("a lossless image of the WebP ends too early");
            }
        }
    }

    private int group(int at) {
        if (groups.length == 1) {
            return 0;
        }
        int row = (at / width) >> groupBits;
        return row * squares(width, groupBits) + ((at % width) >> groupBits);
    }

    private void put(int at, int pixel) {
        pixels[at] = pixel;
        if (cacheBits > 0) {
            cache[(pixel * HASH) >>> (32 - cacheBits)] = pixel;
        }
    }

    private int repeat(int at, int length, Vp8lCodes group) throws Refusal {
        int distance = Vp8lDistances.get(Vp8lCodes.number(in, group.distance().read(in)), width);
        if (distance > at || length > pixels.length - at) {
            throw Refusal.damaged("a lossless image of the WebP repeats what it has not");
        }
        for (int to = at; to < at + length; to++) {
            put(to, pixels[to - distance]);
        }
        return at + length;
    }
}
