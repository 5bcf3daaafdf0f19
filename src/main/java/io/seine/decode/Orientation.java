package io.seine.decode;

/// How the stored picture has to be turned to stand upright: the eight values of EXIF's tag `Orientation` (CIPA
/// DC-008, tag 274), in their order. First, the picture is mirrored left to right, if at all; then turned clockwise.
enum Orientation {
    UPRIGHT(false, 0),
    MIRRORED(true, 0),
    TURNED_HALF(false, 2),
    MIRRORED_TURNED_HALF(true, 2),
    MIRRORED_TURNED_LEFT(true, 3),
    TURNED_RIGHT(false, 1),
    MIRRORED_TURNED_RIGHT(true, 1),
    TURNED_LEFT(false, 3);

    private final boolean mirrored;
    private final int quarterTurns;

    Orientation(boolean mirrored, int quarterTurns) {
        this.mirrored = mirrored;
        this.quarterTurns = quarterTurns;
    }

    /// The orientation that EXIF writes as `value`; upright for a value that is none.
    static Orientation of(long value) {
        return value >= 1 && value <= 8 ? values()[(int) value - 1] : UPRIGHT;
    }

    /// Whether the stored picture has to be mirrored, left to right, before it is turned.
    boolean mirrored() {
        return mirrored;
    }

    /// By how many quarters the picture has to be turned clockwise.
    int quarterTurns() {
        return quarterTurns;
    }

    /// Whether the upright picture is as wide as the stored one is high.
    boolean swapsSides() {
        return quarterTurns % 2 == 1;
    }
}
