package io.seine.schedule;

import io.seine.config.ScheduleSettings;
import io.seine.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who goes next: everything that waits, by host, and what each host may be asked.
///
/// Not for two threads at once, and without a clock: every method is told the time, in nanoseconds from any moment
/// before. Hosts with nothing to do and nothing worth remembering take no memory.
///
/// @param <T> what waits
final class Turns<T> {
    /// Hosts with nothing to do of which something is remembered.
    private static final int MOST_REMEMBERED = 10_000;

    private final ScheduleSettings.PerHost settings;
    private final RandomGenerator random;
    private final Map<String, Host<T>> hosts = new HashMap<>();

    // A host is filed in one of these, or in none while it has no lane to give. The key orders them:

    /// Hosts that may start a transfer; by what they have used.
    private final NavigableSet<Host<T>> ready = new TreeSet<>(Host.BY_KEY);
    /// The same with something waiting that has its place already.
    private final NavigableSet<Host<T>> urgent = new TreeSet<>(Host.BY_KEY);
    /// Hosts that are down, with something waiting.
    private final NavigableSet<Host<T>> refusing = new TreeSet<>(Host.BY_KEY);
    /// Hosts that wait for a time; by that.
    private final NavigableSet<Host<T>> timed = new TreeSet<>(Host.BY_KEY);
    /// Hosts with nothing to do; by the time until which they are remembered.
    private final NavigableSet<Host<T>> idle = new TreeSet<>(Host.BY_KEY);

    private int parallelism;
    private Duration interval;
    private int size;
    private long numbers;
    /// What the last host that was let through had used: where new ones begin.
    private long clock;

    Turns(ScheduleSettings.PerHost settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        this.parallelism = settings.parallelism();
        this.interval = settings.interval();
    }

    /// An entry takes its place at the end of its host's line.
    void add(String name, T entry, long now) {
        var host = host(name, now);
        host.add(entry);
        added(host, now);
    }

    /// An entry comes back: before the line, though not before `notBefore`.
    void addFirst(String name, T entry, long notBefore, long now) {
        var host = host(name, now);
        host.addReturning(entry, notBefore, numbers++);
        added(host, now);
    }

    /// An entry that has its place already: before all others of its host.
    void addLinked(String name, T entry, long now) {
        var host = host(name, now);
        host.addLinked(entry);
        added(host, now);
    }

    private void added(Host<T> host, long now) {
        size++;
        file(host, now);
    }

    /// Takes an entry out, if it still waits.
    void remove(String name, T entry, long now) {
        var host = hosts.get(name);
        if (host != null && host.remove(entry)) {
            size--;
            file(host, now);
        }
    }

    private Host<T> host(String name, long now) {
        return hosts.computeIfAbsent(
                name,
                absent -> new Host<>(
                        absent,
                        numbers++,
                        new Pace(interval.toNanos(), now),
                        new Health(settings.maxHold().toNanos(), random),
                        clock));
    }

    /// What becomes of the next entry whose turn has come, or null if there is none now.
    ///
    /// @param placeFree whether one may start that needs a place
    @Nullable
    Turn<T> poll(long now, boolean placeFree) {
        ripen(now);
        if (!refusing.isEmpty()) {
            return refusal(refusing.first(), now);
        } else if (!urgent.isEmpty()) {
            return start(urgent.first(), now);
        } else if (placeFree && !ready.isEmpty()) {
            var next = fairest(now);
            clock = Math.max(clock, next.key());
            return start(next, now);
        }
        return null;
    }

    /// Looks again at the hosts whose time has come.
    private void ripen(long now) {
        while (!timed.isEmpty() && timed.first().key() <= now) {
            file(timed.first(), now);
        }
        while (!idle.isEmpty() && (idle.first().key() <= now || idle.size() > MOST_REMEMBERED)) {
            forget(idle.first());
        }
    }

    private void forget(Host<T> host) {
        host.fileIn(null, 0);
        hosts.remove(host.name());
    }

    /// The ready host that has used least. What runs uses more from moment to moment, so that keys fall behind.
    private Host<T> fairest(long now) {
        while (true) {
            var first = ready.first();
            long due = first.usage().due(clock, now);
            if (due <= first.key()) {
                return first;
            }
            first.fileIn(ready, due);
        }
    }

    private Turn<T> refusal(Host<T> host, long now) {
        return new Turn.Refusal<>(take(host, now), host.name(), host.trouble());
    }

    private Turn<T> start(Host<T> host, long now) {
        var lane = host.start(now);
        return new Turn.Start<>(take(host, now), lane);
    }

    private T take(Host<T> host, long now) {
        var entry = host.take(now);
        size--;
        file(host, now);
        return entry;
    }

    /// A transfer has ended. Each lane is released once.
    void release(Lane<T> lane, Verdict verdict, long now) {
        lane.host().end(lane, verdict, parallelism, now);
        file(lane.host(), now);
    }

    /// Puts a host where it belongs now.
    private void file(Host<T> host, long now) {
        if (!host.hasWaiting()) {
            fileIdle(host, now);
        } else if (host.refuses(now)) {
            host.fileIn(refusing, 0);
        } else if (!host.hasLane(parallelism)) {
            host.fileIn(null, 0);
        } else if (host.startableAt() > now) {
            host.fileIn(timed, host.startableAt());
        } else if (host.hasLinked()) {
            host.fileIn(urgent, 0);
        } else {
            host.fileIn(ready, host.usage().due(clock, now));
        }
    }

    private void fileIdle(Host<T> host, long now) {
        if (host.inFlight() > 0) {
            host.fileIn(null, 0);
        } else if (host.knownUntil() <= now) {
            forget(host);
        } else {
            host.fileIn(idle, host.knownUntil());
        }
    }

    /// Changes how many transfers at once each host may have; those in flight go on.
    void parallelism(int transfers, long now) {
        if (transfers != parallelism) {
            parallelism = transfers;
            List.copyOf(hosts.values()).forEach(host -> file(host, now));
        }
    }

    /// Changes the shortest time from one start to the next with every host.
    void pace(Duration common, long now) {
        interval = common;
        List.copyOf(hosts.values()).forEach(host -> {
            host.pace().common(common.toNanos());
            file(host, now);
        });
    }

    /// Sets the shortest time from one start to the next with one host.
    void pace(String name, Duration own, long now) {
        var host = host(name, now);
        host.paced(own.toNanos(), now);
        file(host, now);
    }

    /// When a host that something waits for may be asked that may not be asked before, or [Long#MAX_VALUE].
    long nextWake() {
        return timed.isEmpty() ? Long.MAX_VALUE : timed.first().key();
    }

    /// Entries that wait.
    int size() {
        return size;
    }

    /// Hosts in memory.
    int hosts() {
        return hosts.size();
    }

    /// Takes out everything that waits.
    List<T> drain(long now) {
        var all = new ArrayList<T>(size);
        for (var host : List.copyOf(hosts.values())) {
            all.addAll(host.drain());
            file(host, now);
        }
        size = 0;
        return all;
    }
}
