package io.seine.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of a CSV list (RFC 4180), or of one with another separator, put together line by line.
///
/// A quote opens a quoted cell only as the first character of the cell; anywhere else it is text, as in `5" disk`.
final class CsvRecord {
    private enum State {
        AT_START,
        QUOTED,
        CLOSED
    }

    private final char separator;
    private final List<String> cells = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private State state = State.AT_START;
    private @Nullable String flaw;

    /// @param separator stands between two cells
    CsvRecord(char separator) {
        this.separator = separator;
    }

    /// Takes the record's next line.
    void add(String line) {
        if (open()) {
            cell.append('\n');
        }
        for (int at = 0; at < line.length(); at++) {
            switch (state) {
                case AT_START -> at = cell(line, at);
                case QUOTED -> at = quoted(line, at);
                case CLOSED -> closed(line.charAt(at));
            }
        }
        if (!open()) {
            endCell();
        }
    }

    /// Takes what is quoted from `at` on, and returns where its last character is.
    private int quoted(String line, int at) {
        int quote = line.indexOf('"', at);
        int end = quote < 0 ? line.length() : quote;
        cell.append(line, at, end);
        if (quote >= 0 && line.startsWith("\"\"", quote)) {
            cell.append('"');
            return quote + 1;
        } else if (quote >= 0) {
            state = State.CLOSED;
        }
        return end;
    }

    /// Takes the cell that begins at `at`, of one that is quoted only the quote, and returns where its end is.
    private int cell(String line, int at) {
        if (line.charAt(at) == '"') {
            state = State.QUOTED;
            return at;
        }
        int end = line.indexOf(separator, at);
        if (end < 0) {
            cell.append(line, at, line.length());
            return line.length();
        }
        cells.add(line.substring(at, end));
        return end;
    }

    private void closed(char c) {
        if (c == separator) {
            endCell();
        } else if (!Character.isWhitespace(c)) {
            flaw = "text follows the closing quote of cell " + (cells.size() + 1);
        }
    }

    private void endCell() {
        cells.add(cell.toString());
        cell.setLength(0);
        state = State.AT_START;
    }

    /// Whether a quote is open, so that the record goes on in the next line.
    boolean open() {
        return state == State.QUOTED;
    }

    /// What is wrong with the record, or null.
    @Nullable
    String flaw() {
        return flaw;
    }

    /// The cells of a record that is complete.
    List<String> cells() {
        return cells;
    }
}
