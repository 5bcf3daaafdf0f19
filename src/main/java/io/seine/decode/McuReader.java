package io.seine.decode;

/// Passes over the MCUs of a scan, in the way that its kind is coded.
sealed interface McuReader permits McuReader.Sequential, McuReader.DcFirst, McuReader.DcRefinement, BandReader {

    /// Passes over the next MCU.
    ///
    /// @param mcu its number in the scan, from 0
    void skip(int mcu) throws Refusal;

    /// Comes before a restart marker and at the end of the scan.
    default void endInterval() throws Refusal {}

    /// Whole blocks (ITU-T T.81, F.2.2).
    final class Sequential implements McuReader {
        private final ScanBits bits;
        private final HuffmanTable[] dc;
        private final HuffmanTable[] ac;

        /// @param dc the table for each block of an MCU
        /// @param ac the table for each block of an MCU
        Sequential(ScanBits bits, HuffmanTable[] dc, HuffmanTable[] ac) {
            this.bits = bits;
            this.dc = dc;
            this.ac = ac;
        }

        @Override
        public void skip(int mcu) throws Refusal {
            for (int i = 0; i < dc.length; i++) {
                bits.skipBlock(dc[i], ac[i]);
            }
        }
    }

    /// DC coefficients (ITU-T T.81, G.1.2.1).
    final class DcFirst implements McuReader {
        private final ScanBits bits;
        private final HuffmanTable[] tables;

        /// @param tables for each block of an MCU
        DcFirst(ScanBits bits, HuffmanTable[] tables) {
            this.bits = bits;
            this.tables = tables;
        }

        @Override
        public void skip(int mcu) throws Refusal {
            bits.lookAhead();
            for (var table : tables) {
                bits.skip(table);
            }
            bits.checkEnd();
        }
    }

    /// Another bit of DC coefficients (ITU-T T.81, G.1.2.1).
    final class DcRefinement implements McuReader {
        private final ScanBits bits;
        private final int blocks;

        /// @param blocks of an MCU
        DcRefinement(ScanBits bits, int blocks) {
            this.bits = bits;
            this.blocks = blocks;
        }

        @Override
        public void skip(int mcu) throws Refusal {
            bits.lookAhead();
            bits.skip(blocks);
            bits.checkEnd();
        }
    }
}
