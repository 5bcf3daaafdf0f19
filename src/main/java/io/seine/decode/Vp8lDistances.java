package io.seine.decode;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How far back a pixel is that is repeated (RFC 9649, section 3.6.2.2): the nearest ones on the rows above come first,
/// all others are counted in pixels.
final class Vp8lDistances {
    /// To the right and upwards; the nearest first, of those as near the steepest, of those as steep the right one.
    private record Step(int right, int up) {
        int square() {
            return right * right + up * up;
        }

        boolean isBefore() {
            return up > 0 || right > 0;
        }
    }

    private static final List<Step> NEAREST = IntStream.range(0, 8)
            .boxed()
            .flatMap(up -> IntStream.rangeClosed(-7, 8).mapToObj(right -> new Step(right, up)))
            .filter(Step::isBefore)
            .sorted(Comparator.comparingInt(Step::square)
                    .thenComparingInt(step -> Math.abs(step.right))
                    .thenComparingInt(step -> -step.right))
            .toList();

    private Vp8lDistances() {}

    /// The distance in pixels that is written as `number`, in a picture of `width`.
    static int get(int number, int width) {
        if (number > NEAREST.size()) {
            return number - NEAREST.size();
        }
        var step = NEAREST.get(number - 1);
        return Math.max(1, step.right + step.up * width);
    }
}
