package io.seine.origin;

import java.util.List;
import java.util.SplittableRandom;

/// What is wrong with a document of the demo origin.
enum Trouble {
    NONE,

    /// The first request is answered 503 with `Retry-After: 1`, later ones are served.
    BUSY_ONCE,

    /// The first request's connection ends without an answer, later requests are served.
    DROPPED_ONCE,

    /// 404, always.
    MISSING,

    /// 500, always.
    BROKEN,

    /// A picture of which only the first half is there, under the length of that half.
    HALVED,

    /// A picture that is nonsense behind its first bytes.
    GARBLED;

    /// One in so many that pass is a host that is busy, which holds up all its documents.
    private static final int BUSY = 9;

    private static final List<Trouble> LASTING = List.of(MISSING, BROKEN);
    private static final List<Trouble> LASTING_FOR_PICTURES = List.of(MISSING, BROKEN, HALVED, GARBLED);

    /// The trouble that the document at `path` is in. At a higher error rate, the same documents stay in theirs.
    static Trouble of(String path, OriginSettings settings) {
        var random = new SplittableRandom(31 * settings.seed() + path.hashCode());
        if (random.nextDouble() >= settings.errorRate()) {
            return NONE;
        }
        if (random.nextBoolean()) {
            return random.nextInt(BUSY) == 0 ? BUSY_ONCE : DROPPED_ONCE;
        }
        var kinds = path.endsWith(".gif") ? LASTING_FOR_PICTURES : LASTING;
        return kinds.get(random.nextInt(kinds.size()));
    }

    /// Whether asking again does not help.
    boolean lasts() {
        return LASTING_FOR_PICTURES.contains(this);
    }
}
