package io.seine.record;

import io.seine.model.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/// Follows a ledger: every outcome of this run from its first, then those to come, until the ledger is closed.
///
/// A reader takes its own time and slows nobody: the file is the buffer.
public final class LedgerReader implements Closeable {
    private static final int PIECE = 1 << 18;
    private static final int MOST = Integer.MAX_VALUE - 64;

    private final Ledger ledger;
    private final RandomAccessFile file;
    private final Queue<Outcome> read = new ArrayDeque<>();
    private long position;

    private LedgerReader(Ledger ledger) throws IOException {
        this.ledger = ledger;
        this.file = new RandomAccessFile(ledger.file().toFile(), "r");
        this.position = ledger.start();
    }

    /// The outcomes that this run records, each once and in the order of the ledger; may be run any number of times.
    public static Source<Outcome, NotUsed> outcomes(Ledger ledger) {
        return Source.unfoldResourceAsync(
                        () -> CompletableFuture.completedFuture(new LedgerReader(ledger)),
                        LedgerReader::next,
                        LedgerReader::closed)
                .mapMaterializedValue(used -> NotUsed.getInstance());
    }

    private CompletionStage<Optional<Outcome>> next() {
        if (!read.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(read.remove()));
        } else if (ledger.endsAt(position)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        // On a thread of its own: reading blocks, and must hold up neither whoever appends nor a shared pool.
        return ledger.beyond(position).thenComposeAsync(grown -> nextRead(), Thread::startVirtualThread);
    }

    private CompletionStage<Optional<Outcome>> nextRead() {
        readOn();
        return next();
    }

    /// Reads the whole lines of the next piece of the file: a larger one while there is none in it.
    private void readOn() {
        try {
            for (long most = PIECE; read.isEmpty() && position < ledger.length(); most *= 2) {
                readOn((int) Math.min(Math.min(most, MOST), ledger.length() - position));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readOn(int count) throws IOException {
        var bytes = new byte[count];
        file.seek(position);
        file.readFully(bytes);
        int begin = 0;
        for (int end = 0; end < count; end++) {
            if (bytes[end] == '\n') {
                read.add(JsonRecords.read(new String(bytes, begin, end - begin, StandardCharsets.UTF_8)));
                begin = end + 1;
            }
        }
        position += begin;
    }

    private CompletionStage<Done> closed() {
        try {
            close();
            return CompletableFuture.completedFuture(Done.getInstance());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
