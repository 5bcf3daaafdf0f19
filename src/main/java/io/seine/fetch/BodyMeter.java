package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.DataSize;
import io.seine.model.Kind;
import java.time.Duration;
import java.util.Optional;

/// Counts the bytes of one body as they come, and tells when there are too many, too few in a time, or none.
///
/// One thread counts; another may look.
final class BodyMeter {
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private final DataSize maxSize;
    private final FetchSettings.Deadlines deadlines;
    private final long window;
    private volatile long bytes;
    private volatile boolean held;

    // What the one who looks has seen.
    private long seen;
    private long idleSince;
    private long windowStart;
    private long windowBase;

    /// @param now in [System#nanoTime], as everywhere here
    BodyMeter(DataSize maxSize, FetchSettings.Deadlines deadlines, long now) {
        this(maxSize, deadlines, WINDOW, now);
    }

    /// @param window the time over which a body's speed is taken
    BodyMeter(DataSize maxSize, FetchSettings.Deadlines deadlines, Duration window, long now) {
        this.maxSize = maxSize;
        this.deadlines = deadlines;
        this.window = window.toNanos();
        idleSince = now;
        windowStart = now;
    }

    /// Bytes so far.
    long bytes() {
        return bytes;
    }

    /// A piece has come.
    ///
    /// @throws FetchFault of kind `too_large`
    void add(int pieceBytes) {
        long count = bytes + pieceBytes;
        bytes = count;
        if (count > maxSize.bytes()) {
            throw tooLarge(maxSize);
        }
    }

    static FetchFault tooLarge(DataSize maxSize) {
        return new FetchFault(Kind.TOO_LARGE, "the body is larger than " + maxSize);
    }

    /// Whether we do not ask the origin for more at present: a slow disk is not its fault.
    void held(boolean now) {
        held = now;
    }

    /// What is wrong with the body's speed, if anything.
    Optional<FetchFault> overdue(long now) {
        long count = bytes;
        if (held) {
            idleSince = now;
            startWindow(now, count);
        } else if (count != seen) {
            idleSince = now;
        } else if (now - idleSince >= deadlines.idle().toNanos()) {
            return Optional.of(new FetchFault(
                    Kind.TIMEOUT_IDLE, "no byte for " + deadlines.idle().toMillis() + " ms after " + count + " bytes"));
        }
        seen = count;
        return now - windowStart >= window ? tooSlow(now, count) : Optional.empty();
    }

    private Optional<FetchFault> tooSlow(long now, long count) {
        long came = count - windowBase;
        double seconds = (now - windowStart) / 1e9;
        startWindow(now, count);
        return came >= deadlines.minSpeed().bytes() * seconds
                ? Optional.empty()
                : Optional.of(new FetchFault(
                        Kind.TOO_SLOW,
                        came + " bytes in " + Math.round(seconds * 1000) + " ms, less than " + deadlines.minSpeed()
                                + " per second"));
    }

    private void startWindow(long now, long count) {
        windowStart = now;
        windowBase = count;
    }
}
