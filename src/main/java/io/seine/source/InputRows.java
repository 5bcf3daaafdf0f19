package io.seine.source;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of a whole input: the addresses given directly, which have no line, then those of one list after the
/// other. A list is opened when the one before it has been read.
final class InputRows implements Rows {
    private final Iterator<String> urls;
    private final Iterator<Input> inputs;
    private @Nullable Input input;
    private @Nullable Rows rows;

    InputRows(List<String> urls, List<Input> inputs) {
        this.urls = urls.iterator();
        this.inputs = inputs.iterator();
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (urls.hasNext()) {
            return new Row.Columns(0, Map.of("url", urls.next()));
        }
        try {
            var row = rows == null ? null : rows.next();
            while (row == null && inputs.hasNext()) {
                close();
                input = inputs.next();
                rows = input.open();
                row = rows.next();
            }
            return row;
        } catch (IOException e) {
            throw new IOException(place() + " cannot be read on: " + Input.reason(e), e);
        }
    }

    /// Where the last row was, for messages.
    String place() {
        return input == null ? "the input" : input.place();
    }

    @Override
    public void close() throws IOException {
        if (rows != null) {
            rows.close();
        }
    }
}
