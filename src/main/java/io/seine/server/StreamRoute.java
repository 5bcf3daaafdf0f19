package io.seine.server;

import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.config.ServerSettings;
import io.seine.config.SettingsException;
import io.seine.model.Causes;
import io.seine.model.Item;
import io.seine.model.Outcome;
import io.seine.record.JsonRecords;
import io.seine.server.ItemLines.Row;
import io.seine.server.LineCutter.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpCharset;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.GraphDSL;
import org.apache.pekko.stream.javadsl.Merge;
import org.apache.pekko.stream.javadsl.Partition;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// `POST /v1/stream`: items in and outcomes out, line by line, each as fast as the other side takes them.
final class StreamRoute {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,9})?");
    private static final Pattern TRUTH = Pattern.compile("true|false");
    private static final ByteString NOTHING = ByteString.emptyByteString();

    /// While outcomes are due a blank is sent now and then: a client that has gone shows only when it is sent
    /// something.
    private static final Duration SIGN_OF_LIFE_EVERY = Duration.ofSeconds(1);

    /// For how long a client may leave what it is sent, before it is given up.
    private static final Duration MOST_STUCK = Duration.ofMinutes(10);

    private final Seine seine;
    private final Intake intake;
    private final Folders folders;
    private final int longestLine;

    StreamRoute(Seine seine, Intake intake, Folders folders, ServerSettings settings) {
        this.seine = seine;
        this.intake = intake;
        this.folders = folders;
        this.longestLine = (int) settings.maxBody().bytes();
    }

    void addTo(Router router) {
        router.add(HttpMethods.POST, "/v1/stream", Set.of("*"), this::stream);
    }

    private CompletionStage<HttpResponse> stream(Call call) {
        boolean json = json(call);
        var id = Identities.fresh(Set.of());
        var sent = settings(call.parameters());
        return CompletableFuture.supplyAsync(() -> outcomes(intake.stream(id, sent), json), Thread::startVirtualThread)
                .handle((outcomes, failure) ->
                        failure == null ? started(call, id, outcomes) : refused(Causes.unwrapped(failure)))
                .thenCompose(Function.identity());
    }

    private static boolean json(Call call) {
        var type = call.request().entity().getContentType().mediaType();
        var name = type.mainType() + "/" + type.subType();
        if (!charset(call).matches("(?i)utf-?8|us-ascii")) {
            throw unsupported("expected UTF-8, not " + charset(call));
        }
        return switch (name) {
            case "application/x-ndjson", "application/jsonl", "application/json" -> true;
            case "text/plain" -> false;
            default -> throw unsupported("expected application/x-ndjson or text/plain");
        };
    }

    private static String charset(Call call) {
        return call.request()
                .entity()
                .getContentType()
                .getCharsetOption()
                .map(HttpCharset::value)
                .orElse("UTF-8");
    }

    private static Problem.Stop unsupported(String detail) {
        return Problem.of(StatusCodes.UNSUPPORTED_MEDIA_TYPE, "unsupported-type", "Content-Type: " + detail)
                .stop();
    }

    private CompletionStage<HttpResponse> refused(Throwable failure) {
        if (failure instanceof SettingsException wrong) {
            throw Faults.ofSettings(wrong.problems(), folders).stop();
        }
        throw new IllegalStateException(failure);
    }

    private CompletionStage<HttpResponse> started(Call call, String id, Flow<Line, ByteString, NotUsed> outcomes) {
        return body(call).thenApply(body -> answer(id, body, outcomes));
    }

    /// What the client sends. One that waits to be asked for it (RFC 9110, `Expect: 100-continue`) is asked when
    /// its body is read, and only before it is answered.
    private CompletionStage<Source<ByteString, ?>> body(Call call) {
        var body = WholeBody.of(call.request().entity());
        return call.header("Expect").isEmpty()
                ? CompletableFuture.completedFuture(body)
                : body.prefixAndTail(1)
                        .runWith(Sink.head(), seine.system())
                        .thenApply(begun -> Source.from(begun.first()).concat(begun.second()));
    }

    private HttpResponse answer(String id, Source<ByteString, ?> body, Flow<Line, ByteString, NotUsed> outcomes) {
        var lines = body.via(LineCutter.of(longestLine)).via(outcomes).backpressureTimeout(MOST_STUCK);
        return HttpResponse.create()
                .addHeader(RawHeader.create("Link", "</v1/streams/" + id + "/files/>; rel=\"related\""))
                .withEntity(HttpEntities.createChunked(Types.JSON_LINES, lines));
    }

    private Flow<Line, ByteString, NotUsed> outcomes(JobSettings settings, boolean json) {
        var rows = new ItemLines(settings.source(), json, settings.save().shardSize());
        var open = new AtomicLong();
        return Flow.<Line>create()
                .mapConcat(line -> rows.row(line).stream().toList())
                .map(row -> passing(row, open, 1))
                .via(downloaded(seine.flow(settings)))
                .map(StreamRoute::line)
                .map(line -> passing(line, open, -1))
                .keepAlive(SIGN_OF_LIFE_EVERY, () -> open.get() > 0 ? OutcomeRoutes.SIGN_OF_LIFE : NOTHING)
                .filter(ByteString::nonEmpty);
    }

    private static <T> T passing(T element, AtomicLong count, long change) {
        count.addAndGet(change);
        return element;
    }

    /// Rows that make no sense pass by the flow that downloads.
    private static Flow<Row, Outcome, NotUsed> downloaded(Flow<Item, Outcome, NotUsed> download) {
        return Flow.fromGraph(GraphDSL.create(builder -> {
            var ways = builder.add(Partition.<Row>create(2, row -> row instanceof Row.Good ? 0 : 1));
            var ends = builder.add(Merge.<Outcome>create(2));
            var good = Flow.<Row>create().map(row -> ((Row.Good) row).item()).via(download);
            var bad = Flow.<Row>create().map(row -> ((Row.Bad) row).outcome());
            builder.from(ways.out(0)).via(builder.add(good)).toInlet(ends.in(0));
            builder.from(ways.out(1)).via(builder.add(bad)).toInlet(ends.in(1));
            return FlowShape.of(ways.in(), ends.out());
        }));
    }

    private static ByteString line(Outcome outcome) {
        try {
            var line = new ByteArrayOutputStream(512);
            JsonRecords.writeLine(outcome, line);
            return ByteString.fromArrayUnsafe(line.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Parameters such as `fetch.parallelism=64` as the JSON of `seine.job`; one that is given twice is a list.
    private static Map<String, Object> settings(Map<String, List<String>> parameters) {
        var settings = new LinkedHashMap<String, Object>();
        parameters.forEach((key, values) -> {
            Object value = values.size() > 1 || key.equals("fetch.allow-addresses") ? values : plain(values.getFirst());
            put(settings, List.of(key.split("\\.", -1)), value, key);
        });
        return settings;
    }

    @SuppressWarnings("unchecked") // it was made here
    private static void put(Map<String, Object> section, List<String> path, Object value, String key) {
        if (path.size() == 1) {
            section.put(path.getFirst(), value);
        } else if (section.computeIfAbsent(path.getFirst(), name -> new LinkedHashMap<String, Object>())
                instanceof Map<?, ?> inner) {
            put((Map<String, Object>) inner, path.subList(1, path.size()), value, key);
        } else {
            throw Problem.parameter(key, "is a value and a section at once").stop();
        }
    }

    private static Object plain(String text) {
        if (TRUTH.matcher(text).matches()) {
            return Boolean.valueOf(text);
        } else if (NUMBER.matcher(text).matches()) {
            return text.contains(".") ? (Object) Double.valueOf(text) : (Object) Long.valueOf(text);
        }
        return text;
    }
}
