package io.seine.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Everything that the journal tells: the jobs by their identity, in the order of their submission. It changes by
/// events only, which the registry's actor alone applies; what is asked about jobs may be asked on any thread.
final class Known {
    /// The jobs by their numbers, which count submissions.
    private final ConcurrentNavigableMap<Integer, Kept> jobs = new ConcurrentSkipListMap<>();

    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    /// Identities of jobs by the idempotency keys under which they were submitted.
    private final Map<String, String> byKey = new HashMap<>();

    Known after(Event event) {
        if (event instanceof Event.Submitted submitted) {
            int number = numbers.getOrDefault(submitted.id(), numbers.size());
            jobs.put(number, Kept.of(submitted));
            numbers.put(submitted.id(), number);
            if (submitted.submission().idempotencyKey() != null) {
                byKey.put(submitted.submission().idempotencyKey(), submitted.id());
            }
        } else if (numbers.containsKey(event.id())) {
            jobs.computeIfPresent(numbers.get(event.id()), (number, kept) -> kept.after(event));
        }
        return this;
    }

    Collection<Kept> jobs() {
        return jobs.values();
    }

    Set<String> ids() {
        return numbers.keySet();
    }

    /// The jobs, the last submitted first.
    ///
    /// @param before only those submitted before the job with this identity; null for all
    Collection<Kept> latestFirst(@Nullable String before) {
        if (before == null) {
            return jobs.descendingMap().values();
        }
        return jobs.headMap(numbers.getOrDefault(before, 0), false)
                .descendingMap()
                .values();
    }

    Optional<Kept> find(String id) {
        return Optional.ofNullable(numbers.get(id)).map(jobs::get);
    }

    /// The job that was submitted under this key; empty without a key.
    Optional<Kept> submittedUnder(@Nullable String key) {
        return Optional.ofNullable(key).map(byKey::get).flatMap(this::find);
    }

    /// Whether there is something left to do for a job.
    boolean isOpen(String id) {
        return find(id).filter(kept -> kept.ended() == null).isPresent();
    }

    /// Whether an event would have the journal tell anything else of a job that has something left to do.
    boolean changes(Event event) {
        return find(event.id())
                .filter(kept -> kept.ended() == null && !kept.after(event).equals(kept))
                .isPresent();
    }
}
