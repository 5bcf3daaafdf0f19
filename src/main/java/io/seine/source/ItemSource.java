package io.seine.source;

import io.seine.config.SettingsException;
import io.seine.config.SourceSettings;
import io.seine.config.SourceSettings.Duplicates;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.ObjectStore;
import io.seine.model.Outcome;
import io.seine.model.Shards;
import io.seine.model.Stage;
import io.seine.model.Template;
import io.seine.model.WebUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/// Turns the input of a job into items, one by one, as they are asked for.
///
/// The rows of a job are the addresses given directly, then those of each list, numbered through from 0.
public final class ItemSource {
    private static final List<String> ADDRESS = List.of("url");

    /// Rows for one change of threads, which costs as much as reading several.
    private static final int READ_TOGETHER = 64;

    private final SourceSettings settings;
    private final ObjectStore store;
    private final LongFunction<String> automaticKey;

    /// @param shardSize rows per shard, which shapes automatic keys
    /// @param store what reaches lists in buckets
    public ItemSource(SourceSettings settings, int shardSize, ObjectStore store) {
        this.settings = settings;
        this.store = store;
        this.automaticKey = new Shards(shardSize)::key;
    }

    /// The same for lists in files.
    public ItemSource(SourceSettings settings, int shardSize) {
        this(settings, shardSize, ObjectStore.NONE);
    }

    /// Looks at the beginning of every list before anything starts. What can be read only once, such as standard
    /// input, is left alone.
    ///
    /// @return the columns that every row has; empty where only reading tells
    /// @throws SettingsException if there is no input, it cannot be read, or a template names a column
    ///     that it lacks
    public Optional<List<String>> check() {
        if (settings.watch() != null) {
            throw problem("watch", "only seine run watches a folder");
        }
        if (settings.paths().isEmpty() && settings.urls().isEmpty()) {
            throw problem("path", "there is no source: give a path or urls");
        }
        checkFollowed();
        var all = new ArrayList<@Nullable List<String>>();
        if (!settings.urls().isEmpty()) {
            checkColumns("an address in urls", ADDRESS);
            all.add(ADDRESS);
        }
        for (var input : inputs()) {
            all.add(input.isStreamed() ? null : columns(input));
        }
        return all.contains(null) ? Optional.empty() : Optional.of(common(all));
    }

    /// A list that is followed may still be empty.
    private void checkFollowed() {
        if (!settings.follow()) {
            return;
        }
        var inputs = inputs();
        if (inputs.size() != 1
                || !inputs.getFirst().canGrow()
                || !inputs.getFirst().isLines()) {
            throw problem("follow", "one list of lines in a file can be followed: text, CSV, TSV or JSON lines");
        }
    }

    private static List<String> common(List<? extends @Nullable List<String>> all) {
        var common = new ArrayList<>(Objects.requireNonNull(all.getFirst()));
        all.forEach(columns -> common.retainAll(Objects.requireNonNull(columns)));
        return common;
    }

    /// About how many items there are, found by counting lines, which takes as long as reading them; empty where only
    /// a run of the job can tell, as with standard input and compressed lists.
    public OptionalLong count() {
        if (settings.follow()) {
            return OptionalLong.empty();
        }
        long rows = settings.urls().size();
        for (var input : inputs()) {
            try {
                var more = input.rows();
                if (more.isEmpty()) {
                    return more;
                }
                rows += more.getAsLong();
            } catch (IOException e) {
                return OptionalLong.empty(); // the job itself tells
            }
        }
        long left = Math.max(0, rows - settings.skip());
        return OptionalLong.of(settings.limit() == null ? left : Math.min(left, settings.limit()));
    }

    private List<Input> inputs() {
        var wanted = wanted();
        return settings.paths().stream()
                .map(place -> new Input(place, store, settings.format(), wanted))
                .toList();
    }

    /// The columns that become fields, and those that templates name; null for all.
    private @Nullable Set<String> wanted() {
        if (settings.columns() == null) {
            return null;
        }
        var wanted = new LinkedHashSet<>(settings.columns());
        wanted.addAll(settings.url().names());
        wanted.addAll(settings.key() == null ? Set.of() : settings.key().names());
        return wanted;
    }

    private @Nullable List<String> columns(Input input) {
        if (settings.follow() && input.isEmpty()) {
            return null;
        }
        try (var rows = input.open()) {
            var columns = rows.columns();
            if (columns != null) {
                checkColumns(settings.paths().size() == 1 ? "the list" : input.place(), columns);
            }
            rows.next(); // what can be opened need not be readable
            return columns;
        } catch (IOException e) {
            var reason = Input.reason(e); // a store's has the address in front
            throw problem("path", reason.startsWith(input.place()) ? reason : input.place() + ": " + reason);
        }
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

    /// The items, read when they are asked for; a row that is none ends as `bad_row` or `bad_url`. The stream fails
    /// only where the input itself cannot be read on.
    public Source<Fate<WebUrl>, NotUsed> items() {
        int most = inputs().stream().anyMatch(Input::isStreamed) ? 1 : READ_TOGETHER;
        return Source.unfoldResource(
                        () -> new Reader(new InputRows(settings.urls(), inputs())),
                        (Reader reader) -> reader.next(most),
                        Reader::close)
                .mapConcat(items -> items)
                .mapMaterializedValue(done -> NotUsed.getInstance());
    }

    /// The items likewise, those also that are appended to the list meanwhile if it is to be followed.
    ///
    /// @param end tells when there will be no more
    public Source<Fate<WebUrl>, NotUsed> items(EndOfList end) {
        if (!settings.follow()) {
            return items();
        }
        return Source.fromMaterializer((materializer, attributes) -> Source.unfoldResourceAsync(
                        () -> completed(new Followed(materializer, end)), Followed::next, Followed::close))
                .mapMaterializedValue(done -> NotUsed.getInstance());
    }

    /// A reading of a list that grows. Whoever waits for its next line waits on a thread of its own.
    private final class Followed {
        private final Reader reader;
        private final EndOfList end;
        private CompletableFuture<Optional<Fate<WebUrl>>> last = completed(Optional.empty());

        Followed(Materializer materializer, EndOfList end) {
            var input = inputs().getFirst();
            this.end = end;
            this.reader = new Reader(new InputRows(
                    settings.urls(), List.of(new Growing(input, new GrowingList(input.file(), end), materializer))));
        }

        CompletionStage<Optional<Fate<WebUrl>>> next() {
            last = CompletableFuture.supplyAsync(reader::nextUnchecked, Thread::startVirtualThread);
            return last;
        }

        CompletionStage<Done> close() {
            end.tell(); // so that nobody waits for more
            return last.handle((item, failure) -> {
                reader.close();
                return Done.getInstance();
            });
        }
    }

    private record Growing(Input input, GrowingList list, Materializer materializer) implements InputRows.Part {
        @Override
        public Rows open() throws IOException {
            return input.rows(list.open(materializer));
        }

        @Override
        public String place() {
            return input.place();
        }
    }

    private static <T> CompletableFuture<T> completed(T value) {
        return CompletableFuture.completedFuture(value);
    }

    /// One reading of the input.
    private final class Reader {
        private final InputRows rows;
        private long index = -1;
        private long emitted;
        private final @Nullable SeenAddresses seen =
                settings.duplicates() == Duplicates.FIRST ? new SeenAddresses() : null;

        /// What went wrong behind the items that were handed out last.
        private @Nullable IOException failure;

        Reader(InputRows rows) {
            this.rows = rows;
        }

        /// The next items, at most so many; none at the end.
        Optional<List<Fate<WebUrl>>> next(int most) throws IOException {
            if (failure != null) {
                throw failure;
            }
            var items = new ArrayList<Fate<WebUrl>>();
            try {
                for (var item = next(); item.isPresent(); item = next()) {
                    items.add(item.get());
                    if (items.size() == most) {
                        break;
                    }
                }
            } catch (IOException e) {
                if (items.isEmpty()) {
                    throw e;
                }
                failure = e;
            }
            return items.isEmpty() ? Optional.empty() : Optional.of(items);
        }

        Optional<Fate<WebUrl>> nextUnchecked() {
            try {
                return next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Optional<Fate<WebUrl>> next() throws IOException {
            if (settings.limit() != null && emitted >= settings.limit()) {
                return Optional.empty();
            }
            for (var row = rows.next(); row != null; row = rows.next()) {
                index++;
                if (index >= settings.skip()) {
                    emitted++;
                    return Optional.of(fate(row));
                }
            }
            return Optional.empty();
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
                var url = WebUrl.parse(item.url());
                long first = seen == null ? index : seen.first(url, index);
                return first == index
                        ? new Fate.Open<>(item, Instant.now(), url)
                        : ended(item, Kind.DUPLICATE, row.line(), "row " + first + " has the same address");
            } catch (WebUrl.BadUrl e) {
                return ended(item, Kind.BAD_URL, row.line(), String.valueOf(e.getMessage()));
            }
        }

        private Item item(Map<String, String> columns) {
            var key = settings.key() == null ? automaticKey.apply(index) : expand(settings.key(), columns);
            var url = expand(settings.url(), columns);
            columns.remove("url");
            if (settings.columns() != null) {
                columns.keySet().retainAll(settings.columns());
            }
            return new Item(index, key, url, columns); // which copies them
        }

        private String expand(Template template, Map<String, String> columns) {
            return template.expand(name -> name.equals("index") ? Long.toString(index) : columns.get(name));
        }

        private Fate<WebUrl> ended(Item item, Kind kind, long line, String message) {
            var where = line == 0 ? "" : rows.place() + ":" + line + ": ";
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
}
