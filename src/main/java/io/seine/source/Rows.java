package io.seine.source;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The rows of one list, read as they are asked for.
interface Rows extends Closeable {
    /// The next row, or null at the end.
    @Nullable
    Row next() throws IOException;
}
