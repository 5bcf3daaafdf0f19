package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.model.Kind;
import io.seine.model.Status;
import io.seine.record.Ledger;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;

/// A ledger as a file that somebody else writes: its lines as they stand there, from any place on. Places are
/// offsets in bytes at which a line begins; they stay what they are while the ledger grows.
final class LedgerFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PIECE = 1 << 16;

    private final Path file;

    /// The ledger in an output folder; it may not be there yet.
    LedgerFile(Path folder) {
        this.file = Ledger.in(folder);
    }

    /// Which lines are wanted.
    ///
    /// @param statuses none for all
    /// @param kinds none for all
    record Filter(Set<Status> statuses, Set<Kind> kinds) {
        static final Filter NONE = new Filter(Set.of(), Set.of());

        boolean wants(byte[] line, int begin, int end) throws IOException {
            if (statuses.isEmpty() && kinds.isEmpty()) {
                return true;
            }
            var json = JSON.readTree(line, begin, end - begin);
            return (statuses.isEmpty() || statuses.stream().anyMatch(each -> is(json, "status", each.word())))
                    && (kinds.isEmpty() || kinds.stream().anyMatch(each -> is(json, "error", each.word())));
        }

        private static boolean is(JsonNode json, String member, String word) {
            return json.path(member).asText().equals(word);
        }
    }

    /// A line.
    ///
    /// @param json without the end of the line
    /// @param end the place behind it
    record Line(ByteString json, long end) {}

    /// What was read.
    ///
    /// @param next the place to read on from
    /// @param last whether nothing stood behind that when it was read
    record Lines(List<Line> lines, long next, boolean last) {}

    /// The lines from a place on, on a thread of its own.
    ///
    /// @param limit lines at most
    /// @param most about so many bytes are looked through
    CompletionStage<Lines> read(long from, int limit, long most, Filter filter) {
        return CompletableFuture.supplyAsync(() -> readNow(from, limit, most, filter), Thread::startVirtualThread);
    }

    /// The same on this thread.
    Lines readNow(long from, int limit, long most, Filter filter) {
        if (Files.notExists(file)) {
            return new Lines(List.of(), from, true);
        }
        try (var ledger = new RandomAccessFile(file.toFile(), "r")) {
            var found = new ArrayList<Line>();
            long position = from;
            int size = PIECE;
            while (found.size() < limit && position - from < most) {
                ledger.seek(position);
                var piece = new byte[(int) Math.min(size, Math.max(0, ledger.length() - position))];
                ledger.readFully(piece);
                int taken = take(piece, position, limit, filter, found);
                if (taken == 0 && piece.length < size) {
                    return new Lines(found, position, true);
                }
                position += taken;
                size = taken == 0 ? size * 2 : PIECE;
            }
            return new Lines(found, position, position >= ledger.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds the whole lines of a piece, and returns how many bytes they have.
    private static int take(byte[] piece, long position, int limit, Filter filter, List<Line> found)
            throws IOException {
        int begin = 0;
        for (int end = 0; end < piece.length && found.size() < limit; end++) {
            if (piece[end] == '\n') {
                if (filter.wants(piece, begin, end)) {
                    found.add(new Line(ByteString.fromArray(piece, begin, end - begin), position + end + 1));
                }
                begin = end + 1;
            }
        }
        return begin;
    }

    /// Whether a line begins at `place`, or may begin there later.
    boolean isPlace(long place) {
        if (place <= 0) {
            return place == 0;
        }
        try (var ledger = new RandomAccessFile(file.toFile(), "r")) {
            ledger.seek(place - 1);
            return ledger.read() == '\n';
        } catch (IOException e) {
            return false;
        }
    }

    /// Where the line begins that is the first at `offset` or behind it; behind the last whole line where that is
    /// before `offset`, for instance because the process was killed while it wrote.
    long placeFrom(long offset) {
        if (offset <= 0) {
            return 0;
        }
        var first = readNow(offset - 1, 1, Long.MAX_VALUE, Filter.NONE);
        return first.lines().isEmpty()
                ? readNow(placeFrom(offset - PIECE), Integer.MAX_VALUE, Long.MAX_VALUE, Filter.NONE)
                        .next()
                : first.next();
    }

    /// Bytes in the file now.
    long length() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
