package io.seine.record;

import com.fasterxml.jackson.core.JsonToken;
import io.seine.model.DigestTable;
import io.seine.model.Originals;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The contents that the records of a ledger name as saved: for each the place of its first record, from which
/// the rest is read when it is asked for.
///
/// A content that comes for the first time is waited for until it is recorded: a record of a duplicate always
/// stands behind that of its original, so that whatever a killed process leaves of the ledger fits together.
final class SavedContents implements Originals, Closeable {
    private final LedgerLines lines;
    private final DigestTable offsets = new DigestTable();

    /// Contents that are being saved, each done when it is recorded or given up.
    private final Map<String, CompletableFuture<Void>> coming = new HashMap<>();

    private SavedContents(LedgerLines lines) {
        this.lines = lines;
    }

    /// Reads a ledger of whole records.
    static SavedContents of(Path ledger, long length) throws IOException {
        var contents = new SavedContents(LedgerLines.open(ledger));
        try (var channel = FileChannel.open(ledger, StandardOpenOption.READ)) {
            var cutter = new Piece.Cutter(Channels.newInputStream(channel), 0, length);
            for (var piece = cutter.next(); piece != null; piece = cutter.next()) {
                contents.addAll(piece);
            }
            return contents;
        } catch (IOException e) {
            contents.close();
            throw e;
        }
    }

    private void addAll(Piece piece) throws IOException {
        for (int begin = 0; begin < piece.length(); ) {
            int end = piece.endOfLine(begin);
            var sha256 = sha256(piece, begin, end);
            if (sha256 != null) {
                offsets.putIfAbsent(bytes(sha256), piece.offset() + begin);
            }
            begin = end + 1;
        }
    }

    /// The digest of what a line says was saved.
    private static @Nullable String sha256(Piece piece, int begin, int end) throws IOException {
        try (var json = JsonRecords.JSON.createParser(piece.bytes(), begin, end - begin)) {
            String sha256 = null;
            boolean saved = false;
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "status" -> saved = json.getText().equals(Status.SAVED.word());
                    case "sha256" -> sha256 = json.getText();
                    default -> json.skipChildren();
                }
            }
            return saved ? sha256 : null;
        }
    }

    private static byte[] bytes(String sha256) {
        return HexFormat.of().parseHex(sha256);
    }

    @Override
    public CompletionStage<Optional<Outcome>> find(String sha256) {
        CompletableFuture<Void> recorded;
        synchronized (this) {
            long offset = offsets.get(bytes(sha256));
            if (offset >= 0) {
                return CompletableFuture.completedFuture(Optional.of(read(offset))
                        .filter(outcome -> sha256.equals(outcome.transfer().sha256())));
            }
            recorded = coming.get(sha256);
            if (recorded == null) {
                coming.put(sha256, new CompletableFuture<>());
                return CompletableFuture.completedFuture(Optional.empty());
            }
        }
        return recorded.thenComposeAsync(done -> find(sha256), Thread::startVirtualThread);
    }

    private Outcome read(long offset) {
        try {
            return lines.read(offset);
        } catch (IOException e) {
            throw new OutputException("the ledger cannot be read: " + e, e);
        }
    }

    @Override
    public void giveUp(String sha256) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            waiting = coming.remove(sha256);
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /// Takes note of a record, whose line begins at `offset`.
    void recorded(Outcome outcome, long offset) {
        var sha256 = outcome.transfer().sha256();
        if (outcome.status() == Status.SAVED && sha256 != null) {
            synchronized (this) {
                offsets.putIfAbsent(bytes(sha256), offset);
            }
            giveUp(sha256);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
    }
}
