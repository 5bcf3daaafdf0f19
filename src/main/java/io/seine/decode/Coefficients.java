package io.seine.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the scans so far have told about the coefficients of one component (ITU-T T.81, G.1.1.1).
final class Coefficients {
    private static final int UNKNOWN = -1;

    private final int blocks;

    /// For each coefficient, how many of its low bits are missing.
    private final int[] missing = new int[64];

    private long @Nullable [] nonzero;

    /// @param blocks of the component
    Coefficients(int blocks) {
        this.blocks = blocks;
        Arrays.fill(missing, UNKNOWN);
    }

    boolean isCoded() {
        return missing[0] != UNKNOWN;
    }

    int blocks() {
        return blocks;
    }

    /// Takes note of a scan, unless it may not come now.
    boolean admit(JpegScan scan, boolean progressive) {
        boolean admits = progressive ? admitsProgressive(scan) : admitsSequential(scan);
        if (admits) {
            Arrays.fill(missing, scan.first(), scan.last() + 1, scan.low());
        }
        return admits;
    }

    private boolean admitsSequential(JpegScan scan) {
        return !isCoded() && scan.isWhole();
    }

    /// DC comes before AC, and bits that are known before those below them.
    private boolean admitsProgressive(JpegScan scan) {
        boolean admits = scan.first() == 0 || isCoded();
        for (int k = scan.first(); k <= scan.last(); k++) {
            admits &= scan.high() == Math.max(0, missing[k]);
        }
        return admits;
    }

    /// Which coefficients of each block are known to be nonzero: bit k stands for coefficient k.
    long[] nonzero() {
        var masks = nonzero;
        if (masks == null) {
            masks = new long[blocks];
            nonzero = masks;
        }
        return masks;
    }
}
