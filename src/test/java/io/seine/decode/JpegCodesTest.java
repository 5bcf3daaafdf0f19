package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What the codes of a scan may say, shown bit by bit.
class JpegCodesTest {
    private static final int SEQUENTIAL = 0xc0;
    private static final int PROGRESSIVE = 0xc2;

    // The codes of the tables below.
    private static final String DC = "0";
    private static final String END = "0";
    private static final String ONE = "10" + "1";
    private static final String ONE_BEHIND_14 = "110" + "1";
    private static final String ONE_BEHIND_15 = "1110" + "1";
    private static final String ZEROS_16 = "11110";
    private static final String END_OF_2_OR_3 = "111110";
    private static final String TWO_BITS = "1111110" + "11";
    private static final int[] AC = {0x00, 0x01, 0xe1, 0xf1, 0xf0, 0x10, 0x02};

    @Test
    void aBlockHasUpTo64Coefficients() {
        assertSound(sequential(1).scan(DC + ONE.repeat(63)));
        assertSound(sequential(1).scan(DC + ONE.repeat(62) + END));
        assertDamaged(sequential(2).scan(DC + ONE.repeat(64) + DC + END), "no Huffman code");
    }

    @Test
    void noRunOfZerosLeavesTheBlock() {
        assertSound(sequential(1).scan(DC + ZEROS_16.repeat(3) + ONE_BEHIND_14));
        assertDamaged(sequential(1).scan(DC + ZEROS_16.repeat(3) + ONE_BEHIND_15), "too many coefficients");
        assertSound(sequential(1).scan(DC + ONE.repeat(15) + ZEROS_16.repeat(3)));
        assertDamaged(sequential(1).scan(DC + ZEROS_16.repeat(4)), "too many coefficients");
    }

    @Test
    void aPairOfCodesDoesNotReachIntoTheNextBlock() {
        var full = DC + ONE.repeat(63);
        assertSound(sequential(3).scan(full + full + DC + END));
    }

    @Test
    void everyBitBelongsToACode() {
        assertDamaged(sequential(1).scan(DC + "1".repeat(16)), "no Huffman code");
        assertDamaged(sequential(3).scan((DC + END).repeat(2)), "no Huffman code"); // padding
        assertDamaged(sequential(30).scan((DC + END).repeat(28)), "ends too early");
    }

    @Test
    void theLongestCodesHave16Bits() {
        int[] symbols = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        var tables = new TinyJpeg(SEQUENTIAL, 2).table(0, symbols).table(16, AC);
        assertSound(tables.scan("1".repeat(15) + "0" + "01".repeat(7) + "0" + END + DC + END));
    }

    @Test
    void theLargestBlocksAreWhole() {
        int[] symbols = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0, 15};
        var largest = "1".repeat(15) + "0" + "011".repeat(5);
        var jpeg = new TinyJpeg(SEQUENTIAL, 200).table(0, symbols).table(16, symbols);
        assertSound(jpeg.scan(largest.repeat(64).repeat(200)));
    }

    @Test
    void dataMayEndAnywhereWithinWhatIsReadAtATime() {
        var block = DC + ONE.repeat(62) + END;
        for (int blocks = 330; blocks < 355; blocks++) {
            var data = block.repeat(blocks);
            assertSound(sequential(blocks).scan(data));
            assertSound(sequential(blocks).scan(data + "1".repeat(8 * 8)));
            assertDamaged(sequential(blocks).scan(data + "1".repeat(10 * 8)), "more data");
            assertDamaged(sequential(blocks).scan(data + "0".repeat(400 * 8)), "more data");
        }
    }

    @Test
    void wrongTablesAreDamageWhereTheyAreUsed() {
        assertDamaged(new TinyJpeg(SEQUENTIAL, 1).table(0, 16).table(16, AC).scan(DC + END), "Huffman table");
        assertSound(sequential(1).table(1, 16).scan(DC + END));
        var twoOfOneBit = Arrays.copyOf(new int[] {0, 2}, 19);
        assertDamaged(sequential(1).segment(0xc4, twoOfOneBit).scan(DC + END), "Huffman table");
    }

    @Test
    void restartMarkersComeInTurnAfterEachInterval() {
        assertSound(sequential(5).restartInterval(2).scan("0000 2 0000 3 00"));
        assertDamaged(sequential(5).restartInterval(2).scan("0000 2 0000 4 00"), "0xd1 is not where it should be");
        assertDamaged(sequential(5).restartInterval(2).scan("0000 2 00000011 00"), "0xd1 is not where it should be");
        assertDamaged(sequential(5).restartInterval(2).scan("0000 2 00 3 0000"), "no Huffman code");
        assertDamaged(sequential(5).restartInterval(2).scan("0000 1111 1111 1111 2 0000 3 00"), "0xd0 is not where");
        assertDamaged(sequential(5).scan("0000 2 0000 3 00"), "no Huffman code");
    }

    @Test
    void aRestartMarkerBehindTheLastIntervalIsNoDamage() {
        assertSound(sequential(4).restartInterval(2).scan("0000 2 0000 3"));
    }

    @Test
    void markersAreCountedModulo8() {
        assertSound(sequential(10).restartInterval(1).scan("00 2 00 3 00 4 00 5 00 6 00 7 00 8 00 9 00 2 00"));
    }

    @Test
    void aRunOfBlocksEndsWithTheScanAtTheLatest() {
        assertSound(progressive(5).scan(1, 63, 0, END_OF_2_OR_3 + "1" + END_OF_2_OR_3 + "0"));
        assertSound(progressive(5).scan(1, 63, 0, END_OF_2_OR_3 + "1" + ONE + END + END));
        assertDamaged(progressive(5).scan(1, 63, 0, END_OF_2_OR_3 + "1" + END_OF_2_OR_3 + "1"), "a run of blocks");
    }

    @Test
    void aRunOfBlocksEndsWithTheIntervalAtTheLatest() {
        assertSound(progressive(4).restartInterval(2).scan(1, 63, 0, END_OF_2_OR_3 + "0 2" + END + END));
        assertDamaged(
                progressive(4).restartInterval(2).scan(1, 63, 0, END_OF_2_OR_3 + "1 2" + END + END), "a run of blocks");
    }

    @Test
    void noCodeLeavesItsBand() {
        assertSound(progressive(1).scan(1, 15, 0, ONE_BEHIND_14));
        assertDamaged(progressive(1).scan(1, 14, 0, ONE_BEHIND_14), "too many coefficients");
        assertSound(progressive(1).scan(1, 16, 0, ZEROS_16));
        assertDamaged(progressive(1).scan(1, 15, 0, ZEROS_16), "too many coefficients");
    }

    @Test
    void aRefinementHasABitForEachNonzeroCoefficient() {
        var first = ONE + ONE_BEHIND_14 + END;
        assertSound(progressive(1).scan(1, 63, 1, first).scan(1, 63, 0x10, END + "11"));
        assertSound(progressive(1).scan(1, 63, 1, first).scan(1, 63, 0x10, ONE + "1" + END + "1"));
        assertSound(progressive(1).scan(1, 63, 1, first).scan(1, 63, 0x10, ONE_BEHIND_14 + "11" + END));
    }

    @Test
    void aRefinementHasNoBitMoreOrLess() {
        var first = ONE.repeat(63).repeat(9);
        assertSound(progressive(9).scan(1, 63, 1, first).scan(1, 63, 0x10, (END + "1".repeat(63)).repeat(9)));
        assertDamaged(
                progressive(9).scan(1, 63, 1, first).scan(1, 63, 0x10, (END + "1".repeat(64)).repeat(9)),
                "too many coefficients");
        assertDamaged(
                progressive(9).scan(1, 63, 1, first).scan(1, 63, 0x10, (END + "0".repeat(63)).repeat(8)),
                "ends too early");
    }

    @Test
    void aRefinementAddsOneBitOnly() {
        var jpeg = progressive(1).scan(1, 63, 1, END);
        assertDamaged(jpeg.scan(1, 63, 0x10, TWO_BITS + END), "more than one bit");
    }

    @Test
    void aRefinementStaysInItsBand() {
        assertSound(progressive(1).scan(1, 16, 1, ONE + END).scan(1, 16, 0x10, ONE_BEHIND_14 + "1"));
        assertDamaged(
                progressive(1).scan(1, 15, 1, ONE + END).scan(1, 15, 0x10, ONE_BEHIND_14 + "1"),
                "too many coefficients");
    }

    @Test
    void scansOfAProgressiveJpegBuildOnEachOther() {
        assertSound(progressive(1)
                .scan(1, 5, 2, END)
                .scan(6, 63, 0, END)
                .scan(1, 5, 0x21, END)
                .scan(1, 5, 0x10, END));
        assertDamaged(progressive(1).scan(1, 63, 0x10, END), "out of turn");
        assertDamaged(progressive(1).scan(1, 5, 2, END).scan(1, 5, 0x10, END), "out of turn");
        assertDamaged(progressive(1).scan(1, 5, 2, END).scan(1, 6, 0x21, END), "out of turn");
        assertDamaged(progressive(1).scan(1, 64, 0, END), "out of turn");
        assertDamaged(progressive(1).scan(0, 5, 0, END), "out of turn");
        assertDamaged(progressive(1).scan(1, 5, 14, END), "out of turn");
        assertDamaged(new TinyJpeg(PROGRESSIVE, 1).table(16, AC).scan(1, 63, 0, END), "out of turn");
    }

    private static TinyJpeg sequential(int blocks) {
        return new TinyJpeg(SEQUENTIAL, blocks).table(0, 0).table(16, AC);
    }

    /// With a scan of DC coefficients.
    private static TinyJpeg progressive(int blocks) {
        return new TinyJpeg(PROGRESSIVE, blocks).table(0, 0).table(16, AC).scan(0, 0, 0, DC.repeat(blocks));
    }

    private static void assertSound(TinyJpeg jpeg) {
        var file = jpeg.end();
        assertThatCode(() -> JpegScans.check(file)).doesNotThrowAnyException();
    }

    private static void assertDamaged(TinyJpeg jpeg, String reason) {
        MemorySegment file = jpeg.end();
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> JpegScans.check(file))
                .withMessageContaining(reason);
    }
}
