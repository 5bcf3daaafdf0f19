package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.RetrySettings;
import io.seine.fetch.Answer;
import io.seine.fetch.Exchange;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.model.WebUrl;
import io.seine.pipeline.Pipeline;
import io.seine.pipeline.Workers;
import io.seine.record.Ledger;
import io.seine.save.OutputFolder;
import io.seine.schedule.Scheduler;
import io.seine.source.EndOfList;
import io.seine.testing.Loopback;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole stream over fetchers of which every other one crashes.
@Timeout(20)
class CrashTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private static Exchange crashing(WebUrl url, boolean trusted) {
        return switch (Integer.parseInt(url.lastSegment()) % 4) {
            case 0 -> throw new IllegalStateException("a bug at the start");
            case 1 -> exchange(CompletableFuture.failedFuture(new IllegalStateException("a bug in the middle")));
            default -> exchange(CompletableFuture.completedFuture(ScriptedExchanges.whole("content")));
        };
    }

    private static Exchange exchange(CompletionStage<Answer> answer) {
        return new Exchange() {
            @Override
            public CompletionStage<Answer> answer() {
                return answer;
            }

            @Override
            public void abort() {}
        };
    }

    @Test
    void nobodyWaitsForASupervisorThatIsLost() throws Exception {
        var supervisor = KIT.spawn(FetchSupervisor.create(
                (url, trusted) -> exchange(new CompletableFuture<>()), Loopback.fetch(), ScriptedAdmission.open()));
        var fetchers = new Fetchers(supervisor, KIT.scheduler());
        var url = WebUrl.parse("http://h/1");
        var early = fetchers.fetch(Item.of(0, "http://h/1"), url, verdict -> {});
        assertThat(early).isNotDone();
        KIT.stop(supervisor);
        fetchers.lost();
        var late = fetchers.fetch(Item.of(1, "http://h/1"), url, verdict -> {});
        for (var each : List.of(early, late)) {
            assertThat(each).failsWithin(Duration.ofSeconds(3));
        }
    }

    @Test
    void everyFetcherThatCrashesIsAnOutcomeAndTheOthersDoNotNotice() throws Exception {
        var batch = Batch.of(folder, 40, i -> "http://h/" + i);
        var settings = batch.job();
        var scheduler = new Scheduler(settings.schedule(), settings.fetch().parallelism());
        var supervisor = KIT.spawn(FetchSupervisor.create(CrashTest::crashing, settings.fetch(), scheduler));
        var fetchers = new Fetchers(supervisor, KIT.scheduler());
        try (var workers = Workers.create();
                var out = OutputFolder.open(batch.out());
                var ledger = Ledger.open(batch.out(), settings.record().sync(), RetrySettings.NONE)) {
            var outcomes = new Pipeline(settings, scheduler, fetchers, out, workers)
                    .run(ledger, new EndOfList())
                    .runWith(Sink.seq(), KIT.system())
                    .toCompletableFuture()
                    .get();
            assertThat(outcomes.stream().collect(Collectors.groupingBy(Outcome::status, Collectors.counting())))
                    .containsEntry(Status.SAVED, 20L)
                    .containsEntry(Status.FAILED, 20L);
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.status() == Status.FAILED)
                    .allMatch(
                            outcome -> Objects.requireNonNull(outcome.failure()).kind() == Kind.INTERNAL);
            assertThat(batch.ledger()).hasSize(40);
            assertThat(scheduler.inFlight()).isZero();
        }
        fetchers.stop();
        KIT.createTestProbe().expectTerminated(supervisor);
    }
}
