package io.seine.server;

import io.seine.model.Kind;
import io.seine.model.Status;
import io.seine.server.LedgerFile.Filter;
import io.seine.server.LedgerFile.Line;
import io.seine.server.LedgerFile.Lines;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// `/v1/jobs/{id}/outcomes`: the lines of a job's ledger, a page of them or all in a stream.
final class OutcomeRoutes {
    private static final int MOST = 1000;
    private static final int USUALLY = 100;
    /// Bytes that one page looks through for lines that are wanted.
    private static final long LOOKED_THROUGH = 16 << 20;

    private static final Duration LOOKS_AGAIN_AFTER = Duration.ofMillis(200);
    private static final Duration SIGN_OF_LIFE_EVERY = Duration.ofSeconds(15);
    private static final ByteString LINE_END = ByteString.fromString("\n");
    private static final ByteString COMMA = ByteString.fromString(",");

    /// A blank before an object is JSON, too.
    static final ByteString SIGN_OF_LIFE = ByteString.fromString(" ");

    private final ActorSystem<?> system;
    private final Jobs jobs;
    private final Folders folders;

    OutcomeRoutes(ActorSystem<?> system, Jobs jobs, Folders folders) {
        this.system = system;
        this.jobs = jobs;
        this.folders = folders;
    }

    void addTo(Router router) {
        router.add(
                HttpMethods.GET,
                "/v1/jobs/{id}/outcomes",
                Set.of("status", "error", "after", "limit", "follow"),
                this::outcomes);
    }

    private CompletionStage<HttpResponse> outcomes(Call call) {
        var filter = new Filter(
                words(call, "status", Status.values(), Status::word), words(call, "error", Kind.values(), Kind::word));
        int limit = call.number("limit", 1, MOST, USUALLY);
        boolean follow = flag(call, "follow");
        return jobs.find(call.variable("id"))
                .thenComposeAsync(
                        entry -> {
                            var ledger = new LedgerFile(folders.job(entry.id()));
                            long after = place(call.parameter("after"), "after", ledger);
                            return call.header("Accept")
                                            .filter(accept -> accept.contains("ndjson"))
                                            .isPresent()
                                    ? CompletableFuture.completedFuture(
                                            stream(entry.id(), ledger, after, filter, follow))
                                    : page(entry.id(), ledger, after, limit, filter);
                        },
                        Thread::startVirtualThread); // the ledger is looked into
    }

    private static boolean flag(Call call, String name) {
        var text = call.parameter(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw Problem.parameter(name, "expected true or false").stop();
        }
        return "true".equals(text);
    }

    private static <E> Set<E> words(Call call, String name, E[] values, Function<E, String> word) {
        return call.parameters().getOrDefault(name, List.of()).stream()
                .map(text -> Arrays.stream(values)
                        .filter(value -> word.apply(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> Problem.parameter(
                                        name,
                                        "expected one of "
                                                + Arrays.stream(values)
                                                        .map(word)
                                                        .collect(Collectors.joining(", ")))
                                .stop()))
                .collect(Collectors.toSet());
    }

    /// @throws Problem.Stop if `text` is no place in the ledger
    static long place(@Nullable String text, String name, LedgerFile ledger) {
        if (text == null) {
            return 0;
        }
        try {
            long place = Long.parseLong(text);
            if (ledger.isPlace(place)) {
                return place;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.parameter(name, "expected what a page or an event has told")
                .stop();
    }

    private CompletionStage<HttpResponse> page(String id, LedgerFile ledger, long after, int limit, Filter filter) {
        return ended(id)
                .thenCompose(ended -> ledger.read(after, limit, LOOKED_THROUGH, filter)
                        .thenApply(lines -> page(lines, ended && lines.last())));
    }

    /// As the lines stand in the ledger, so that no number or text is another one here.
    private static HttpResponse page(Lines lines, boolean last) {
        var body = ByteString.fromString("{\"outcomes\":[");
        for (int i = 0; i < lines.lines().size(); i++) {
            body = (i == 0 ? body : body.concat(COMMA))
                    .concat(lines.lines().get(i).json());
        }
        var next = last ? "null" : "\"" + lines.next() + "\"";
        return HttpResponse.create()
                .withEntity(Types.JSON, body.concat(ByteString.fromString("],\"next\":" + next + "}")));
    }

    /// Asked before the ledger is read: what it holds then is all.
    private CompletionStage<Boolean> ended(String id) {
        return jobs.find(id).thenApply(entry -> entry.status().state().terminal());
    }

    private HttpResponse stream(String id, LedgerFile ledger, long after, Filter filter, boolean follow) {
        var lines = Source.unfoldAsync(
                        Optional.of(after),
                        from -> from.isEmpty()
                                ? CompletableFuture.completedFuture(Optional.<Pair<Optional<Long>, List<Line>>>empty())
                                : more(id, ledger, from.get(), filter, follow))
                .mapConcat(found -> found)
                .map(line -> line.json().concat(LINE_END))
                .keepAlive(SIGN_OF_LIFE_EVERY, () -> SIGN_OF_LIFE);
        return HttpResponse.create().withEntity(HttpEntities.createChunked(Types.JSON_LINES, lines));
    }

    private CompletionStage<Optional<Pair<Optional<Long>, List<Line>>>> more(
            String id, LedgerFile ledger, long from, Filter filter, boolean follow) {
        return ended(id)
                .thenCompose(ended -> ledger.read(from, MOST, LOOKED_THROUGH, filter)
                        .thenCompose(read -> {
                            boolean over = read.last() && (ended || !follow);
                            var next = Optional.of(Pair.create(
                                    over ? Optional.<Long>empty() : Optional.of(read.next()), read.lines()));
                            return read.last() && !over
                                    ? Patterns.after(
                                            LOOKS_AGAIN_AFTER, system, () -> CompletableFuture.completedFuture(next))
                                    : CompletableFuture.completedFuture(next);
                        }));
    }
}
