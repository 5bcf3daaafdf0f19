package io.seine.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.jspecify.annotations.Nullable;

/// The records of a CSV list (RFC 4180) with a header line.
///
/// A quote that never closes would swallow the rest of the list. It spoils one line here: where a record does not end
/// within [#MOST_LINES] lines, its first line is malformed and reading goes on at the next.
final class CsvRows implements Rows {
    private static final int MOST_LINES = 200;
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private final Lines lines;
    private final Deque<Lines.Line> ahead = new ArrayDeque<>();
    private final List<String> header;

    /// @throws IOException if the list cannot be read, or its header line is none
    CsvRows(Lines lines) throws IOException {
        this.lines = lines;
        var first = line();
        if (first == null) {
            throw new IOException("the list is empty; a CSV list begins with a header line");
        }
        header = cells(first.text());
        if (header.stream().distinct().count() < header.size()) {
            throw new IOException("two columns have the same name: " + String.join(", ", header));
        }
    }

    /// The names of the columns, in their order.
    List<String> header() {
        return header;
    }

    @Override
    public @Nullable Row next() throws IOException {
        for (var first = line(); first != null; first = line()) {
            if (!first.text().isBlank()) {
                return row(first);
            }
        }
        return null;
    }

    private Row row(Lines.Line first) throws IOException {
        if (first.cut()) {
            return malformed(first, "the line is longer than " + Lines.MOST + " characters");
        }
        var text = record(first);
        if (text == null) {
            return malformed(first, "a quote is opened and never closed");
        }
        try {
            return columns(first, cells(text));
        } catch (IOException | UncheckedIOException e) {
            return malformed(first, String.valueOf(e.getMessage()));
        }
    }

    /// The text of the record that begins at `first`: that line, and more while a quote is open. Null, with the
    /// further lines given back, where it does not end.
    private @Nullable String record(Lines.Line first) throws IOException {
        var text = new StringBuilder(first.text());
        boolean open = opens(first.text());
        var taken = new ArrayList<Lines.Line>();
        while (open) {
            var line = taken.size() < MOST_LINES ? line() : null;
            if (line == null || line.cut()) {
                taken.reversed().forEach(ahead::addFirst);
                return null;
            }
            taken.add(line);
            text.append('\n').append(line.text());
            open ^= opens(line.text());
        }
        return text.toString();
    }

    /// Whether a line has an odd number of quotes, so that one of them spans its end.
    private static boolean opens(String line) {
        return line.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private Row columns(Lines.Line first, List<String> cells) {
        if (cells.size() != header.size()) {
            return malformed(first, "the row has " + cells.size() + " cells, the header " + header.size());
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            values.put(header.get(i), cells.get(i));
        }
        return new Row.Columns(first.number(), values);
    }

    private static List<String> cells(String record) throws IOException {
        try (var parser = CSVParser.parse(record, FORMAT)) {
            var records = parser.getRecords();
            return records.isEmpty() ? List.of() : records.getFirst().toList();
        }
    }

    private static Row malformed(Lines.Line line, String message) {
        return new Row.Malformed(line.number(), message);
    }

    private Lines.@Nullable Line line() throws IOException {
        return ahead.isEmpty() ? lines.next() : ahead.removeFirst();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
