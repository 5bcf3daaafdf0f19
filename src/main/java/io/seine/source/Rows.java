package io.seine.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of one list, read as they are asked for.
interface Rows extends Closeable {
    /// The columns that every row has, in their order; null where each row has its own.
    default @Nullable List<String> columns() {
        return null;
    }

    /// The next row, or null at the end.
    @Nullable
    Row next() throws IOException;
}
