package io.seine.config;

import io.seine.model.Place;
import io.seine.model.Template;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the rows of a job come from.
///
/// @param paths the lists to read, one after the other; the file `-` is standard input
/// @param follow whether lines that are appended to the list while the job runs are taken, too, until the list is told
///     to have ended
/// @param urls addresses given directly, read before the lists
/// @param format how the lists are written
/// @param url template of an item's address over its columns
/// @param columns the columns that become fields of an item; null for all
/// @param key template of an item's key, or null for the row number, padded as img2dataset pads it
/// @param skip rows to pass over at the start
/// @param limit rows to read at most, counted after `skip`; null for all
/// @param duplicates what becomes of rows whose address an earlier one has
/// @param watch the folder that is watched for lists instead, or null
public record SourceSettings(
        List<Place> paths,
        boolean follow,
        List<String> urls,
        Format format,
        Template url,
        @Nullable Set<String> columns,
        @Nullable Template key,
        long skip,
        @Nullable Long limit,
        Duplicates duplicates,
        @Nullable WatchSettings watch) {

    /// The place that means standard input.
    public static final Place STANDARD_INPUT = new Place.File(Path.of("-"));

    /// What becomes of rows whose address an earlier row of the job has.
    public enum Duplicates {
        /// They are rows like any other.
        KEEP,
        /// The first row is taken, the others end as filtered.
        FIRST
    }

    /// How a list is written. Any of them may be compressed by gzip or zstd.
    public enum Format {
        /// By the file's extension, that of a compression left out; what is unknown is text.
        AUTO,
        /// An address per line; empty lines and lines that begin with `#` are no rows.
        TEXT,
        /// RFC 4180 with a header line; the columns become the item's fields.
        CSV,
        /// The same with tabs instead of commas.
        TSV,
        /// An array of objects, whose members become the item's fields (RFC 8259).
        JSON,
        /// An object per line.
        JSONL,
        /// Apache Parquet, not compressed as a whole; columns that aren't plain values are left out.
        PARQUET
    }

    public SourceSettings {
        paths = List.copyOf(paths);
        urls = List.copyOf(urls);
        columns = columns == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(columns));
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(duplicates, "duplicates");
        if (skip < 0 || (limit != null && limit < 0)) {
            throw new IllegalArgumentException("skip and limit of a source are not negative");
        }
    }
}
