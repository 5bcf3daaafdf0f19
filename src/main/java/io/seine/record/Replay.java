package io.seine.record;

import io.seine.config.RetrySettings;
import io.seine.model.OutputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// Reads a ledger from its beginning: pieces of it on several threads, and what they hold in the order of the file.
///
/// A last line without its end was torn by a killed process, and one with zeros in it by a power cut: file systems
/// leave them where data was to come. Such a line is passed over; any other that is no record is refused.
final class Replay {
    private static final int MOST_THREADS = 4;

    /// Pieces in hand at once.
    private static final int MOST_PIECES = 4 * MOST_THREADS;

    /// Up to this size threads are not worth their start.
    private static final long SMALL = 1 << 20;

    private final Path ledger;
    private final DoneRows rows;
    private final RecordListener listener;
    private long number;
    private long end;

    private Replay(Path ledger, DoneRows rows, RecordListener listener) {
        this.ledger = ledger;
        this.rows = rows;
        this.listener = listener;
    }

    /// What a ledger holds.
    ///
    /// @param end where its last whole line ends, in bytes
    record Result(DoneRows rows, long end) {}

    /// Reads a ledger without changing it; where there is no file, nothing is done.
    ///
    /// @param limit where the file is taken to end, in bytes
    /// @param listener hears of every line
    /// @throws OutputException if the file cannot be read, or holds something else, naming the line
    static Result of(Path ledger, RetrySettings retry, long limit, RecordListener listener) {
        var replay = new Replay(ledger, new DoneRows(retry), listener);
        if (Files.exists(ledger)) {
            try (var in = Files.newInputStream(ledger)) {
                replay.read(in, Math.min(Files.size(ledger), limit));
            } catch (IOException e) {
                throw new OutputException(ledger + ": cannot be read: " + e, e);
            }
        }
        return new Result(replay.rows, replay.end);
    }

    private void read(InputStream in, long size) throws IOException {
        var reading = new ArrayDeque<CompletableFuture<LineReader.Read>>();
        var cutter = new Piece.Cutter(in, 0, size);
        int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        try (var threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name("seine-ledger-", 0).factory())) {
            Executor executor = size <= SMALL ? Runnable::run : threads;
            for (var piece = cutter.next(); piece != null; piece = cutter.next()) {
                var next = piece;
                reading.add(CompletableFuture.supplyAsync(() -> LineReader.read(next), executor));
                if (reading.size() == MOST_PIECES) {
                    replay(reading.remove().join(), false);
                }
            }
            while (!reading.isEmpty()) {
                replay(reading.remove().join(), reading.isEmpty());
            }
        }
    }

    private void replay(LineReader.Read read, boolean last) {
        var piece = read.piece();
        for (var line : read.lines()) {
            number++;
            try {
                rows.replay(line, piece);
                listener.recorded(line.index(), Ending.status(line.ending()), piece.offset() + line.begin());
            } catch (IllegalArgumentException e) {
                throw refused(e);
            }
        }
        end = piece.end();
        if (read.bad() != null) {
            int begin = read.lines().isEmpty()
                    ? 0
                    : piece.endOfLine(read.lines().getLast().begin()) + 1;
            if (!last || !torn(piece, begin)) {
                number++;
                throw refused(read.bad());
            }
            end = piece.offset() + begin;
        }
    }

    /// Whether the line is the last, and has zeros in it.
    private static boolean torn(Piece piece, int begin) {
        int end = piece.endOfLine(begin);
        return end + 1 == piece.length() && piece.text(begin, end).indexOf('\0') >= 0;
    }

    private OutputException refused(IllegalArgumentException reason) {
        return new OutputException(
                ledger + ":" + number + ": not a record of an outcome: " + reason.getMessage(), reason);
    }
}
