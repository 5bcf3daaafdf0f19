package io.seine.record;

import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// The rows that a ledger holds as done: those with an outcome other than `cancelled`.
public final class DoneRows {
    private final BitSet rows = new BitSet();
    private final Tally tally = new Tally();
    private long end;

    private DoneRows() {}

    /// Reads a ledger without changing it; where there is no file, nothing is done. A last line without its end is
    /// passed over: a killed process tore it.
    ///
    /// @throws OutputException if the file cannot be read, or holds something else, naming the line
    public static DoneRows read(Path ledger) {
        var done = new DoneRows();
        if (!Files.exists(ledger)) {
            return done;
        }
        try (var in = new BufferedInputStream(Files.newInputStream(ledger), 1 << 16)) {
            done.replay(in, ledger);
            return done;
        } catch (IOException e) {
            throw new OutputException(ledger + ": cannot be read: " + e, e);
        }
    }

    private void replay(InputStream in, Path ledger) throws IOException {
        var line = new ByteArrayOutputStream();
        long number = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            number++;
            end += line.size() + 1L;
            add(line.toString(StandardCharsets.UTF_8), ledger, number);
            line.reset();
        }
    }

    private void add(String line, Path ledger, long number) {
        Outcome outcome;
        try {
            outcome = JsonRecords.read(line);
        } catch (IllegalArgumentException e) {
            throw new OutputException(ledger + ":" + number + ": not a record of an outcome: " + e.getMessage(), e);
        }
        int index = Math.toIntExact(outcome.item().index());
        if (outcome.status() != Status.CANCELLED && !rows.get(index)) {
            rows.set(index);
            tally.add(outcome);
        }
    }

    /// Whether the row with this index is done.
    public boolean contains(long index) {
        return index <= Integer.MAX_VALUE && rows.get((int) index);
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
