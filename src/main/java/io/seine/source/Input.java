package io.seine.source;

import io.seine.config.SourceSettings;
import io.seine.config.SourceSettings.Format;
import io.seine.model.ObjectInput;
import io.seine.model.ObjectStore;
import io.seine.model.Place;
import io.seine.model.S3Address;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/// One list of a job.
///
/// @param list where it is; the file `-` is standard input
/// @param store what reaches a list in a bucket
/// @param format how it is written; AUTO where its name tells
/// @param wanted the columns that are needed of it; null for all
record Input(
        Place list,
        ObjectStore store,
        Format format,
        @Nullable Set<String> wanted) implements InputRows.Part {

    /// Opens it.
    ///
    /// @throws IOException if it cannot be read, or its beginning makes no sense
    @Override
    public Rows open() throws IOException {
        if (is(Files::isDirectory)) {
            throw new IOException("is a folder, not a list");
        } else if (known() == Format.PARQUET) {
            return new ParquetRows(parquet(), wanted);
        }
        var in = bytes();
        try {
            return rows(Compression.decoded(in));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private InputStream bytes() throws IOException {
        return switch (list) {
            case Place place when place.equals(SourceSettings.STANDARD_INPUT) -> unclosed(System.in);
            case Place.File(Path path) -> Files.newInputStream(path);
            case Place.InBucket(S3Address address) -> new ObjectInput(store, address, found(address));
        };
    }

    private InputFile parquet() throws IOException {
        return switch (list) {
            case Place.File(Path path) -> new LocalInputFile(path);
            case Place.InBucket(S3Address address) -> new ParquetObject(store, address, found(address));
        };
    }

    private ObjectStore.Found found(S3Address address) throws IOException {
        return store.find(address).orElseThrow(() -> new IOException("there is no such object"));
    }

    /// The rows of its uncompressed bytes.
    Rows rows(InputStream in) throws IOException {
        return switch (known()) {
            case AUTO, TEXT -> new TextRows(new Lines(in));
            case CSV -> new CsvRows(new Lines(in), ',');
            case TSV -> new CsvRows(new Lines(in), '\t');
            case JSON -> new JsonRows(in);
            case JSONL -> new JsonLineRows(new Lines(in));
            case PARQUET -> throw new IOException("Parquet can only be read from a file");
        };
    }

    /// About how many rows it has, found by counting lines; empty where only reading tells, as in a bucket.
    OptionalLong rows() throws IOException {
        var format = known();
        if (!is(Files::isRegularFile) || format == Format.JSON) {
            return OptionalLong.empty();
        } else if (format == Format.PARQUET) {
            return OptionalLong.of(ParquetRows.count(parquet()));
        }
        try (var in = bytes()) {
            var lines = Compression.decoded(in);
            boolean plain = lines instanceof BufferedInputStream;
            int header = format == Format.CSV || format == Format.TSV ? 1 : 0;
            return plain ? OptionalLong.of(Math.max(0, lines(lines) - header)) : OptionalLong.empty();
        }
    }

    private static long lines(InputStream in) throws IOException {
        long lines = 0;
        int last = '\n';
        var buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
            last = buffer[read - 1];
        }
        return last == '\n' ? lines : lines + 1;
    }

    private Format known() {
        if (format != Format.AUTO) {
            return format;
        }
        var name = list.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "csv" -> Format.CSV;
            case "tsv" -> Format.TSV;
            case "json" -> Format.JSON;
            case "jsonl", "ndjson" -> Format.JSONL;
            case "parquet" -> Format.PARQUET;
            default -> Format.TEXT;
        };
    }

    private static InputStream unclosed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {
                // Standard input belongs to the process.
            }
        };
    }

    private boolean isStandardInput() {
        return list.equals(SourceSettings.STANDARD_INPUT);
    }

    private interface Look {
        boolean at(Path path);
    }

    /// Whether it is a file, and one such as that.
    private boolean is(Look look) {
        return list instanceof Place.File(Path path) && look.at(path);
    }

    /// Whether what is read of it cannot be read again: standard input and pipes.
    boolean isStreamed() {
        return isStandardInput()
                || is(path -> Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path));
    }

    /// Whether it is a file without anything in it, yet.
    boolean isEmpty() {
        return is(path -> Files.isRegularFile(path) && path.toFile().length() == 0);
    }

    /// Whether it is where others can append to it.
    boolean canGrow() {
        return list instanceof Place.File && !isStreamed();
    }

    /// The file that it is in.
    Path file() {
        return ((Place.File) list).path();
    }

    /// Whether it is read line by line, as it must be to be followed.
    boolean isLines() {
        return known() != Format.JSON && known() != Format.PARQUET;
    }

    @Override
    public String place() {
        return isStandardInput() ? "standard input" : list.toString();
    }

    /// Why it cannot be read, in words.
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "may not be read";
            default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
        };
    }
}
