package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.EnrichSettings;
import io.seine.model.Body;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.FetchResult;
import io.seine.model.Fetched;
import io.seine.model.Fetching;
import io.seine.model.HostDown;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Permit;
import io.seine.model.Scheduled;
import io.seine.model.Stage;
import io.seine.model.Template;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The stage with a table in place of the network.
@Timeout(10)
class FetchStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final String FLAG = "http://h/fr.gif";
    private static final String METADATA = "http://h/fr/metadata.json";
    private static final EnrichSettings COUNTRY =
            new EnrichSettings(Template.parse("http://h/{cc}/metadata.json"), Map.of("country", "/country"));

    private final Map<String, FetchResult> network = new HashMap<>();
    private final AtomicInteger permits = new AtomicInteger();
    private Supplier<CompletionStage<Permit>> admission = () -> CompletableFuture.completedFuture(permit());

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @AfterEach
    void everyPermitIsGivenBack() {
        assertThat(permits).hasValue(0);
    }

    private Permit permit() {
        permits.incrementAndGet();
        var released = new AtomicBoolean();
        return verdict -> {
            if (released.compareAndSet(false, true)) {
                permits.decrementAndGet();
            }
        };
    }

    private CompletionStage<FetchResult> fetch(Item item, WebUrl url, Permit permit) {
        return CompletableFuture.completedFuture(Objects.requireNonNull(network.get(url.toString()), url.toString()));
    }

    private Fate<Fetched> fetched(Fetching fetching, EnrichSettings... enrich) throws Exception {
        var item = new Item(3, "fr", FLAG, Map.of("cc", "fr"));
        return fetched(
                fetching, new Fate.Open<>(item, Instant.now(), new Scheduled(WebUrl.parse(FLAG), permit())), enrich);
    }

    private Fate<Fetched> fetched(Fetching fetching, Fate<Scheduled> fate, EnrichSettings... enrich) throws Exception {
        return Source.single(fate)
                .via(FetchStage.flow(4, fetching, List.of(enrich), url -> admission.get(), Runnable::run))
                .runWith(Sink.head(), KIT.system())
                .toCompletableFuture()
                .get();
    }

    private static Fate.Open<Fetched> open(Fate<Fetched> fate) {
        assertThat(fate).isInstanceOf(Fate.Open.class);
        return (Fate.Open<Fetched>) fate;
    }

    private static Outcome ended(Fate<Fetched> fate) {
        assertThat(fate).isInstanceOf(Fate.Ended.class);
        return ((Fate.Ended<Fetched>) fate).outcome();
    }

    private static Kind kind(Outcome outcome) {
        return Objects.requireNonNull(outcome.failure()).kind();
    }

    private void serve(String url, String content, int attempts) {
        network.put(url, arrived(Body.of(content.getBytes(StandardCharsets.UTF_8)), attempts));
    }

    private static FetchResult arrived(Body body, int attempts) {
        return new FetchResult.Arrived(
                new Fetched(new Transfer(attempts, 200, FLAG, "image/gif", body.size(), "ab"), body));
    }

    private static FetchResult lost(Kind kind, int attempts) {
        return new FetchResult.Lost(
                new Failure(Stage.FETCH, kind, "scripted"), new Transfer(attempts, null, FLAG, null, 0, null));
    }

    @Test
    void aDownloadGoesOnWithItsBodyAndTransfer() throws Exception {
        serve(FLAG, "flag", 2);
        var open = open(fetched(this::fetch));
        assertThat(open.value().body().bytes()).asString().isEqualTo("flag");
        assertThat(open.value().transfer().attempts()).isEqualTo(2);
    }

    @Test
    void aLostDownloadEndsTheItem() throws Exception {
        network.put(FLAG, lost(Kind.NOT_FOUND, 1));
        var outcome = ended(fetched(this::fetch, COUNTRY));
        assertThat(kind(outcome)).isEqualTo(Kind.NOT_FOUND);
        assertThat(outcome.transfer().attempts()).isEqualTo(1);
    }

    @Test
    void anEndedItemPassesUntouched() throws Exception {
        var outcome = Outcome.ended(Item.of(7, "http://h/"), new Failure(Stage.SOURCE, Kind.BAD_URL, "no address"));
        assertThat(ended(fetched(this::fetch, new Fate.Ended<>(outcome), COUNTRY)))
                .isSameAs(outcome);
    }

    @Test
    void aFetchThatThrowsIsInternal() throws Exception {
        assertThat(kind(ended(fetched((item, url, permit) -> {
                    throw new IllegalStateException("a bug");
                }))))
                .isEqualTo(Kind.INTERNAL);
    }

    @Test
    void aFetchThatFailsIsInternal() throws Exception {
        var outcome = ended(
                fetched((item, url, permit) -> CompletableFuture.failedFuture(new IllegalStateException("a bug"))));
        assertThat(kind(outcome)).isEqualTo(Kind.INTERNAL);
        assertThat(Objects.requireNonNull(outcome.failure()).message()).contains("a bug");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    {"country": "France"}                 | /country      | France
                    {"a": [{"b/c": 1.5}, 2]}              | /a/0/b~1c     | 1.5
                    {"a": [{"b": 1}, 2]}                  | /a            | [{"b":1},2]
                    {"a": true}                           | /a            | true
                    {"": {"ü ~": "x"}}                    | //ü ~0        | x
                    "text"                                | ``            | text
                    """)
    void aFieldIsTakenByItsPointer(String document, String pointer, String value) throws Exception {
        serve(FLAG, "flag", 1);
        serve(METADATA, document, 2);
        var enrich = new EnrichSettings(COUNTRY.url(), Map.of("taken", pointer));
        var open = open(fetched(this::fetch, enrich));
        assertThat(open.item().fields()).containsEntry("cc", "fr").containsEntry("taken", value);
        assertThat(open.value().transfer().attempts()).isEqualTo(3);
        assertThat(open.value().body().bytes()).asString().isEqualTo("flag");
    }

    @Test
    void aLaterDocumentMayUseWhatAnEarlierOneGave() throws Exception {
        serve(FLAG, "flag", 1);
        serve(METADATA, "{\"country\": \"Côte d'Ivoire\"}", 1);
        serve("http://h/capitals/C%C3%B4te%20d'Ivoire", "{\"capital\": \"Yamoussoukro\"}", 1);
        var capital = new EnrichSettings(Template.parse("http://h/capitals/{country}"), Map.of("capital", "/capital"));
        assertThat(open(fetched(this::fetch, COUNTRY, capital)).item().fields())
                .containsEntry("capital", "Yamoussoukro");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    {"capital": "Paris"}
                    {"country": null}
                    []
                    <html>
                    {"country": "Fra
                    ``
                    """)
    void aDocumentWithoutTheValueIsUndecodable(String document) throws Exception {
        serve(FLAG, "flag", 1);
        serve(METADATA, document, 1);
        var outcome = ended(fetched(this::fetch, COUNTRY));
        assertThat(kind(outcome)).isEqualTo(Kind.UNDECODABLE);
        assertThat(Objects.requireNonNull(outcome.failure()).message()).contains(METADATA);
        assertThat(outcome.transfer().attempts()).isEqualTo(2);
    }

    @Test
    void aDocumentThatIsTooLargeIsNotParsed() throws Exception {
        serve(FLAG, "flag", 1);
        serve(METADATA, "{\"country\": \"France\"}" + " ".repeat(8 << 20), 1);
        assertThat(kind(ended(fetched(this::fetch, COUNTRY)))).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void aDocumentThatIsNotThereEndsTheItemAndItsFile() throws Exception {
        var file = Files.writeString(folder.resolve("spooled"), "flag");
        network.put(FLAG, arrived(new Body.Spooled(file, 4), 1));
        network.put(METADATA, lost(Kind.NOT_FOUND, 1));
        var outcome = ended(fetched(this::fetch, COUNTRY));
        assertThat(kind(outcome)).isEqualTo(Kind.NOT_FOUND);
        assertThat(Objects.requireNonNull(outcome.failure()).message()).contains(METADATA);
        assertThat(file).doesNotExist();
    }

    @Test
    void aDocumentOfAHostThatIsDownEndsTheItemAsHostDown() throws Exception {
        serve(FLAG, "flag", 1);
        admission = () -> CompletableFuture.failedFuture(new HostDown("h", "gone"));
        var outcome = ended(fetched(this::fetch, COUNTRY));
        assertThat(kind(outcome)).isEqualTo(Kind.HOST_DOWN);
        assertThat(Objects.requireNonNull(outcome.failure()).message()).contains(METADATA, "h is down: gone");
        assertThat(outcome.transfer().attempts()).isEqualTo(1);
    }

    @Test
    void aDocumentThatWaitedForItsHostWhenTheJobWasCancelledIsCancelled() throws Exception {
        var file = Files.writeString(folder.resolve("spooled"), "flag");
        network.put(FLAG, arrived(new Body.Spooled(file, 4), 1));
        admission = () -> CompletableFuture.failedFuture(new CancellationException("the job was cancelled"));
        assertThat(kind(ended(fetched(this::fetch, COUNTRY)))).isEqualTo(Kind.CANCELLED);
        assertThat(file).doesNotExist();
    }

    @Test
    void aDocumentOfItsOwnFileIsReadAndDeleted() throws Exception {
        serve(FLAG, "flag", 1);
        var file = Files.writeString(folder.resolve("spooled"), "{\"country\": \"France\"}");
        network.put(METADATA, arrived(new Body.Spooled(file, Files.size(file)), 1));
        assertThat(open(fetched(this::fetch, COUNTRY)).item().fields()).containsEntry("country", "France");
        assertThat(file).doesNotExist();
    }

    @Test
    void anAddressThatLacksAValueIsBadUrl() throws Exception {
        serve(FLAG, "flag", 1);
        var enrich = new EnrichSettings(Template.parse("http://h/{iso}"), Map.of());
        assertThat(kind(ended(fetched(this::fetch, enrich)))).isEqualTo(Kind.BAD_URL);
    }

    @Test
    void aLinkedFetchThatThrowsIsInternalAndDiscardsTheBody() throws Exception {
        var file = Files.writeString(folder.resolve("spooled"), "flag");
        var outcome = ended(fetched(
                (item, url, permit) -> {
                    if (url.toString().equals(FLAG)) {
                        return CompletableFuture.completedFuture(arrived(new Body.Spooled(file, 4), 1));
                    }
                    throw new IllegalStateException("a bug");
                },
                COUNTRY));
        assertThat(kind(outcome)).isEqualTo(Kind.INTERNAL);
        assertThat(file).doesNotExist();
    }
}
