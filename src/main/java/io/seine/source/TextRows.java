package io.seine.source;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An address per line. Empty lines and lines that begin with `#` are no rows.
final class TextRows implements Rows {
    private final Lines lines;

    TextRows(Lines lines) {
        this.lines = lines;
    }

    @Override
    public List<String> columns() {
        return List.of("url");
    }

    @Override
    public @Nullable Row next() throws IOException {
        for (var line = lines.next(); line != null; line = lines.next()) {
            var text = line.text().strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                return line.flaw() == null
                        ? Row.Columns.address(line.number(), text)
                        : new Row.Malformed(line.number(), line.flaw());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
