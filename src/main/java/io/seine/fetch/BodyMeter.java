package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.DataSize;
import io.seine.model.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/// Lets a body through piece by piece, counts and digests it, and breaks off one that is too large, too slow or silent.
/// One for each body.
final class BodyMeter extends GraphStage<FlowShape<ByteString, ByteString>> {
    private static final Duration WINDOW = Duration.ofSeconds(20);
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(1);

    private final Inlet<ByteString> in = Inlet.create("meter.in");
    private final Outlet<ByteString> out = Outlet.create("meter.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final DataSize maxSize;
    private final FetchSettings.Deadlines deadlines;
    private final Duration window;
    private final MessageDigest digest = sha256();
    private final AtomicLong bytes = new AtomicLong();

    BodyMeter(DataSize maxSize, FetchSettings.Deadlines deadlines) {
        this(maxSize, deadlines, WINDOW);
    }

    /// @param window the time over which a body's speed is taken
    BodyMeter(DataSize maxSize, FetchSettings.Deadlines deadlines, Duration window) {
        this.maxSize = maxSize;
        this.deadlines = deadlines;
        this.window = window;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /// Bytes let through so far.
    long bytes() {
        return bytes.get();
    }

    /// Hex digest of the bytes, once all have come.
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private boolean arrived;
        private long idleSince = System.nanoTime();
        private long windowStart = System.nanoTime();
        private long windowBytes;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    onPiece(grab(in));
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }
            });
        }

        @Override
        public void preStart() {
            // One coarse timer per body instead of one per piece.
            var shorter = deadlines.idle().compareTo(window) < 0 ? deadlines.idle() : window;
            var eighth = shorter.dividedBy(8);
            var beat = eighth.compareTo(SHORTEST_BEAT) < 0 ? SHORTEST_BEAT : eighth;
            scheduleWithFixedDelay("beat", beat, beat);
        }

        private void onPiece(ByteString piece) {
            arrived = true;
            windowBytes += piece.size();
            if (bytes.addAndGet(piece.size()) > maxSize.bytes()) {
                failStage(new FetchFault(Kind.TOO_LARGE, "the body is larger than " + maxSize));
                return;
            }
            piece.getByteBuffers().forEach(digest::update);
            push(out, piece);
        }

        @Override
        public void onTimer(Object key) {
            long now = System.nanoTime();
            if (!hasBeenPulled(in)) { // a slow disk is not the origin's fault
                idleSince = now;
                startWindow(now);
            } else if (arrived) {
                arrived = false;
                idleSince = now;
            } else if (now - idleSince >= deadlines.idle().toNanos()) {
                failStage(new FetchFault(
                        Kind.TIMEOUT_IDLE,
                        "no byte for " + deadlines.idle().toMillis() + " ms after " + bytes() + " bytes"));
                return;
            }
            if (now - windowStart >= window.toNanos()) {
                checkSpeed();
                startWindow(now);
            }
        }

        private void startWindow(long now) {
            windowStart = now;
            windowBytes = 0;
        }

        private void checkSpeed() {
            if (windowBytes * 1000.0 < (double) deadlines.minSpeed().bytes() * window.toMillis()) {
                failStage(new FetchFault(
                        Kind.TOO_SLOW,
                        windowBytes + " bytes in " + window.toMillis() + " ms, less than " + deadlines.minSpeed()
                                + " per second"));
            }
        }
    }
}
