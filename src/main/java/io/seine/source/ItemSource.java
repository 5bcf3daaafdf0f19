package io.seine.source;

import io.seine.config.SettingsException;
import io.seine.config.SourceSettings;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Template;
import io.seine.model.WebUrl;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/// Turns the input of a job into items, one by one, as they are asked for.
///
/// The rows of a job are the addresses given directly, then those of the list, numbered through from 0.
public final class ItemSource {
    private static final List<String> ADDRESS = List.of("url");

    private final SourceSettings settings;
    private final LongFunction<String> automaticKey;

    /// @param shardSize rows per shard, which shapes automatic keys
    public ItemSource(SourceSettings settings, int shardSize) {
        this.settings = settings;
        this.automaticKey = new AutomaticKeys(shardSize);
    }

    /// Looks at the beginning of the input before anything starts. What can be read only once, such as standard input,
    /// is left alone.
    ///
    /// @return the columns that every row has; empty where only reading tells
    /// @throws SettingsException if there is no input, it cannot be read, or a template names a column
    ///     that it lacks
    public Optional<List<String>> check() {
        var path = settings.path();
        if (path == null && settings.urls().isEmpty()) {
            throw problem("path", "there is no source: give a path or urls");
        }
        if (!settings.urls().isEmpty()) {
            checkColumns("an address in urls", ADDRESS);
        }
        if (path == null || streamed(path)) {
            return path == null ? Optional.of(ADDRESS) : Optional.empty();
        }
        try (var rows = open(path)) {
            var columns = rows instanceof CsvRows csv ? csv.header() : ADDRESS;
            checkColumns("the list", columns);
            rows.next(); // what can be opened need not be readable
            return Optional.of(settings.urls().isEmpty() ? columns : ADDRESS);
        } catch (IOException e) {
            throw problem("path", path + ": " + reason(e));
        }
    }

    /// Whether what is read of the input cannot be read again: standard input and pipes.
    private static boolean streamed(Path path) {
        return path.equals(SourceSettings.STANDARD_INPUT)
                || (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path));
    }

    private void checkColumns(String input, List<String> columns) {
        checkColumns("url", settings.url(), input, columns);
        if (settings.key() != null) {
            checkColumns("key", settings.key(), input, columns);
        }
    }

    private static void checkColumns(String setting, Template template, String input, List<String> columns) {
        var missing = new ArrayList<>(template.names());
        missing.removeAll(columns);
        missing.remove("index");
        if (!missing.isEmpty()) {
            throw problem(
                    setting,
                    input + " has no column " + String.join(", ", missing) + "; it has " + String.join(", ", columns));
        }
    }

    private static SettingsException problem(String setting, String message) {
        return new SettingsException(List.of("seine.job.source." + setting + ": " + message));
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "may not be read";
            default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
        };
    }

    /// The items, each read when it is asked for; a row that is none ends as `bad_row` or `bad_url`. The stream fails
    /// only where the input itself cannot be read on.
    public Source<Fate<WebUrl>, NotUsed> items() {
        return Source.<Fate<WebUrl>, Reader>unfoldResource(Reader::new, Reader::next, Reader::close)
                .mapMaterializedValue(done -> NotUsed.getInstance());
    }

    private Rows open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("is a folder, not a list");
        }
        var in = path.equals(SourceSettings.STANDARD_INPUT) ? unclosed(System.in) : Files.newInputStream(path);
        try {
            var lines = new Lines(in);
            return csv(path) ? new CsvRows(lines) : new TextRows(lines);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private boolean csv(Path path) {
        return switch (settings.format()) {
            case CSV -> true;
            case TEXT -> false;
            case AUTO -> path.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
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

    /// One reading of the input.
    private final class Reader {
        private final Rows rows;
        private long index = -1;
        private long emitted;

        Reader() throws IOException {
            var path = settings.path();
            var given = new GivenRows(settings.urls());
            rows = path == null ? given : new Chain(given, open(path));
        }

        Optional<Fate<WebUrl>> next() throws IOException {
            if (settings.limit() != null && emitted >= settings.limit()) {
                return Optional.empty();
            }
            for (var row = read(); row != null; row = read()) {
                index++;
                if (index >= settings.skip()) {
                    emitted++;
                    return Optional.of(fate(row));
                }
            }
            return Optional.empty();
        }

        private @Nullable Row read() throws IOException {
            try {
                return rows.next();
            } catch (IOException e) {
                throw new IOException(place() + " cannot be read on: " + reason(e), e);
            }
        }

        private String place() {
            var path = settings.path();
            return SourceSettings.STANDARD_INPUT.equals(path) ? "standard input" : String.valueOf(path);
        }

        private Fate<WebUrl> fate(Row row) {
            return switch (row) {
                case Row.Malformed(long line, String message) ->
                    ended(new Item(index, automaticKey.apply(index), "", Map.of()), Kind.BAD_ROW, line, message);
                case Row.Columns columns -> fate(columns);
            };
        }

        private Fate<WebUrl> fate(Row.Columns row) {
            Item item;
            try {
                item = item(row.values());
            } catch (Template.MissingValue e) {
                var bare = new Item(index, automaticKey.apply(index), "", row.values());
                return ended(bare, Kind.BAD_ROW, row.line(), String.valueOf(e.getMessage()));
            }
            try {
                return new Fate.Open<>(item, Instant.now(), WebUrl.parse(item.url()));
            } catch (WebUrl.BadUrl e) {
                return ended(item, Kind.BAD_URL, row.line(), String.valueOf(e.getMessage()));
            }
        }

        private Item item(Map<String, String> columns) {
            var key = settings.key() == null ? automaticKey.apply(index) : expand(settings.key(), columns);
            var fields = new LinkedHashMap<>(columns);
            fields.remove("url");
            return new Item(index, key, expand(settings.url(), columns), fields);
        }

        private String expand(Template template, Map<String, String> columns) {
            return template.expand(name -> name.equals("index") ? Long.toString(index) : columns.get(name));
        }

        private Fate<WebUrl> ended(Item item, Kind kind, long line, String message) {
            var where = line == 0 ? "" : place() + ":" + line + ": ";
            return new Fate.Ended<>(Outcome.ended(item, new Failure(Stage.SOURCE, kind, where + message)));
        }

        void close() {
            try {
                rows.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The addresses given directly, which have no line.
    private static final class GivenRows implements Rows {
        private final Iterator<String> urls;

        GivenRows(List<String> urls) {
            this.urls = urls.iterator();
        }

        @Override
        public @Nullable Row next() {
            return urls.hasNext() ? new Row.Columns(0, Map.of("url", urls.next())) : null;
        }

        @Override
        public void close() {}
    }

    /// One list after the other.
    private record Chain(Rows first, Rows second) implements Rows {
        @Override
        public @Nullable Row next() throws IOException {
            var row = first.next();
            return row == null ? second.next() : row;
        }

        @Override
        public void close() throws IOException {
            second.close();
        }
    }
}
