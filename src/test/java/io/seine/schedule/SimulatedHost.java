package io.seine.schedule;

import io.seine.fetch.Answer;
import io.seine.model.Body;
import io.seine.model.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A host of the simulation: how it answers, and what it saw.
final class SimulatedHost {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /// What a host that limits its clients lets through, at once and per second.
    private static final int LIMIT = 10;

    /// What kinds of hosts there are.
    enum Temper {
        /// Answers within 20 to 100 ms.
        FAST,
        /// Answers within 2 to 10 s.
        SLOW,
        /// Does not even refuse a connection.
        DEAD,
        /// Refuses connections.
        REFUSING,
        /// Answers 429 above ten requests per second.
        LIMITING,
        /// The same, and tells how long to wait.
        ASKING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param takes nanoseconds from the start to the end of the transfer
    record Reply(long takes, Answer answer) {}

    private final String name;
    private final Temper temper;
    private double tokens = LIMIT;
    private long refilledAt;

    private final Deque<Long> starts = new ArrayDeque<>();
    private int inFlight;
    private int mostInFlight;
    private int mostStarts;
    private int requests;
    private int refusals;

    SimulatedHost(String name, Temper temper) {
        this.name = name;
        this.temper = temper;
    }

    String name() {
        return name;
    }

    Temper temper() {
        return temper;
    }

    Reply ask(RandomGenerator random, long now) {
        requests++;
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        starts.add(now);
        while (starts.getFirst() <= now - SECOND) {
            starts.removeFirst();
        }
        mostStarts = Math.max(mostStarts, starts.size());
        return switch (temper) {
            case FAST -> new Reply(millis(random, 20, 100), whole());
            case SLOW -> new Reply(millis(random, 2_000, 10_000), whole());
            case DEAD -> new Reply(10 * SECOND, failed(Kind.TIMEOUT_CONNECT));
            case REFUSING -> new Reply(millis(random, 1, 10), failed(Kind.CONNECT));
            case LIMITING, ASKING -> new Reply(millis(random, 20, 100), limited(now));
        };
    }

    void answered() {
        inFlight--;
    }

    private static long millis(RandomGenerator random, int least, int most) {
        return TimeUnit.MILLISECONDS.toNanos(random.nextInt(least, most + 1));
    }

    private static Answer whole() {
        return new Answer.Whole(new Answer.Head(200, "image/gif"), Body.of(new byte[0]), "");
    }

    private static Answer failed(Kind kind) {
        return new Answer.Failed(null, kind, "simulated", 0, null);
    }

    private Answer limited(long now) {
        tokens = Math.min(LIMIT, tokens + LIMIT * (now - refilledAt) / (double) SECOND);
        refilledAt = now;
        if (tokens >= 1) {
            tokens--;
            return whole();
        }
        refusals++;
        var wait = temper == Temper.ASKING ? Duration.ofSeconds(2) : null;
        return new Answer.Failed(new Answer.Head(429, null), Kind.HTTP_STATUS, "busy", 0, wait);
    }

    int mostInFlight() {
        return mostInFlight;
    }

    int mostStarts() {
        return mostStarts;
    }

    int requests() {
        return requests;
    }

    int refusals() {
        return refusals;
    }
}
