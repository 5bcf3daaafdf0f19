package io.seine.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A JSON object per line; lines without any text are no rows.
final class JsonLineRows implements Rows {
    private final Lines lines;

    JsonLineRows(Lines lines) {
        this.lines = lines;
    }

    @Override
    public @Nullable Row next() throws IOException {
        for (var line = lines.next(); line != null; line = lines.next()) {
            if (line.flaw() != null) {
                return new Row.Malformed(line.number(), line.flaw());
            } else if (!line.text().isBlank()) {
                return JsonColumns.of(line.number(), line.text());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
