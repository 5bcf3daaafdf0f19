package io.seine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.JobSettings;
import io.seine.config.RetrySettings;
import io.seine.model.Body;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.Fetched;
import io.seine.model.Fetching;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Permit;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import io.seine.record.Ledger;
import io.seine.save.OutputFolder;
import io.seine.schedule.Scheduler;
import io.seine.source.EndOfList;
import io.seine.testing.Loopback;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole stream with a function in place of the network and its actors.
@Timeout(20)
class PipelineTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private JobSettings settings(int rows) throws Exception {
        var list = Files.write(
                folder.resolve("urls.txt"),
                IntStream.range(0, rows)
                        .mapToObj(i -> "http://h" + i % 7 + "/" + i)
                        .toList());
        return Loopback.settings()
                .setText("seine.job.source.path", list.toString())
                .setText("seine.job.save.directory", folder.resolve("out").toString())
                .set("seine.job.decode.mode", "none")
                .job();
    }

    private List<Outcome> run(JobSettings settings, Fetching fetching) throws Exception {
        var out = settings.save().directory();
        var scheduler = new Scheduler(settings.schedule(), settings.fetch().parallelism());
        try (var workers = Workers.create();
                var output = OutputFolder.open(out);
                var ledger = Ledger.open(out, settings.record().sync(), RetrySettings.NONE)) {
            return new Pipeline(settings, scheduler, fetching, output, workers)
                    .run(ledger, new EndOfList())
                    .runWith(Sink.seq(), KIT.system())
                    .toCompletableFuture()
                    .get();
        }
    }

    private static Map<Status, Long> counts(List<Outcome> outcomes) {
        return outcomes.stream().collect(Collectors.groupingBy(Outcome::status, Collectors.counting()));
    }

    private static CompletionStage<FetchResult> arrived(Item item, WebUrl url, Permit permit) {
        var body = Body.of(url.toString().getBytes(StandardCharsets.UTF_8));
        return CompletableFuture.completedFuture(new FetchResult.Arrived(
                new Fetched(new Transfer(1, 200, url.toString(), "text/plain", body.size(), "ab"), body)));
    }

    private static CompletionStage<FetchResult> hostile(Item item, WebUrl url, Permit permit) {
        return switch ((int) item.index() % 4) {
            case 0 -> throw new IllegalStateException("a bug");
            case 1 -> CompletableFuture.failedFuture(new IllegalStateException("a lost actor"));
            case 2 ->
                CompletableFuture.completedFuture(new FetchResult.Lost(
                        new Failure(Stage.FETCH, Kind.NOT_FOUND, "404"), new Transfer(1, 404, null, null, 0, null)));
            default -> arrived(item, url, permit);
        };
    }

    @Test
    void everyRowIsSavedUnderItsKey() throws Exception {
        var settings = settings(500);
        assertThat(counts(run(settings, PipelineTest::arrived))).isEqualTo(Map.of(Status.SAVED, 500L));
        for (int i = 0; i < 500; i++) {
            assertThat(settings.save().directory().resolve(String.format("%09d.txt", i)))
                    .hasContent("http://h" + i % 7 + "/" + i);
        }
    }

    @Test
    void whateverBecomesOfAFetchItsRowEndsOnce() throws Exception {
        var settings = settings(400);
        var outcomes = run(settings, PipelineTest::hostile);
        assertThat(counts(outcomes)).isEqualTo(Map.of(Status.SAVED, 100L, Status.NOT_FOUND, 100L, Status.FAILED, 200L));
        assertThat(outcomes.stream().map(outcome -> outcome.item().index())).doesNotHaveDuplicates();
        assertThat(run(settings, PipelineTest::hostile)).isEmpty(); // all of them are in the ledger
    }
}
