package io.seine.server;

import io.seine.server.Registry.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What jobs have done for clients that the journal has not been told yet. Every write of the journal waits for the
/// disk, so that those who change jobs many times a second would keep it from the jobs: the first change is written at
/// once, those that come soon after it are written together.
final class Unwritten {
    /// From one write to the next; also how long an answer to a client may take longer.
    private static final Duration BETWEEN = Duration.ofMillis(50);

    /// The same where the first change is of numbers, which whoever moves a slider replaces soon.
    private static final Duration BETWEEN_NUMBERS = Duration.ofMillis(100);

    private final List<Answered> answers = new ArrayList<>();
    private long lastWrite = System.nanoTime() - BETWEEN_NUMBERS.toNanos();

    boolean isEmpty() {
        return answers.isEmpty();
    }

    /// Whether it is the first, so that a write has to be planned.
    boolean add(Answered answered) {
        answers.add(answered);
        return answers.size() == 1;
    }

    /// How long the first of them waits for others, with which it is written.
    ///
    /// @param now of [System#nanoTime]
    Duration untilNext(long now) {
        var between = ofNumbers(answers.getFirst().change()) ? BETWEEN_NUMBERS : BETWEEN;
        return Duration.ofNanos(Math.max(0, lastWrite + between.toNanos() - now));
    }

    private static boolean ofNumbers(@Nullable Event change) {
        return change instanceof Event.Retuned || change instanceof Event.Paced;
    }

    /// All of them, to be written now. They stay until they are [#written], since that may fail.
    ///
    /// @param now of [System#nanoTime]
    List<Answered> all(long now) {
        lastWrite = now;
        return List.copyOf(answers);
    }

    void written() {
        answers.clear();
    }

    /// What of `answers` is still true after all of them: the last word on each matter of a job.
    static List<Event> changes(List<Answered> answers) {
        var last = new LinkedHashMap<Object, Event>();
        for (var answered : answers) {
            var change = Objects.requireNonNull(answered.change());
            last.put(List.of(change.id(), change.matter()), change);
        }
        return List.copyOf(last.values());
    }
}
