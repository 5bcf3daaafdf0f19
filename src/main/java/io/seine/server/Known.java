package io.seine.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Everything that the journal tells: the jobs by their identity, in the order of their submission. It belongs to the
/// registry's actor alone, and changes by events only.
final class Known {
    private final SequencedMap<String, Kept> jobs = new LinkedHashMap<>();
    /// Identities of jobs by the idempotency keys under which they were submitted.
    private final Map<String, String> byKey = new HashMap<>();

    Known after(Event event) {
        if (event instanceof Event.Submitted submitted) {
            jobs.put(submitted.id(), Kept.of(submitted));
            if (submitted.submission().idempotencyKey() != null) {
                byKey.put(submitted.submission().idempotencyKey(), submitted.id());
            }
        } else {
            jobs.computeIfPresent(event.id(), (id, kept) -> kept.after(event));
        }
        return this;
    }

    SequencedMap<String, Kept> jobs() {
        return jobs;
    }

    Optional<Kept> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /// The job that was submitted under this key; empty without a key.
    Optional<Kept> submittedUnder(@Nullable String key) {
        return Optional.ofNullable(key).map(byKey::get).map(jobs::get);
    }

    /// Whether there is something left to do for a job.
    boolean isOpen(String id) {
        return find(id).filter(kept -> kept.ended() == null).isPresent();
    }
}
