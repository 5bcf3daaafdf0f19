package io.seine.record;

import io.seine.model.Item;
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
import java.util.Arrays;

/// The rows that a ledger holds as done: those with an outcome other than `cancelled`. Four bytes of memory each.
public final class DoneRows {
    /// Hashes of the rows' addresses by index, to tell another list by; 0 where a row is not done.
    private int[] rows = new int[0];

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
        var item = outcome.item();
        if (item.index() >= Integer.MAX_VALUE - 8) {
            throw new OutputException(ledger + ":" + number + ": more rows than a ledger can hold", null);
        }
        if (outcome.status() != Status.CANCELLED && hash((int) item.index()) == 0) {
            put((int) item.index(), hash(item));
            tally.add(outcome);
        }
    }

    private void put(int index, int hash) {
        if (index >= rows.length) {
            rows = Arrays.copyOf(rows, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(1024, index * 3L / 2 + 1)));
        }
        rows[index] = hash;
    }

    private int hash(int index) {
        return index < rows.length ? rows[index] : 0;
    }

    private static int hash(Item item) {
        int hash = item.url().hashCode();
        return hash == 0 ? 1 : hash;
    }

    /// Whether this row is done.
    ///
    /// @throws OutputException if the ledger holds another address for it: then it is that of another list
    public boolean contains(Item item) {
        int hash = item.index() < rows.length ? hash((int) item.index()) : 0;
        if (hash != 0 && hash != hash(item)) {
            throw new OutputException(
                    "row " + item.index() + " is " + item.url() + ", but the ledger holds another address for it:"
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
