package io.seine.record;

import io.seine.config.RecordSettings.Sync;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// `ledger.jsonl`: the append-only record of outcomes.
///
/// One writer appends; any number of readers follow. A row is done when the ledger holds an outcome of it other than
/// `cancelled`.
public final class Ledger implements AutoCloseable {
    private static final String NAME = "ledger.jsonl";

    /// How long records may wait to be forced to the disk together: forcing holds up every file that is being created.
    private static final Duration BATCH = Duration.ofSeconds(1);

    private final Path file;
    private final FileChannel channel;
    private final Sync sync;
    private final DoneRows done;
    private final @Nullable Sealing sealing;
    private long forcedAt = System.nanoTime();
    /// Whether there are records that have not been forced to the disk.
    private boolean written;

    private long length;
    private boolean closed;
    private CompletableFuture<Void> growth = new CompletableFuture<>();

    private Ledger(Path file, FileChannel channel, Sync sync, DoneRows done, @Nullable Sealing sealing) {
        this.file = file;
        this.channel = channel;
        this.sync = sync;
        this.done = done;
        this.sealing = sealing;
        this.length = done.end();
    }

    /// The ledger's file in an output folder.
    public static Path in(Path directory) {
        return directory.resolve(NAME);
    }

    /// Opens the ledger of an output folder, creates it where it is missing, and reads what earlier runs recorded. A
    /// last line that a killed process tore is taken off.
    ///
    /// @throws OutputException if the file cannot be read and written, or holds something else, naming the line
    public static Ledger open(Path directory, Sync sync) {
        return open(directory, sync, null);
    }

    /// The same, for a job whose shards are sealed: `sealing` hears of every record, and ends when the ledger is
    /// closed.
    public static Ledger open(Path directory, Sync sync, @Nullable Sealing sealing) {
        var file = in(directory);
        var done = sealing == null ? DoneRows.read(file) : DoneRows.read(file, sealing);
        var ledger = opened(file, sync, done, sealing);
        try {
            if (sealing != null) {
                sealing.begin(done.end());
            }
            return ledger;
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    private static Ledger opened(Path file, Sync sync, DoneRows done, @Nullable Sealing sealing) {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(done.end());
            channel.position(done.end());
            return new Ledger(file, channel, sync, done, sealing);
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be opened: " + e, e);
        }
    }

    /// What earlier runs have done.
    public DoneRows done() {
        return done;
    }

    /// Appends outcomes, in their order. When it returns they outlive the process, and the machine as far as the
    /// job's `record.sync` asks.
    ///
    /// @throws OutputException if they cannot be written
    void append(List<Outcome> outcomes) {
        try {
            var lines = new ByteArrayOutputStream();
            var begins = new int[outcomes.size()];
            for (int i = 0; i < begins.length; i++) {
                begins[i] = lines.size();
                JsonRecords.writeLine(outcomes.get(i), lines);
            }
            var buffer = ByteBuffer.wrap(lines.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            written = true;
            if (sync == Sync.EACH || (sync == Sync.BATCH && System.nanoTime() - forcedAt > BATCH.toNanos())) {
                force();
            }
            tell(outcomes, begins);
            grown(lines.size(), false);
        } catch (IOException e) {
            takeBack();
            throw new OutputException(file + ": cannot be written: " + e, e);
        }
    }

    private void tell(List<Outcome> outcomes, int[] begins) {
        if (sealing != null) {
            for (int i = 0; i < begins.length; i++) {
                var outcome = outcomes.get(i);
                sealing.recorded(outcome.item().index(), outcome.status(), length() + begins[i]);
            }
        }
    }

    private void force() throws IOException {
        channel.force(false);
        forcedAt = System.nanoTime();
        written = false;
    }

    /// Cuts off what a full disk left of the last records, so that a line of nonsense never gets into the middle.
    private void takeBack() {
        try {
            channel.truncate(length());
            channel.position(length());
        } catch (IOException e) {
            // A torn last line does no harm.
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

    /// What makes files of shards, if anything does.
    Optional<Sealing> sealing() {
        return Optional.ofNullable(sealing);
    }

    /// Where this run's first record begins, in bytes.
    long start() {
        return done.end();
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
        try (channel) {
            if (sealing != null) {
                sealing.close();
            }
            if (written && sync != Sync.NONE) {
                force();
            }
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be closed: " + e, e);
        } finally {
            grown(0, true);
        }
    }
}
