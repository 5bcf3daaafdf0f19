package io.seine.config;

import io.seine.model.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where the rows of a job come from.
///
/// @param path the list to read; `-` is standard input; null for none
/// @param urls addresses given directly, read before the list
/// @param format how the list is written
/// @param url template of an item's address over its columns
/// @param key template of an item's key, or null for the row number, padded as img2dataset pads it
/// @param skip rows to pass over at the start
/// @param limit rows to read at most, counted after `skip`; null for all
public record SourceSettings(
        @Nullable Path path,
        List<String> urls,
        Format format,
        Template url,
        @Nullable Template key,
        long skip,
        @Nullable Long limit) {

    /// The path that means standard input.
    public static final Path STANDARD_INPUT = Path.of("-");

    /// How a list is written.
    public enum Format {
        /// By the file's extension: `.csv` is CSV, anything else is text.
        AUTO,
        /// An address per line; empty lines and lines that begin with `#` are no rows.
        TEXT,
        /// RFC 4180 with a header line; the columns become the item's fields.
        CSV
    }

    public SourceSettings {
        urls = List.copyOf(urls);
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(url, "url");
        if (skip < 0 || (limit != null && limit < 0)) {
            throw new IllegalArgumentException("skip and limit of a source are not negative");
        }
    }
}
