package io.seine.source;

import java.util.HashMap;
import java.util.Map;

/// One row of a list as it was read, with the 1-based line that it begins at.
sealed interface Row {

    /// A row that could be read: its columns by name, for the taker to keep and to change.
    record Columns(long line, Map<String, String> values) implements Row {
        /// A row that is an address and nothing else.
        static Columns address(long line, String url) {
            var values = new HashMap<String, String>();
            values.put("url", url);
            return new Columns(line, values);
        }
    }

    /// A row that could not, and why.
    record Malformed(long line, String message) implements Row {}
}
