package io.seine.record;

import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows that a ledger holds as done: those whose last outcome is not `cancelled`. Five bytes of memory each.
///
/// A later line for the same row replaces an earlier one that was not `saved`.
public final class DoneRows {
    private static final int BUFFER = 1 << 16;

    /// Rows of a run of indices; an end of the list is read as cheaply as its beginning.
    private static final class Segment {
        private static final int BITS = 16;

        /// Hashes of the rows' addresses, to tell another list by; 0 where a row is not done.
        private final int[] hashes = new int[1 << BITS];

        /// How the rows ended: places in [#endings].
        private final byte[] endings = new byte[1 << BITS];
    }

    private final Map<Long, Segment> segments = new HashMap<>();

    /// One outcome of each way to end, of which there are fewer than 256.
    private final List<Outcome> endings = new ArrayList<>();

    private final Tally tally = new Tally();
    private long end;

    private DoneRows() {}

    /// Reads a ledger without changing it; where there is no file, nothing is done. A last line without its end is
    /// passed over: a killed process tore it.
    ///
    /// @throws OutputException if the file cannot be read, or holds something else, naming the line
    public static DoneRows read(Path ledger) {
        return read(ledger, (index, status, offset) -> {});
    }

    /// The same, and `listener` hears of every line.
    static DoneRows read(Path ledger, RecordListener listener) {
        var done = new DoneRows();
        if (!Files.exists(ledger)) {
            return done;
        }
        try (var in = Files.newInputStream(ledger)) {
            done.replay(in, ledger, listener);
            return done;
        } catch (IOException e) {
            throw new OutputException(ledger + ": cannot be read: " + e, e);
        }
    }

    private void replay(InputStream in, Path ledger, RecordListener listener) throws IOException {
        var line = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER];
        long number = 0;
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            int begin = 0;
            for (int at = 0; at < count; at++) {
                if (buffer[at] == '\n') {
                    line.write(buffer, begin, at - begin);
                    var outcome = outcome(line.toString(StandardCharsets.UTF_8), ledger, ++number);
                    add(outcome);
                    listener.recorded(outcome.item().index(), outcome.status(), end);
                    end += line.size() + 1L;
                    line.reset();
                    begin = at + 1;
                }
            }
            line.write(buffer, begin, count - begin);
        }
    }

    private static Outcome outcome(String line, Path ledger, long number) {
        try {
            return JsonRecords.read(line);
        } catch (IllegalArgumentException e) {
            throw new OutputException(ledger + ":" + number + ": not a record of an outcome: " + e.getMessage(), e);
        }
    }

    private void add(Outcome outcome) {
        long index = outcome.item().index();
        var segment = segments.computeIfAbsent(index >> Segment.BITS, absent -> new Segment());
        int row = row(index);
        if (segment.hashes[row] != 0) {
            var earlier = endings.get(segment.endings[row] & 0xff);
            if (earlier.status() == Status.SAVED) {
                return;
            }
            tally.takeBack(earlier);
            segment.hashes[row] = 0;
        }
        if (outcome.status() != Status.CANCELLED) {
            segment.hashes[row] = hash(outcome.item());
            segment.endings[row] = (byte) ending(outcome);
            tally.add(outcome);
        }
    }

    private int ending(Outcome outcome) {
        for (int i = 0; i < endings.size(); i++) {
            if (sameEnd(endings.get(i).failure(), outcome.failure())) {
                return i;
            }
        }
        endings.add(outcome);
        return endings.size() - 1;
    }

    private static boolean sameEnd(@Nullable Failure one, @Nullable Failure other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.kind() == other.kind() && one.stage() == other.stage();
    }

    private static int row(long index) {
        return (int) index & ((1 << Segment.BITS) - 1);
    }

    private static int hash(Item item) {
        int hash = item.withoutCredentials().url().hashCode(); // as the ledger has it
        return hash == 0 ? 1 : hash;
    }

    /// Whether this row is done.
    ///
    /// @throws OutputException if the ledger holds another address for it: then it is that of another list
    public boolean contains(Item item) {
        var segment = segments.get(item.index() >> Segment.BITS);
        int hash = segment == null ? 0 : segment.hashes[row(item.index())];
        if (hash != 0 && hash != hash(item)) {
            throw new OutputException(
                    "row " + item.index() + " is " + item.withoutCredentials().url()
                            + ", but the ledger holds another address for it:"
                            + " this is another list; choose another save.directory",
                    null);
        }
        return hash != 0;
    }

    /// The outcomes of these rows, counted.
    public Tally.Counted counted() {
        return tally.counted();
    }

    /// Where the last whole line ends, in bytes.
    long end() {
        return end;
    }
}
