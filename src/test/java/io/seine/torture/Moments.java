package io.seine.torture;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/// When to kill: after a random time, or behind a random request, which makes it likelier in the thick of things.
final class Moments {
    private final Random random;
    private final FaultyOrigin origin;
    private final long nanos;

    /// @param nanos how long a run takes that is not disturbed
    Moments(Random random, FaultyOrigin origin, long nanos) {
        this.random = random;
        this.origin = origin;
        this.nanos = nanos;
    }

    /// Waits for the next moment, or for the end of the process.
    void await(Process process) throws InterruptedException {
        if (random.nextBoolean()) {
            process.waitFor(random.nextLong(nanos), TimeUnit.NANOSECONDS);
            return;
        }
        for (long requests = origin.requests() + 1 + random.nextInt(150); origin.requests() < requests; ) {
            if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }
}
