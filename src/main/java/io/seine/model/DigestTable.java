package io.seine.model;

import java.nio.ByteBuffer;

/// A number below 2⁴⁰ for each of very many SHA-256 digests, of which 96 bits are kept: 16 bytes in tables that
/// are filled from three eighths to three quarters. Not thread-safe.
///
/// A digest's first byte chooses one of many tables, so that growing never takes much memory or time at once.
public final class DigestTable {
    private static final int TABLES = 256;
    private static final int NUMBER_BITS = 40;
    private static final long NUMBER = (1L << NUMBER_BITS) - 1;

    private final Table[] tables = new Table[TABLES];

    /// An empty table.
    public DigestTable() {
        for (int i = 0; i < TABLES; i++) {
            tables[i] = new Table();
        }
    }

    /// The number of this digest, or -1.
    public long get(byte[] sha256) {
        var digest = ByteBuffer.wrap(sha256);
        return table(digest).get(high(digest), low(digest));
    }

    /// The number that this digest had before, or else `number`, which it has from now on.
    public long putIfAbsent(byte[] sha256, long number) {
        if (number < 0 || number >= NUMBER) {
            throw new IllegalArgumentException("not below 2^40: " + number);
        }
        var digest = ByteBuffer.wrap(sha256);
        return table(digest).putIfAbsent(high(digest), low(digest), number);
    }

    private Table table(ByteBuffer digest) {
        return tables[digest.get(0) & 0xff];
    }

    private static long high(ByteBuffer digest) {
        return digest.getLong(8);
    }

    private static long low(ByteBuffer digest) {
        return digest.getLong(16) << NUMBER_BITS;
    }

    /// An open table with linear probing. A place has two longs: 64 bits of the digest, then 24 and one more
    /// than the number, which is 0 where nothing is.
    private static final class Table {
        private static final int SMALLEST = 16;

        private long[] places = new long[2 * SMALLEST];
        private int filled;

        long get(long high, long low) {
            return (places[find(places, high, low) + 1] & NUMBER) - 1;
        }

        long putIfAbsent(long high, long low, long number) {
            int at = find(places, high, low);
            if (places[at + 1] != 0) {
                return (places[at + 1] & NUMBER) - 1;
            }
            put(places, at, high, low | (number + 1));
            filled++;
            if (filled > places.length / 8 * 3) {
                grow();
            }
            return number;
        }

        /// Where the digest is, or would be.
        private static int find(long[] places, long high, long low) {
            int at = 2 * ((int) high & (places.length / 2 - 1));
            while (places[at + 1] != 0 && (places[at] != high || (places[at + 1] & ~NUMBER) != low)) {
                at = at + 2 == places.length ? 0 : at + 2;
            }
            return at;
        }

        private static void put(long[] places, int at, long high, long rest) {
            places[at] = high;
            places[at + 1] = rest;
        }

        private void grow() {
            var larger = new long[2 * places.length];
            for (int at = 0; at < places.length; at += 2) {
                if (places[at + 1] != 0) {
                    put(larger, find(larger, places[at], places[at + 1] & ~NUMBER), places[at], places[at + 1]);
                }
            }
            places = larger;
        }
    }
}
