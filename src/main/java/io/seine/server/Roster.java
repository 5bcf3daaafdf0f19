package io.seine.server;

import io.seine.RunningJob;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The jobs as they stand now. Looked at on any thread, without asking anybody, since clients look all the time
/// and must not keep those waiting who do the work; the registry alone changes it, before it answers.
final class Roster {
    /// Those that this process has started, and that have not ended.
    private final Map<String, RunningJob> running = new ConcurrentHashMap<>();

    /// What the journal tells, as soon as it has been read.
    private volatile CompletableFuture<Known> known = new CompletableFuture<>();

    /// Some of the jobs.
    ///
    /// @param next what the next page begins after; null on the last
    record Page(List<Entry> entries, @Nullable String next) {
        Page {
            entries = List.copyOf(entries);
        }
    }

    /// The journal has been read, at the start of the server or again.
    void read(Known now) {
        var awaited = known;
        known = CompletableFuture.completedFuture(now);
        awaited.complete(now);
    }

    Map<String, RunningJob> running() {
        return running;
    }

    /// The job with this identity.
    CompletionStage<Optional<Entry>> find(String id) {
        return known.thenApply(now -> now.find(id).map(this::entry));
    }

    /// Jobs, the last submitted first.
    ///
    /// @param states only those in one of these; all where it is empty
    /// @param after only those submitted before the job with this identity; null for all
    /// @param limit at most so many
    CompletionStage<Page> page(Set<JobState> states, @Nullable String after, int limit) {
        return known.thenApply(now -> page(now.latestFirst(after), states, limit));
    }

    private Page page(Collection<Kept> latestFirst, Set<JobState> states, int limit) {
        var wanted = new ArrayList<Entry>();
        for (var kept : latestFirst) {
            var status = status(kept);
            if (!states.isEmpty() && !states.contains(status.state())) {
                continue;
            } else if (wanted.size() == limit) {
                return new Page(wanted, wanted.getLast().id());
            }
            wanted.add(entry(kept, status));
        }
        return new Page(wanted, null);
    }

    Entry entry(Kept kept) {
        return entry(kept, status(kept));
    }

    private Entry entry(Kept kept, JobStatus status) {
        return new Entry(kept.id(), kept.sent().shown(), kept.submittedAt(), status, rows(kept, status.state()));
    }

    /// Counted when somebody looks: not of jobs that wait, of which there may be many.
    private OptionalLong rows(Kept kept, JobState state) {
        var job = state == JobState.RUNNING || state == JobState.PAUSED ? running.get(kept.id()) : null;
        return job == null ? OptionalLong.empty() : job.rows().getNow(OptionalLong.empty());
    }

    /// A job that nobody can tell about yet stands as it was known last.
    private JobStatus status(Kept kept) {
        var job = kept.ended() == null ? running.get(kept.id()) : null;
        return Optional.ofNullable(job).flatMap(RunningJob::glance).orElseGet(kept::lastKnown);
    }
}
