package io.seine.record;

import io.seine.config.RecordSettings.Sync;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// `ledger.jsonl`: the append-only record of outcomes.
///
/// One writer appends; any number of readers follow. A row is done when the ledger holds an outcome of it other than
/// `cancelled`.
public final class Ledger implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final Sync sync;
    private final BitSet done = new BitSet();
    private final Tally past = new Tally();
    private final long start;
    private long length;
    private boolean closed;
    private CompletableFuture<Void> growth = new CompletableFuture<>();

    private Ledger(Path file, FileChannel channel, Sync sync) throws IOException {
        this.file = file;
        this.channel = channel;
        this.sync = sync;
        this.start = replay();
        this.length = start;
        channel.truncate(start);
        channel.position(start);
    }

    /// Opens the ledger at `file`, creates it where it is missing, and reads what earlier runs recorded. A last line
    /// that a killed process tore is taken off.
    ///
    /// @throws OutputException if the file cannot be read and written, or holds something else, naming the line
    public static Ledger open(Path file, Sync sync) {
        try {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new Ledger(file, channel, sync);
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be opened: " + e, e);
        }
    }

    /// Reads the whole lines and returns where the last of them ends.
    private long replay() throws IOException {
        var in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16); // the channel stays open
        var line = new ByteArrayOutputStream();
        long end = 0;
        long number = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b != '\n') {
                line.write(b);
                continue;
            }
            number++;
            end += line.size() + 1L;
            replay(line.toString(StandardCharsets.UTF_8), number);
            line.reset();
        }
        return end;
    }

    private void replay(String line, long number) {
        Outcome outcome;
        try {
            outcome = JsonRecords.read(line);
        } catch (IllegalArgumentException e) {
            throw new OutputException(file + ":" + number + ": not a record of an outcome: " + e.getMessage(), e);
        }
        int index = Math.toIntExact(outcome.item().index());
        if (outcome.status() != Status.CANCELLED && !done.get(index)) {
            done.set(index);
            past.add(outcome);
        }
    }

    /// Whether an earlier run has done the row with this index.
    public boolean done(long index) {
        return index <= Integer.MAX_VALUE && done.get((int) index);
    }

    /// What earlier runs have done: their rows that need not be taken up again.
    public Tally.Counted past() {
        return past.counted();
    }

    /// Appends outcomes, in their order. When it returns they outlive the process, and the machine as far as the
    /// job's `record.sync` asks.
    ///
    /// @throws OutputException if they cannot be written
    void append(List<Outcome> outcomes) {
        try {
            var lines = new ByteArrayOutputStream();
            for (var outcome : outcomes) {
                JsonRecords.writeLine(outcome, lines);
            }
            var buffer = ByteBuffer.wrap(lines.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (sync != Sync.NONE) {
                channel.force(false);
            }
            grown(lines.size(), false);
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be written: " + e, e);
        }
    }

    private void grown(int bytes, boolean last) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            length += bytes;
            closed |= last;
            waiting = growth;
            growth = new CompletableFuture<>();
        }
        waiting.complete(null);
    }

    Path file() {
        return file;
    }

    /// Where this run's first record begins, in bytes.
    long start() {
        return start;
    }

    /// Done at once if the ledger is longer than `position` bytes or closed, else when it grows or is closed.
    synchronized CompletableFuture<Void> beyond(long position) {
        return length > position || closed ? CompletableFuture.completedFuture(null) : growth;
    }

    /// Whether a reader at `position` has read everything there will be.
    synchronized boolean endsAt(long position) {
        return closed && position >= length;
    }

    /// Bytes of whole records.
    synchronized long length() {
        return length;
    }

    /// Closes the file; readers come to the end.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be closed: " + e, e);
        } finally {
            grown(0, true);
        }
    }
}
