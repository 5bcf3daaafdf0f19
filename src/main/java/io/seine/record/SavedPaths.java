package io.seine.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/// The files that a ledger says were saved, as it names them: whoever uses a path has to look where it leads. Lines
/// that are no records are passed over.
public final class SavedPaths {
    private SavedPaths() {}

    /// Takes a path.
    interface Taker {
        void take(String path) throws IOException;
    }

    /// Hands on every path in the ledger of an output folder, in its order; none if there is no ledger.
    ///
    /// @throws OutputException if the ledger cannot be read
    public static void forEach(Path directory, Consumer<String> taker) {
        var ledger = Ledger.in(directory);
        try {
            if (Files.exists(ledger)) {
                forEach(ledger, 0, Long.MAX_VALUE, taker::accept);
            }
        } catch (IOException e) {
            throw new OutputException(ledger + ": cannot be read: " + e, e);
        }
    }

    /// @param from where a line begins, in bytes
    /// @param to where the last line ends, or the file
    static void forEach(Path ledger, long from, long to, Taker taker) throws IOException {
        try (var channel = FileChannel.open(ledger, StandardOpenOption.READ)) {
            channel.position(from);
            var cutter = new Piece.Cutter(Channels.newInputStream(channel), from, to);
            for (var piece = cutter.next(); piece != null; piece = cutter.next()) {
                forEach(piece, taker);
            }
        }
    }

    private static void forEach(Piece piece, Taker taker) throws IOException {
        for (int begin = 0; begin < piece.length(); ) {
            int end = piece.endOfLine(begin);
            for (var path : paths(piece, begin, end, true)) {
                taker.take(path);
            }
            begin = end + 1;
        }
    }

    /// The paths in a line.
    ///
    /// @param duplicates whether those count that another row has saved
    static Set<String> paths(Piece piece, int begin, int end, boolean duplicates) {
        try (var json = JsonRecords.JSON.createParser(piece.bytes(), begin, end - begin)) {
            return json.nextToken() == JsonToken.START_OBJECT ? paths(json, duplicates) : Set.of();
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static Set<String> paths(JsonParser json, boolean duplicates) throws IOException {
        var paths = new LinkedHashSet<String>();
        boolean saved = false;
        boolean counts = true;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "status" -> saved = json.getText().equals(Status.SAVED.word());
                case "path" -> paths.add(json.getText());
                case JsonRecords.VARIANTS -> addVariants(json, paths);
                case "duplicate_of" -> counts = duplicates;
                default -> json.skipChildren();
            }
        }
        return saved && counts ? paths : Set.of();
    }

    private static void addVariants(JsonParser json, Set<String> paths) throws IOException {
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                json.nextToken();
                if (name.equals("path")) {
                    paths.add(json.getText());
                }
            }
        }
    }
}
