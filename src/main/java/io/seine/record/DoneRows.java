package io.seine.record;

import io.seine.config.RetrySettings;
import io.seine.model.Item;
import io.seine.model.JobStatus.FailureCount;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The rows that a ledger holds as done: those whose last outcome is not `cancelled`. Three bytes of memory each.
///
/// A later line for the same row replaces an earlier one that was not `saved`. Rows that the job is to take up again
/// are held, but not done.
public final class DoneRows {
    /// Rows of a run of indices; an end of the list is read as cheaply as its beginning.
    private static final class Segment {
        private static final int BITS = 16;

        /// Of the rows' addresses, to tell another list by.
        private final char[] hashes = new char[1 << BITS];

        /// How the rows ended; [Ending#NONE] where a row is not there.
        private final byte[] endings = new byte[1 << BITS];
    }

    private final RetrySettings retry;
    private final Map<Long, Segment> segments = new HashMap<>();
    private final long[] counts = new long[Ending.COUNT];

    /// An outcome of each ending.
    private final @Nullable Outcome[] examples = new Outcome[Ending.COUNT];

    private long attempts;
    private long bytes;
    private long millis;

    /// @param retry which of the rows are to be taken up again
    DoneRows(RetrySettings retry) {
        this.retry = retry;
    }

    /// Notes a line of the ledger, of which `piece` is a part; lines come in their order.
    ///
    /// @throws IllegalArgumentException if it is no record
    void replay(Line line, Piece piece) {
        int ending = held(line.index());
        if (ending != Ending.SAVED) {
            counts[ending]--;
            hold(line);
            if (Ending.status(line.ending()) != Status.CANCELLED) {
                count(line, piece);
            }
        }
    }

    private void count(Line line, Piece piece) {
        if (examples[line.ending()] == null) {
            examples[line.ending()] = JsonRecords.read(piece.text(line.begin(), piece.endOfLine(line.begin())));
        }
        counts[line.ending()]++;
        attempts += line.attempts();
        bytes += line.bytes();
        millis += line.millis();
    }

    private void hold(Line line) {
        boolean cancelled = Ending.status(line.ending()) == Status.CANCELLED;
        var segment = segments.get(line.index() >> Segment.BITS);
        if (segment == null && !cancelled) {
            segment = new Segment();
            segments.put(line.index() >> Segment.BITS, segment);
        }
        if (segment != null) {
            segment.hashes[row(line.index())] = line.hash();
            segment.endings[row(line.index())] = (byte) (cancelled ? Ending.NONE : line.ending());
        }
    }

    /// How a row ended by the ledger as it was read, [Ending#NONE] if it is not there or cancelled.
    private int held(long index) {
        var segment = segments.get(index >> Segment.BITS);
        return segment == null ? Ending.NONE : segment.endings[row(index)] & 0xff;
    }

    private static int row(long index) {
        return (int) index & ((1 << Segment.BITS) - 1);
    }

    /// Whether this row is done.
    ///
    /// @throws OutputException if the ledger holds another address for it: then it is that of another list
    public boolean contains(Item item) {
        return holds(item) && !takenUp(held(item.index()));
    }

    /// Whether this row is to be taken up again although the ledger holds how it ended.
    ///
    /// @throws OutputException if the ledger holds another address for it: then it is that of another list
    public boolean takesUp(Item item) {
        return holds(item) && takenUp(held(item.index()));
    }

    private boolean holds(Item item) {
        var segment = segments.get(item.index() >> Segment.BITS);
        int row = row(item.index());
        if (segment == null || segment.endings[row] == Ending.NONE) {
            return false;
        }
        var url = item.withoutCredentials().url();
        if (segment.hashes[row] != Line.hash(url)) {
            throw new OutputException(
                    "row " + item.index() + " is " + url + ", but the ledger holds another address for it:"
                            + " this is another list; choose another save.directory",
                    null);
        }
        return true;
    }

    private boolean takenUp(int ending) {
        var kind = Ending.kind(ending);
        return kind != null && retry.takesUp(kind);
    }

    /// Takes note that a row that was to be taken up again has a new outcome in the ledger: the old one does not stand
    /// any more.
    synchronized void replaced(long index) {
        int ending = held(index);
        if (takenUp(ending)) {
            counts[ending]--;
        }
    }

    /// The outcomes of the rows that are done, counted.
    public Tally.Counted counted() {
        return counted(ending -> !takenUp(ending));
    }

    /// The outcomes that no later one has replaced, counted: those of the rows that are done, and of those that are
    /// still to be taken up again.
    public Tally.Counted standing() {
        return counted(ending -> true);
    }

    /// What it cost is all that is in the ledger.
    private synchronized Tally.Counted counted(IntPredicate wanted) {
        long items = 0;
        var byStatus = new EnumMap<Status, Long>(Status.class);
        var failures = new ArrayList<FailureCount>();
        for (int ending = Ending.SAVED; ending < Ending.COUNT; ending++) {
            var example = examples[ending];
            if (example != null && counts[ending] > 0 && wanted.test(ending)) {
                items += counts[ending];
                byStatus.merge(example.status(), counts[ending], Long::sum);
                if (example.failure() != null) {
                    failures.add(new FailureCount(example.failure(), example.item(), counts[ending]));
                }
            }
        }
        failures.sort(Tally.MOST_FREQUENT_FIRST);
        return new Tally.Counted(items, Map.copyOf(byStatus), failures, attempts, bytes, Duration.ofMillis(millis));
    }
}
