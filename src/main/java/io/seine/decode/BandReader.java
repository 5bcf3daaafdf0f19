package io.seine.decode;

/// A band of AC coefficients of one component; its blocks are the MCUs (ITU-T T.81, G.1.2.2 and G.1.2.3).
abstract sealed class BandReader implements McuReader {
    final ScanBits bits;
    final HuffmanTable table;
    final int first;
    final int last;
    final long[] nonzero;

    /// How many more blocks have no further codes.
    int ended;

    private BandReader(JpegScan scan, ScanBits bits, HuffmanTable table, long[] nonzero) {
        this.bits = bits;
        this.table = table;
        this.nonzero = nonzero;
        first = scan.first();
        last = scan.last();
    }

    @Override
    public void endInterval() throws Refusal {
        if (ended > 0) {
            throw bits.damaged("a run of blocks is longer than there are blocks");
        }
    }

    /// How many blocks end with a code, this one counted.
    int endedBy(int entry) {
        int run = HuffmanTable.run(entry);
        return (1 << run) + bits.take(run);
    }

    /// Its upper bits.
    static final class First extends BandReader {
        First(JpegScan scan, ScanBits bits, HuffmanTable table, long[] nonzero) {
            super(scan, bits, table, nonzero);
        }

        @Override
        public void skip(int mcu) throws Refusal {
            if (ended == 0) {
                bits.lookAhead();
                nonzero[mcu] |= readBlock();
                bits.checkEnd();
            } else {
                ended--;
            }
        }

        private long readBlock() throws Refusal {
            long found = 0;
            int k = first;
            while (k <= last) {
                int entry = bits.skip(table);
                k += HuffmanTable.step(entry);
                if (k >= HuffmanTable.END_OF_BLOCK) {
                    ended = endedBy(entry) - 1;
                } else if (HuffmanTable.size(entry) > 0) {
                    found |= 1L << (k - 1);
                }
            }
            bits.checkCount(k, last + 1);
            return found;
        }
    }

    /// Another bit of it: also for each coefficient that is nonzero by now, behind the code that passes over it.
    static final class Refinement extends BandReader {
        private final long band;

        Refinement(JpegScan scan, ScanBits bits, HuffmanTable table, long[] nonzero) {
            super(scan, bits, table, nonzero);
            band = from(first) & ~(from(last) << 1);
        }

        private static long from(int k) {
            return -1L << k;
        }

        @Override
        public void skip(int mcu) throws Refusal {
            bits.lookAhead();
            long before = nonzero[mcu] & band;
            int k = ended == 0 ? readCodes(mcu, before) : first;
            if (ended > 0) {
                bits.skip(Long.bitCount(before & from(k)));
                ended--;
            }
            bits.checkEnd();
        }

        /// @return the coefficient behind the last code that does not end the block
        private int readCodes(int mcu, long before) throws Refusal {
            int k = first;
            while (k <= last && ended == 0) {
                int entry = bits.skip(table);
                if (HuffmanTable.step(entry) == HuffmanTable.END_OF_BLOCK) {
                    ended = endedBy(entry);
                } else {
                    int target = target(before, k, HuffmanTable.run(entry));
                    bits.skip(Long.bitCount(before & from(k) & ~from(target)));
                    nonzero[mcu] |= newlyNonzero(entry) << target;
                    k = target + 1;
                }
            }
            return k;
        }

        /// The coefficient from `k` on that is zero and has `run` other zeros before it.
        private int target(long before, int k, int run) throws Refusal {
            long zeros = band & ~before & from(k);
            for (int i = 0; i < run; i++) {
                zeros &= zeros - 1;
            }
            bits.checkCount(zeros == 0 ? 1 : 0, 0);
            return Long.numberOfTrailingZeros(zeros);
        }

        private long newlyNonzero(int entry) throws Refusal {
            if (HuffmanTable.size(entry) > 1) {
                throw bits.damaged("a refinement has more than one bit");
            }
            return HuffmanTable.size(entry);
        }
    }
}
