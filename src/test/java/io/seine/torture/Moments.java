package io.seine.torture;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// When to kill: after a random time; behind a random request, which makes it likelier in the thick of things; or,
/// where
/// shards are sealed, a moment after that has begun.
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
    ///
    /// @param out its output folder
    void await(Process process, Path out) throws InterruptedException {
        switch (random.nextInt(3)) {
            case 0 -> process.waitFor(random.nextLong(nanos), TimeUnit.NANOSECONDS);
            case 1 -> awaitRequests(process, 1 + random.nextInt(150));
            default -> awaitSealing(process, out);
        }
    }

    private void awaitRequests(Process process, int count) throws InterruptedException {
        for (long requests = origin.requests() + count; origin.requests() < requests; ) {
            if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void awaitSealing(Process process, Path out) throws InterruptedException {
        long most = origin.requests() + 1 + random.nextInt(150);
        while (!seals(out) && origin.requests() < most) {
            if (process.waitFor(200, TimeUnit.MICROSECONDS)) {
                return;
            }
        }
        process.waitFor(random.nextInt(20_000), TimeUnit.MICROSECONDS);
    }

    private static boolean seals(Path out) {
        var unfinished = out.resolve(".seine/tmp").toFile().list((folder, name) -> name.endsWith(".tar.part"));
        return unfinished != null && unfinished.length > 0;
    }
}
