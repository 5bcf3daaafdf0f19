package io.seine.source;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a whole input: the addresses given directly, which have no line, then those of one list after the
/// other. A list is opened when the one before it has been read.
final class InputRows implements Rows {
    /// One list of an input.
    interface Part {
        /// Opens it.
        ///
        /// @throws IOException if it cannot be read, or its beginning makes no sense
        Rows open() throws IOException;

        /// Its name, for messages.
        String place();
    }

    private final Iterator<String> urls;
    private final Iterator<? extends Part> parts;
    private @Nullable Part part;
    private @Nullable Rows rows;

    InputRows(List<String> urls, List<? extends Part> parts) {
        this.urls = urls.iterator();
        this.parts = parts.iterator();
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (urls.hasNext()) {
            return Row.Columns.address(0, urls.next());
        }
        try {
            var row = rows == null ? null : rows.next();
            while (row == null && parts.hasNext()) {
                close();
                part = parts.next();
                rows = part.open();
                row = rows.next();
            }
            return row;
        } catch (IOException e) {
            throw new IOException(place() + " cannot be read on: " + Input.reason(e), e);
        }
    }

    /// Where the last row was, for messages.
    String place() {
        return part == null ? "the input" : part.place();
    }

    @Override
    public void close() throws IOException {
        if (rows != null) {
            rows.close();
        }
    }
}
