package io.seine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.model.JobState;
import io.seine.server.LedgerFile.Filter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// `/v1/jobs/{id}/events`: what happens to a job, as server-sent events (WHATWG HTML, section 9.2).
///
/// Nobody sends anything to a subscriber: each looks at the job for itself, a few times per second and only when it has
/// taken what it saw last. So one that is stuck costs nothing, and the newest counts are what it sees next.
/// Outcomes are read from the ledger; where too many have been added since the last look, the subscriber is
/// told from where to where it has to read them itself.
final class EventRoutes {
    private static final Duration LOOKS_EVERY = Duration.ofMillis(250);
    private static final Duration SIGN_OF_LIFE_EVERY = Duration.ofSeconds(15);
    private static final byte[] EVENT_END = {'\n', '\n'};
    private static final ByteString SIGN_OF_LIFE = ByteString.fromString(":\n\n");

    /// Outcomes told at one look.
    private static final int MOST_TOLD = 100;

    /// Bytes of outcomes that a subscriber may lie behind.
    private static final long MOST_BEHIND = 256 << 10;

    private final Jobs jobs;
    private final Folders folders;

    EventRoutes(Jobs jobs, Folders folders) {
        this.jobs = jobs;
        this.folders = folders;
    }

    void addTo(Router router) {
        router.add(HttpMethods.GET, "/v1/jobs/{id}/events", Set.of("after"), this::events);
    }

    private CompletionStage<HttpResponse> events(Call call) {
        return jobs.find(call.variable("id")).thenApplyAsync(entry -> events(call, entry), Thread::startVirtualThread);
    }

    /// Looks into the ledger, and so blocks.
    private HttpResponse events(Call call, Entry entry) {
        var ledger = new LedgerFile(folders.job(entry.id()));
        var last = call.header("Last-Event-ID").orElseGet(() -> call.parameter("after"));
        long from =
                last == null ? ledger.placeFrom(ledger.length()) : OutcomeRoutes.place(last, "Last-Event-ID", ledger);
        boolean over = last != null && entry.status().state().terminal() && from >= ledger.length();
        return over
                ? HttpResponse.create().withStatus(StatusCodes.NO_CONTENT) // by which a browser stops asking
                : HttpResponse.create()
                        .withEntity(HttpEntities.createChunked(Types.EVENTS, stream(entry.id(), ledger, from)));
    }

    private Source<ByteString, ?> stream(String id, LedgerFile ledger, long from) {
        return Source.fromMaterializer((materializer, attributes) -> {
                    var subscription = new Subscription(id, ledger, from);
                    return Source.tick(Duration.ZERO, LOOKS_EVERY, id)
                            .mapAsync(1, tick -> subscription.look())
                            .takeWhile(events -> !subscription.over, true)
                            .filterNot(ByteString::isEmpty);
                })
                .keepAlive(SIGN_OF_LIFE_EVERY, () -> SIGN_OF_LIFE);
    }

    /// What one subscriber has seen. One look at a time.
    private final class Subscription {
        private final String id;
        private final LedgerFile ledger;
        private long position;
        private @Nullable JobState state;
        private @Nullable List<?> counts;
        private volatile boolean over;

        Subscription(String id, LedgerFile ledger, long position) {
            this.id = id;
            this.ledger = ledger;
            this.position = position;
        }

        /// All events of a look are one piece, since a piece costs more than what is in it.
        CompletionStage<ByteString> look() {
            return jobs.find(id)
                    .thenApplyAsync(
                            entry -> events(
                                    entry, skipped(), ledger.readNow(position, MOST_TOLD, MOST_BEHIND, Filter.NONE)),
                            Thread::startVirtualThread);
        }

        /// Passes over what is too much, and tells from where to where.
        private @Nullable ObjectNode skipped() {
            long length = ledger.length();
            if (length - position <= MOST_BEHIND) {
                return null;
            }
            long from = position;
            position = ledger.placeFrom(length - MOST_BEHIND / 4);
            return Json.object()
                    .put("after", Long.toString(from))
                    .put("until", Long.toString(position))
                    .put("outcomes", "/v1/jobs/" + id + "/outcomes?after=" + from);
        }

        private ByteString events(Entry entry, @Nullable ObjectNode skipped, LedgerFile.Lines lines) {
            var events = new ByteArrayOutputStream();
            if (skipped != null) {
                add(events, "skipped", Json.bytes(skipped), position);
            }
            for (var line : lines.lines()) {
                add(events, "outcome", line.json(), line.end());
            }
            position = lines.next();
            var counted = counted(entry);
            boolean settled = !entry.status().state().terminal() || lines.last();
            if (entry.status().state() != state && settled) {
                add(events, "state", JobView.standing(entry), position);
                state = entry.status().state();
            } else if (!counted.equals(counts)) {
                add(events, "counts", JobView.standing(entry), position);
            }
            counts = counted;
            over = entry.status().state().terminal() && lines.last();
            return ByteString.fromArrayUnsafe(events.toByteArray());
        }

        /// What of a job's standing is worth telling by itself.
        private static List<?> counted(Entry entry) {
            var now = entry.status();
            return Arrays.asList(
                    entry.rows(),
                    now.state(),
                    now.ending(),
                    now.trouble(),
                    now.counts(),
                    now.failures(),
                    now.before(),
                    now.inFlight(),
                    now.places(),
                    now.attempts(),
                    now.bytes());
        }
    }

    private static void add(ByteArrayOutputStream events, String name, ByteString data, long place) {
        events.writeBytes(("event: " + name + "\nid: " + place + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        events.writeBytes(data.toArrayUnsafe());
        events.writeBytes(EVENT_END);
    }
}
