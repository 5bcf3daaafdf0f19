package io.seine.record;

import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.Leftovers;
import io.seine.model.Originals;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// `ledger.jsonl`: the append-only record of outcomes.
///
/// One writer appends; any number of readers follow. A row is done when the ledger holds an outcome of it other than
/// `cancelled`, and the job does not ask for it to be taken up again.
public final class Ledger implements AutoCloseable {
    private static final String NAME = "ledger.jsonl";
    private static final RecordListener NOBODY = (index, status, offset) -> {};

    private final Path file;
    private final FileChannel channel;
    private final DoneRows done;
    private final @Nullable Sealing sealing;
    private final long start;
    private final Durability durability;

    /// Tells the file from another of its name; null where the file system has no such thing.
    private final @Nullable Object key;

    private volatile @Nullable SavedContents contents;
    private long length;
    private boolean closed;
    private CompletableFuture<Void> growth = new CompletableFuture<>();

    private Ledger(Path directory, FileChannel channel, Sync sync, Replay.Result past, @Nullable Sealing sealing)
            throws IOException {
        this.file = in(directory);
        this.key = key(file);
        this.channel = channel;
        this.done = past.rows();
        this.sealing = sealing;
        this.start = past.end();
        this.length = past.end();
        this.durability = new Durability(directory, sync, channel, this::length, FileSystemSync.possible(directory));
    }

    /// The ledger's file in an output folder.
    public static Path in(Path directory) {
        return directory.resolve(NAME);
    }

    /// What the ledger of an output folder holds, without changing it.
    ///
    /// @param retry which of the rows in it are to be taken up again
    /// @throws OutputException if the file cannot be read, or holds something else, naming the line
    public static DoneRows look(Path directory, RetrySettings retry) {
        return replay(directory, retry, mark(directory), NOBODY).rows();
    }

    private static Replay.Result replay(
            Path directory, RetrySettings retry, Optional<Durable> mark, RecordListener listener) {
        return Replay.of(
                in(directory),
                retry,
                mark.filter(Durable::machineWentDown).map(Durable::length).orElse(Long.MAX_VALUE),
                listener);
    }

    private static Optional<Durable> mark(Path directory) {
        try {
            return Durable.read(directory);
        } catch (IOException e) {
            throw new OutputException(directory + ": cannot be read: " + e, e);
        }
    }

    /// Opens the ledger of an output folder, creates it where it is missing, and reads what earlier runs recorded. A
    /// last line that a killed process tore is taken off, and so is what a power cut may have.
    ///
    /// @param retry which of the rows in it are to be taken up again
    /// @throws OutputException if the file cannot be read and written, or holds something else, naming the line
    public static Ledger open(Path directory, Sync sync, RetrySettings retry) {
        return open(directory, sync, retry, null);
    }

    /// The same, for a job whose shards are sealed: `sealing` hears of every record, and ends when the ledger is
    /// closed.
    public static Ledger open(Path directory, Sync sync, RetrySettings retry, @Nullable Sealing sealing) {
        var mark = mark(directory);
        var past = replay(directory, retry, mark, sealing == null ? NOBODY : sealing);
        var ledger = opened(directory, sync, past, sealing);
        try {
            ledger.durability.start(mark.orElse(null));
            if (sealing != null) {
                sealing.begin(past.end());
            }
            return ledger;
        } catch (IOException e) {
            ledger.close();
            throw cannotOpen(directory, e);
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    private static Ledger opened(Path directory, Sync sync, Replay.Result past, @Nullable Sealing sealing) {
        try {
            var channel = FileChannel.open(in(directory), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.truncate(past.end());
                channel.position(past.end());
                return new Ledger(directory, channel, sync, past, sealing);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotOpen(directory, e);
        }
    }

    private static OutputException cannotOpen(Path directory, IOException e) {
        return new OutputException(in(directory) + ": cannot be opened: " + e, e);
    }

    /// What earlier runs have done.
    public DoneRows done() {
        return done;
    }

    /// What power cuts have left in the output folder.
    public Leftovers leftovers() {
        return durability.leftovers();
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /// Makes sure that the file still stands in the folder: what is appended to one that was removed would be lost.
    ///
    /// @throws OutputException if it does not
    /// @throws IOException if that cannot be told
    public void checkInPlace() throws IOException {
        if (!inPlace()) {
            throw new OutputException(
                    file
                            + ": was removed or replaced while the job was running, and with it the record of what is done",
                    null);
        }
    }

    private boolean inPlace() throws IOException {
        try {
            return Objects.equals(key(file), key);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /// Appends outcomes, in their order. When it returns they outlive the process, and the machine as far as the
    /// job's `record.sync` asks.
    ///
    /// @throws OutputException if they cannot be written
    void append(List<Outcome> outcomes) {
        try {
            checkInPlace();
            durability.check();
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
            durability.written();
            tell(outcomes, begins);
            outcomes.forEach(outcome -> done.replaced(outcome.item().index()));
            grown(lines.size(), false);
        } catch (IOException e) {
            takeBack();
            throw new OutputException(file + ": cannot be written: " + e, e);
        }
    }

    private void tell(List<Outcome> outcomes, int[] begins) {
        var known = contents;
        for (int i = 0; i < begins.length; i++) {
            var outcome = outcomes.get(i);
            if (sealing != null) {
                sealing.recorded(outcome.item().index(), outcome.status(), length() + begins[i]);
            }
            if (known != null) {
                known.recorded(outcome, length() + begins[i]);
            }
        }
    }

    /// Reads which contents the records name as saved, and from now on keeps account of them.
    ///
    /// @throws OutputException if the ledger cannot be read
    public void keepAccountOfContents() {
        try {
            contents = SavedContents.of(file, length());
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be read: " + e, e);
        }
    }

    /// The contents that are saved already, as far as account is kept of them.
    public Originals originals() {
        var known = contents;
        return known == null ? Originals.NONE : known;
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

    /// Brings what is recorded to the disk, as far as the job asks for that; otherwise it happens once a second.
    void sync() throws IOException {
        durability.sync();
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
        try (channel;
                var _ = contents) {
            if (sealing != null) {
                sealing.close();
            }
            durability.close();
        } catch (IOException e) {
            throw new OutputException(file + ": cannot be closed: " + e, e);
        } finally {
            grown(0, true);
        }
    }
}
