package io.seine.decode;

import io.seine.model.Kind;
import java.util.concurrent.Semaphore;

/// The memory that pictures may take while they are decoded, shared by those that are decoded at once. First come,
/// first served, so that a large picture isn't overtaken for ever by small ones.
final class Budget {
    private static final int UNIT = 1 << 10;

    private final Semaphore units;

    /// @param bytes in all
    Budget(long bytes) {
        units = new Semaphore(units(bytes), true);
    }

    /// A part of the budget, until it is closed.
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /// Waits until `bytes` are there, which must not be more than the whole.
    ///
    /// @throws Refusal as `cancelled` if the thread is interrupted
    Share take(long bytes) throws Refusal {
        int taken = units(bytes);
        try {
            units.acquire(taken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Kind.CANCELLED, "interrupted while it waited for memory");
        }
        return () -> units.release(taken);
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
    }
}
