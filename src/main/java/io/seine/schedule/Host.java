package io.seine.schedule;

import io.seine.model.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One host: what waits for it, what is in flight, what it has used, and when it may be asked again. All times in
/// nanoseconds.
///
/// @param <T> what waits
final class Host<T> {
    /// In the order of their keys; of equal ones the older host goes first.
    static final Comparator<Host<?>> BY_KEY =
            Comparator.<Host<?>>comparingLong(host -> host.key).thenComparingLong(host -> host.number);

    private static final long PACE_KNOWN = TimeUnit.HOURS.toNanos(6);

    /// An entry that has stepped aside.
    private record Returning<T>(T entry, long notBefore, long number) {}

    private final String name;
    private final long number;
    private final Pace pace;
    private final Health health;
    private final Lanes lanes = new Lanes();
    private final Usage usage;

    private final Queue<T> linked = new ArrayDeque<>(2);
    private final Queue<Returning<T>> returning = new PriorityQueue<>(
            2, Comparator.<Returning<T>>comparingLong(Returning::notBefore).thenComparingLong(Returning::number));
    private final Queue<T> line = new ArrayDeque<>();
    private int inFlight;
    private long latestUse;

    /// The one set of hosts that this one is filed in, and its place there.
    private @Nullable NavigableSet<Host<T>> file;

    private long key;

    Host(String name, long number, Pace pace, Health health, long clock) {
        this.name = name;
        this.number = number;
        this.pace = pace;
        this.health = health;
        this.usage = new Usage(clock);
    }

    String name() {
        return name;
    }

    Usage usage() {
        return usage;
    }

    Pace pace() {
        return pace;
    }

    String trouble() {
        return health.trouble();
    }

    long key() {
        return key;
    }

    /// Moves this host to another set, or out of all of them.
    void fileIn(@Nullable NavigableSet<Host<T>> next, long nextKey) {
        if (file != null) {
            file.remove(this);
        }
        file = next;
        key = nextKey;
        if (next != null) {
            next.add(this);
        }
    }

    void add(T entry) {
        line.add(entry);
    }

    void addLinked(T entry) {
        linked.add(entry);
    }

    void addReturning(T entry, long notBefore, long order) {
        returning.add(new Returning<>(entry, notBefore, order));
    }

    boolean hasWaiting() {
        return !line.isEmpty() || !returning.isEmpty() || hasLinked();
    }

    boolean hasLinked() {
        return !linked.isEmpty();
    }

    int inFlight() {
        return inFlight;
    }

    boolean refuses(long now) {
        return health.refuses(inFlight, now);
    }

    boolean hasLane(int parallelism) {
        return inFlight < (health.trying() ? 1 : lanes.limit(parallelism));
    }

    /// The earliest time at which something that waits may start, as far as the host is concerned.
    long startableAt() {
        long at = Math.max(health.heldUntil(), pace.next());
        var first = returning.peek();
        return line.isEmpty() && !hasLinked() && first != null ? Math.max(at, first.notBefore()) : at;
    }

    /// Until when this host is worth remembering although it has nothing to do.
    long knownUntil() {
        return Math.max(Math.max(health.knownUntil(), pace.next()), pace.special() ? latestUse + PACE_KNOWN : 0);
    }

    /// The host's pace was set.
    void paced(long interval, long now) {
        latestUse = now;
        pace.atLeast(interval);
    }

    /// Takes the entry that goes first.
    T take(long now) {
        if (hasLinked()) {
            return linked.remove();
        }
        var first = returning.peek();
        if (first != null && (first.notBefore() <= now || line.isEmpty())) {
            return returning.remove().entry();
        }
        return line.remove();
    }

    /// Takes `entry` out, which came by [#addReturning] or [#addLinked], and tells whether it was there.
    boolean remove(T entry) {
        return linked.remove(entry) || returning.removeIf(each -> each.entry().equals(entry));
    }

    List<T> drain() {
        var all = new ArrayList<>(linked);
        returning.stream().sorted(Comparator.comparingLong(Returning::number)).forEach(each -> all.add(each.entry()));
        all.addAll(line);
        linked.clear();
        returning.clear();
        line.clear();
        return all;
    }

    Lane<T> start(long now) {
        inFlight++;
        latestUse = now;
        pace.started(now);
        return new Lane<>(this, now, usage.start(now));
    }

    void end(Lane<T> lane, Verdict verdict, int parallelism, long now) {
        inFlight--;
        usage.end(lane.startedAt(), lane.charged(), now);
        switch (verdict) {
            case Verdict.Success() -> {
                health.succeeded(lane.startedAt());
                pace.answered(now);
                lanes.succeeded(parallelism);
            }
            case Verdict.Overloaded(var retryAfter, boolean tooMany) -> {
                if (health.overloaded(retryAfter, lane.startedAt(), now)) {
                    lanes.overloaded(parallelism);
                    if (tooMany) {
                        pace.overloaded(now);
                    }
                }
            }
            case Verdict.Unreachable(var trouble) -> {
                if (health.unreachable(trouble, lane.startedAt(), now)) {
                    lanes.restart();
                }
            }
            case Verdict.Unused() -> pace.unused(lane.startedAt());
            case Verdict.Ignored() -> {}
        }
    }
}
