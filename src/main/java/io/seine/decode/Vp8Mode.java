package io.seine.decode;

/// How a block is predicted from those above and to the left (RFC 6386, section 12); all but the first four for blocks
/// of 4 × 4 samples alone.
enum Vp8Mode {
    MEAN(0),
    TRUE_MOTION(1),
    VERTICAL(2),
    HORIZONTAL(3),
    LEFT_DOWN(4),
    RIGHT_DOWN(5),
    VERTICAL_RIGHT(6),
    VERTICAL_LEFT(7),
    HORIZONTAL_DOWN(8),
    HORIZONTAL_UP(9);

    private final int number;

    Vp8Mode(int number) {
        this.number = number;
    }

    /// As the format numbers them.
    int number() {
        return number;
    }
}
