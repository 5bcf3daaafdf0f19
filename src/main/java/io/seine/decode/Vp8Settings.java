package io.seine.decode;

import java.util.ArrayList;
import java.util.List;

/// What the header of a key frame of VP8 settles for all of its macroblocks (RFC 6386, section 9).
final class Vp8Settings {
    private static final int SEGMENTS = 4;
    private static final int NEVER = 255;

    private static final int[] UPDATES = Vp8Tables.get("updates");
    private static final int[] DC = Vp8Tables.get("dc");
    private static final int[] AC = Vp8Tables.get("ac");

    private final Vp8Bits in;
    private boolean segmented;
    private boolean mapped;
    private boolean absolute = true;
    private final int[] segmentQuantizers = new int[SEGMENTS];
    private final int[] segmentLevels = new int[SEGMENTS];
    private final int[] segmentTree = {NEVER, NEVER, NEVER};
    private boolean simpleFilter;
    private int level;
    private int sharpness;
    private int frameDelta;
    private int blocksDelta;
    private int partitions;
    private final List<Quantizers> quantizers = new ArrayList<>();
    private final int[] probabilities = Vp8Tables.get("coefficients").clone();
    private int skipProbability = -1;

    /// The factors of the coefficients, each of the first one and of the others.
    record Quantizers(int yDc, int yAc, int y2Dc, int y2Ac, int uvDc, int uvAc) {}

    /// How strongly the edges of a macroblock are smoothed.
    ///
    /// @param limit of differences across an edge; 0: it is left as it is
    /// @param inner limit of differences beside it
    /// @param variance of the samples beside it, above which it is a real edge
    record Strength(int limit, int inner, int variance) {
        static final Strength NONE = new Strength(0, 0, 0);
    }

    /// @param in the first partition, at its beginning
    Vp8Settings(Vp8Bits in) {
        this.in = in;
        in.number(2); // colour space, clamping
        readSegments();
        readFilter();
        partitions = 1 << in.number(2);
        readQuantizers();
        in.flag(); // whether other frames have the same probabilities
        readProbabilities();
    }

    private void readSegments() {
        segmented = in.flag();
        if (!segmented) {
            return;
        }
        mapped = in.flag();
        if (in.flag()) {
            absolute = in.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentQuantizers[i] = in.optional(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentLevels[i] = in.optional(6);
            }
        }
        for (int i = 0; mapped && i < segmentTree.length; i++) {
            segmentTree[i] = in.flag() ? in.number(8) : NEVER;
        }
    }

    /// Of the deltas, those for frames and modes that a key frame has not are passed over.
    private void readFilter() {
        simpleFilter = in.flag();
        level = in.number(6);
        sharpness = in.number(3);
        boolean deltas = in.flag();
        if (deltas && in.flag()) {
            frameDelta = in.optional(6);
            for (int i = 1; i < 4; i++) {
                in.optional(6);
            }
            blocksDelta = in.optional(6);
            for (int i = 1; i < 4; i++) {
                in.optional(6);
            }
        }
    }

    private void readQuantizers() {
        int base = in.number(7);
        int yDc = in.optional(4);
        int y2Dc = in.optional(4);
        int y2Ac = in.optional(4);
        int uvDc = in.optional(4);
        int uvAc = in.optional(4);
        for (int segment = 0; segment < SEGMENTS; segment++) {
            int q = segmentQuantizers[segment] + (absolute && segmented ? 0 : base);
            quantizers.add(new Quantizers(
                    factor(DC, q + yDc),
                    factor(AC, q),
                    factor(DC, q + y2Dc) * 2,
                    Math.max(8, factor(AC, q + y2Ac) * 155 / 100),
                    Math.min(132, factor(DC, q + uvDc)),
                    factor(AC, q + uvAc)));
        }
    }

    private static int factor(int[] table, int quantizer) {
        return table[Math.clamp(quantizer, 0, table.length - 1)];
    }

    private void readProbabilities() {
        for (int i = 0; i < probabilities.length; i++) {
            if (in.bit(UPDATES[i])) {
                probabilities[i] = in.number(8);
            }
        }
        if (in.flag()) {
            skipProbability = in.number(8);
        }
    }

    /// How many partitions the coefficients have.
    int partitions() {
        return partitions;
    }

    /// Of tokens, by plane, band and context.
    int[] probabilities() {
        return probabilities;
    }

    /// The segment of the next macroblock.
    int readSegment(Vp8Bits modes) {
        if (!mapped) {
            return 0;
        }
        int half = modes.digit(segmentTree[0]);
        return 2 * half + modes.digit(segmentTree[1 + half]);
    }

    /// Whether the next macroblock has no coefficients.
    boolean readSkip(Vp8Bits modes) {
        return skipProbability >= 0 && modes.bit(skipProbability);
    }

    Quantizers quantizers(int segment) {
        return quantizers.get(segment);
    }

    boolean hasFilter() {
        return level > 0;
    }

    boolean hasSimpleFilter() {
        return simpleFilter;
    }

    /// @param blocks whether the macroblock is predicted block by block
    Strength strength(int segment, boolean blocks) {
        int strength = segmentLevels[segment] + (absolute && segmented ? 0 : level);
        strength = Math.clamp(strength + frameDelta + (blocks ? blocksDelta : 0), 0, 63);
        if (strength == 0) {
            return Strength.NONE;
        }
        int inner = strength >> (sharpness > 4 ? 2 : sharpness > 0 ? 1 : 0);
        inner = Math.max(1, sharpness > 0 ? Math.min(inner, 9 - sharpness) : inner);
        return new Strength(2 * strength + inner, inner, strength >= 40 ? 2 : strength >= 15 ? 1 : 0);
    }
}
