package io.seine.decode;

import io.seine.decode.Vp8Settings.Strength;

/// Smooths the edges between blocks in a plane (RFC 6386, section 15).
///
/// An edge lies between two samples that are a step apart; seen from the first sample behind it, those before it have
/// negative numbers.
final class Vp8Filter {
    private static final int BLOCK = 4;

    private final Vp8Plane plane;
    private final boolean simple;

    Vp8Filter(Vp8Plane plane, boolean simple) {
        this.plane = plane;
        this.simple = simple;
    }

    /// Smooths the edges of a macroblock: its left one, those inside from left to right, its upper one, and those
    /// inside from top to bottom.
    ///
    /// @param size its sides in this plane
    /// @param inside whether there is anything to smooth in it
    void smooth(int x, int y, int size, Strength strength, boolean inside) {
        int at = plane.at(x, y);
        smooth(at, x > 0, 1, plane.stride(), size, strength, inside);
        smooth(at, y > 0, plane.stride(), 1, size, strength, inside);
    }

    private void smooth(int at, boolean first, int step, int along, int size, Strength strength, boolean inside) {
        if (first) {
            edge(at, step, along, size, outer(strength), true);
        }
        for (int i = BLOCK; inside && i < size; i += BLOCK) {
            edge(at + i * step, step, along, size, strength, false);
        }
    }

    private static Strength outer(Strength strength) {
        return new Strength(strength.limit() + 4, strength.inner(), strength.variance());
    }

    private void edge(int at, int step, int along, int size, Strength strength, boolean outer) {
        for (int i = 0; i < size; i++) {
            int place = at + i * along;
            if (simple) {
                if (isSmall(place, step, strength)) {
                    pull(place, step);
                }
            } else if (isSmall(place, step, strength) && isEven(place, step, strength.inner())) {
                smooth(place, step, strength.variance(), outer);
            }
        }
    }

    private void smooth(int at, int step, int variance, boolean outer) {
        if (differ(at - 2 * step, at - step, variance) || differ(at, at + step, variance)) {
            pull(at, step);
        } else if (outer) {
            blendWide(at, step);
        } else {
            blend(at, step);
        }
    }

    private boolean isSmall(int at, int step, Strength strength) {
        int across = 4 * Math.abs(plane.get(at - step) - plane.get(at));
        return across + Math.abs(plane.get(at - 2 * step) - plane.get(at + step)) <= 2 * strength.limit() + 1;
    }

    /// Whether on either side four samples in a row differ by `limit` at most.
    private boolean isEven(int at, int step, int limit) {
        for (int i = 1; i < BLOCK; i++) {
            int before = at - (i + 1) * step;
            int behind = at + (i - 1) * step;
            if (differ(before, before + step, limit) || differ(behind, behind + step, limit)) {
                return false;
            }
        }
        return true;
    }

    private boolean differ(int at, int other, int limit) {
        return Math.abs(plane.get(at) - plane.get(other)) > limit;
    }

    /// How far the two samples at the edge are apart, with a part of what those beside them are.
    private int gap(int at, int step) {
        return 3 * (plane.get(at) - plane.get(at - step)) + signed(plane.get(at - 2 * step) - plane.get(at + step));
    }

    private static int signed(int value) {
        return Math.clamp(value, -128, 127);
    }

    private static int eighth(int value) {
        return Math.clamp(value >> 3, -16, 15);
    }

    /// Changes the two samples at the edge.
    private void pull(int at, int step) {
        int gap = gap(at, step);
        plane.add(at - step, eighth(gap + 3));
        plane.add(at, -eighth(gap + 4));
    }

    /// Changes four samples.
    private void blend(int at, int step) {
        int gap = 3 * (plane.get(at) - plane.get(at - step));
        int behind = eighth(gap + 4);
        int half = (behind + 1) >> 1;
        plane.add(at - 2 * step, half);
        plane.add(at - step, eighth(gap + 3));
        plane.add(at, -behind);
        plane.add(at + step, -half);
    }

    /// Changes six samples.
    private void blendWide(int at, int step) {
        int gap = signed(gap(at, step));
        for (int i = 1; i <= 3; i++) {
            int change = (9 * (4 - i) * gap + 63) >> 7;
            plane.add(at - i * step, change);
            plane.add(at + (i - 1) * step, -change);
        }
    }
}
