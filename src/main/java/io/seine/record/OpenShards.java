package io.seine.record;

import io.seine.config.SourceSettings;
import io.seine.model.Shards;
import io.seine.model.Status;
import java.util.HashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The shards that are not sealed, as the ledger tells of them, and which of them wait to be.
///
/// A shard that was sealed and gets another record is opened again. Of its rows only those with new records are known
/// until the ledger is read once more, and it waits for the end of the run: more of its rows may come.
final class OpenShards {
    private final Shards shards;
    private final long first;
    private final long end;
    private final SequencedMap<Long, Shard> open = new TreeMap<>();
    private final TreeSet<Long> waiting = new TreeSet<>();

    /// A shard that is not sealed.
    private record Shard(ShardRows rows, boolean again) {}

    OpenShards(Shards shards, SourceSettings source) {
        this.shards = shards;
        this.first = source.skip();
        long most = source.limit() == null ? Long.MAX_VALUE : source.limit();
        this.end = most > Long.MAX_VALUE - first ? Long.MAX_VALUE : first + most;
    }

    /// Takes note of a record of a shard that is not sealed.
    ///
    /// @param again whether it was, before this record
    void add(long index, Status status, long offset, boolean again) {
        long shard = shards.of(index);
        var its = open.computeIfAbsent(shard, absent -> new Shard(new ShardRows(shards.size()), again));
        its.rows.add(shards.place(index), status, offset);
        if (!its.again && its.rows.done() == expected(shard)) {
            waiting.add(shard);
        } else {
            waiting.remove(shard);
        }
    }

    /// How many rows of the input belong to a shard, as far as that is known before its end.
    private long expected(long shard) {
        return Math.min(end, shards.row(shard + 1, 0)) - Math.max(first, shards.row(shard, 0));
    }

    /// Takes the next shard that is complete; it is not open any more once it is [#remove]d.
    Optional<Long> next() {
        return Optional.ofNullable(waiting.pollFirst());
    }

    /// Puts back a shard that was taken and could not be sealed.
    void waitAgain(long shard) {
        waiting.add(shard);
    }

    boolean waits() {
        return !waiting.isEmpty();
    }

    /// Lets all shards wait whose known rows have ended: the input has, too.
    void allComplete() {
        open.forEach((shard, its) -> {
            if (its.rows.open() == 0) {
                waiting.add(shard);
            }
        });
    }

    boolean contains(long shard) {
        return open.containsKey(shard);
    }

    /// The shards that were sealed before, for the caller to change.
    Set<Long> again() {
        var again = new HashSet<Long>();
        open.forEach((shard, its) -> {
            if (its.again) {
                again.add(shard);
            }
        });
        return again;
    }

    ShardRows rows(long shard) {
        var its = open.get(shard);
        return its == null ? new ShardRows(shards.size()) : its.rows;
    }

    void remove(long shard) {
        open.remove(shard);
    }
}
