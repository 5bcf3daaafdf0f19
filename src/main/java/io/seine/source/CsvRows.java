package io.seine.source;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records of a CSV list (RFC 4180) with a header line.
///
/// A quote that never closes, or closes far below, would swallow the rows between. Here it spoils one line: where a
/// record of several lines does not end within [#MOST_LINES], or makes no sense, its first line is malformed and
/// reading goes on at the next.
final class CsvRows implements Rows {
    private static final int MOST_LINES = 200;

    private final Lines lines;
    private final char separator;
    private final Deque<Lines.Line> ahead = new ArrayDeque<>();
    private final List<String> header;

    /// @param separator stands between two cells: a comma or a tab
    /// @throws IOException if the list cannot be read, or its header line is none
    CsvRows(Lines lines, char separator) throws IOException {
        this.lines = lines;
        this.separator = separator;
        var first = nextWithText();
        if (first == null) {
            throw new IOException("the list is empty; a CSV list begins with a header line");
        }
        var record = new CsvRecord(separator);
        var flaw = read(record, first, new ArrayList<>());
        if (flaw != null) {
            throw new IOException("the header line cannot be read: " + flaw);
        }
        header = record.cells().stream().map(String::strip).toList();
        if (header.stream().distinct().count() < header.size()) {
            throw new IOException("two columns have the same name: " + String.join(", ", header));
        }
    }

    @Override
    public List<String> columns() {
        return header;
    }

    @Override
    public @Nullable Row next() throws IOException {
        var first = nextWithText();
        if (first == null) {
            return null;
        }
        var record = new CsvRecord(separator);
        var further = new ArrayList<Lines.Line>();
        var flaw = read(record, first, further);
        if (flaw == null && record.cells().size() != header.size()) {
            flaw = "the row has " + record.cells().size() + " cells, the header " + header.size();
        }
        if (flaw == null) {
            return columns(first, record.cells());
        }
        further.reversed().forEach(ahead::addFirst);
        return new Row.Malformed(first.number(), flaw);
    }

    /// Reads the record that begins at `first` and notes the lines that it takes further; returns what is wrong with
    /// it, or null.
    private @Nullable String read(CsvRecord record, Lines.Line first, List<Lines.Line> further) throws IOException {
        if (first.flaw() != null) {
            return first.flaw();
        }
        record.add(first.text());
        long length = first.text().length();
        while (record.open()) {
            var line = further.size() < MOST_LINES && length < Lines.MOST ? line() : null;
            if (line != null) {
                further.add(line);
            }
            if (line == null || line.flaw() != null) {
                return "a quote is opened and never closed";
            }
            record.add(line.text());
            length += line.text().length();
        }
        return record.flaw();
    }

    private Row columns(Lines.Line first, List<String> cells) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            values.put(header.get(i), cells.get(i));
        }
        return new Row.Columns(first.number(), values);
    }

    private Lines.@Nullable Line nextWithText() throws IOException {
        var line = line();
        while (line != null && line.flaw() == null && line.text().isBlank()) {
            line = line();
        }
        return line;
    }

    private Lines.@Nullable Line line() throws IOException {
        return ahead.isEmpty() ? lines.next() : ahead.removeFirst();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
