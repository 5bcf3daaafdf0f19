package io.seine.schedule;

import io.seine.config.ScheduleSettings;
import io.seine.fetch.Answer;
import io.seine.fetch.RetryPolicy;
import io.seine.fetch.Verdicts;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;

/// A whole run in virtual time: real turns and the real retry policy, with simulated hosts and no actors.
final class HostSimulation {
    private static final long SEED = 42;
    private static final int PLACES = 128;
    private static final int RETRIES = 2;

    private record Entry(SimulatedHost host, int attempt) {}

    private record Event(long at, long number, Runnable action) {}

    /// How the items of one kind of host ended.
    static final class Tally {
        int saved;
        int failed;
        int refused;
        long lastAt;

        int items() {
            return saved + failed + refused;
        }

        double seconds() {
            return lastAt / 1e9;
        }

        double perSecond() {
            return items() / seconds();
        }
    }

    private final Turns<Entry> turns;
    private final int lookAhead;
    private final Iterator<SimulatedHost> rows;
    private final Random random = new Random(SEED);
    private final RetryPolicy retries = new RetryPolicy(RETRIES, random);
    private final Queue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Map<SimulatedHost.Temper, Tally> tallies = new EnumMap<>(SimulatedHost.Temper.class);
    private long now;
    private long eventsMade;
    private int placesTaken;
    private long wakesAt = Long.MAX_VALUE;

    private HostSimulation(ScheduleSettings settings, List<SimulatedHost> rows) {
        this.turns = new Turns<>(settings.perHost(), random);
        this.lookAhead = settings.lookAhead();
        this.rows = rows.iterator();
    }

    /// Runs a list, a row for each element, to its end.
    static Map<SimulatedHost.Temper, Tally> run(ScheduleSettings settings, List<SimulatedHost> rows) {
        return new HostSimulation(settings, rows).run();
    }

    private Map<SimulatedHost.Temper, Tally> run() {
        advance();
        for (var event = events.poll(); event != null; event = events.poll()) {
            now = event.at();
            event.action().run();
            advance();
        }
        return tallies;
    }

    private void advance() {
        do {
            while (rows.hasNext() && turns.size() < lookAhead) {
                var host = rows.next();
                turns.add(host.name(), new Entry(host, 1), now);
            }
        } while (serve());
        if (turns.nextWake() < wakesAt) {
            wakesAt = turns.nextWake();
            at(wakesAt, () -> wakesAt = Long.MAX_VALUE);
        }
    }

    /// Whether there was anything to serve.
    private boolean serve() {
        var turn = turns.poll(now, placesTaken < PLACES);
        switch (turn) {
            case null -> {
                return false;
            }
            case Turn.Start<Entry>(var entry, var lane) -> start(entry, lane);
            case Turn.Refusal<Entry>(var entry, var _, var _) -> refuse(entry);
        }
        return true;
    }

    /// What has been tried already ends with the failure it had.
    private void refuse(Entry entry) {
        if (entry.attempt() == 1) {
            tally(entry).refused++;
        } else {
            tally(entry).failed++;
        }
    }

    private void start(Entry entry, Lane<Entry> lane) {
        placesTaken++;
        var reply = entry.host().ask(random, now);
        at(now + reply.takes(), () -> end(entry, lane, reply.answer()));
    }

    private void end(Entry entry, Lane<Entry> lane, Answer answer) {
        placesTaken--;
        entry.host().answered();
        turns.release(lane, Verdicts.of(answer), now);
        if (!(answer instanceof Answer.Failed failed)) {
            tally(entry).saved++;
            return;
        }
        retries.delay(entry.attempt(), failed)
                .ifPresentOrElse(
                        delay -> turns.addFirst(
                                entry.host().name(),
                                new Entry(entry.host(), entry.attempt() + 1),
                                now + delay.toNanos(),
                                now),
                        () -> tally(entry).failed++);
    }

    private Tally tally(Entry entry) {
        var tally = tallies.computeIfAbsent(entry.host().temper(), temper -> new Tally());
        tally.lastAt = now;
        return tally;
    }

    private void at(long time, Runnable action) {
        events.add(new Event(time, eventsMade++, action));
    }
}
