package io.seine.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a piece of a ledger: of each the few members that resuming needs, and passes over the others.
///
/// A line that is not just as Seine writes them is read by [JsonRecords], which tells whether it is a record.
final class LineReader {
    private final Piece piece;
    private final List<Line> lines = new ArrayList<>();
    private @Nullable JsonParser json;
    private int jsonBegin;

    private LineReader(Piece piece) {
        this.piece = piece;
    }

    /// The lines of a piece, up to the first that is no record.
    ///
    /// @param bad what is wrong with the line behind the last of `lines`; null if they are all
    record Read(Piece piece, List<Line> lines, @Nullable IllegalArgumentException bad) {}

    static Read read(Piece piece) {
        var reader = new LineReader(piece);
        try {
            reader.readAll();
            return new Read(piece, reader.lines, null);
        } catch (IllegalArgumentException e) {
            return new Read(piece, reader.lines, e);
        }
    }

    private void readAll() {
        for (int begin = 0; begin < piece.length(); ) {
            int end = piece.endOfLine(begin);
            var line = quickly(begin, end);
            if (line == null) {
                line = Line.of(JsonRecords.read(piece.text(begin, end)), begin);
                json = null; // it is somewhere inside that line
            }
            lines.add(line);
            begin = end + 1;
        }
    }

    /// One parser for all lines: making one takes longer than reading a line.
    private JsonParser parserAt(int begin) throws IOException {
        if (json == null) {
            json = JsonRecords.JSON.createParser(piece.bytes(), begin, piece.length() - begin);
            jsonBegin = begin;
        }
        return json;
    }

    private @Nullable Line quickly(int begin, int end) {
        try {
            var parser = parserAt(begin);
            var members = Members.read(parser);
            boolean whole = jsonBegin + parser.currentLocation().getByteOffset() == end;
            return whole ? members.line(begin) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /// The members of one record, as far as they matter.
    private static final class Members {
        /// Index, key, url, status, attempts, bytes, started_at and elapsed_ms.
        private static final int REQUIRED = 8;

        private int required;
        private long index = -1;
        private String url = "";
        private String status = "";
        private @Nullable String stage;
        private @Nullable String error;
        private boolean explained;
        private boolean placed;
        private long attempts = -1;
        private long bytes = -1;
        private long millis = -1;

        static Members read(JsonParser json) throws IOException {
            var members = new Members();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    members.member(json, json.currentName());
                }
            }
            return members;
        }

        private void member(JsonParser json, String name) throws IOException {
            var token = json.nextToken();
            switch (name) {
                case "index" -> index = required(number(json, token));
                case "url" -> url = required(text(json, token));
                case "status" -> status = required(text(json, token));
                case "stage" -> stage = text(json, token);
                case "error" -> error = text(json, token);
                case "message" -> explained = true;
                case "path", JsonRecords.VARIANTS, "duplicate_of" -> {
                    placed = true;
                    json.skipChildren();
                }
                case "attempts" -> attempts = required(number(json, token));
                case "bytes" -> bytes = required(number(json, token));
                case "elapsed_ms" -> millis = required(number(json, token));
                case "key", "started_at" -> required++;
                default -> json.skipChildren();
            }
        }

        private <T> T required(T value) {
            required++;
            return value;
        }

        private static long number(JsonParser json, JsonToken token) throws IOException {
            return token == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : -1;
        }

        private static String text(JsonParser json, JsonToken token) throws IOException {
            return token == JsonToken.VALUE_STRING ? json.getText() : "";
        }

        /// The line, unless something about it is unusual.
        @Nullable
        Line line(int begin) {
            int ending = Ending.of(status, stage, error);
            boolean usual = required == REQUIRED
                    && index >= 0
                    && attempts >= 0
                    && attempts <= Integer.MAX_VALUE
                    && bytes >= 0
                    && millis >= 0
                    && ending != Ending.NONE
                    && (ending == Ending.SAVED || (explained && !placed));
            return usual ? new Line(begin, index, Line.hash(url), ending, (int) attempts, bytes, millis) : null;
        }
    }
}
