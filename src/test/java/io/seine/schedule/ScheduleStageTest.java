package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.ScheduleSettings;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Scheduled;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestPublisher;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.stream.testkit.javadsl.TestSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ScheduleStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Duration A_MOMENT = Duration.ofMillis(100);
    private static final Failure BAD_URL = new Failure(Stage.SOURCE, Kind.BAD_URL, "no address");

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    /// A schedule between two probes; whatever it lets through is asked for.
    private record Bench(
            Scheduler scheduler,
            TestPublisher.Probe<Fate<WebUrl>> source,
            TestSubscriber.Probe<Fate<Scheduled>> fetch) {

        static Bench create(int perHost, int parallelism, int lookAhead) {
            var scheduler = new Scheduler(new ScheduleSettings(perHost, lookAhead), parallelism);
            var probes = TestSource.<Fate<WebUrl>>create(KIT.system())
                    .via(scheduler.flow())
                    .toMat(TestSink.create(KIT.system()), Pair::create)
                    .run(KIT.system());
            probes.second().request(1_000_000);
            return new Bench(scheduler, probes.first(), probes.second());
        }

        Bench send(String... urls) {
            for (var url : urls) {
                source.sendNext(open(0, url));
            }
            return this;
        }

        void sendEnded() {
            source.sendNext(new Fate.Ended<>(Outcome.ended(Item.of(0, "x"), BAD_URL)));
        }

        Scheduled expect(String url) {
            var open = (Fate.Open<Scheduled>) fetch.expectNext();
            assertThat(open.item().url()).isEqualTo(url);
            return open.value();
        }

        Outcome expectEnded() {
            return ((Fate.Ended<Scheduled>) fetch.expectNext()).outcome();
        }

        void expectNothing() {
            fetch.expectNoMessage(A_MOMENT);
        }
    }

    private static Fate<WebUrl> open(long index, String url) {
        return new Fate.Open<>(Item.of(index, url), Instant.now(), WebUrl.parse(url));
    }

    @Test
    void aHostNeverHasMoreThanItsLimit() {
        var bench = Bench.create(2, 100, 100).send("http://a/1", "http://a/2", "http://a/3");
        var first = bench.expect("http://a/1");
        bench.expect("http://a/2");
        bench.expectNothing();
        first.permit().release();
        bench.expect("http://a/3");
    }

    @Test
    void aHostIsOneOverAllItsPorts() {
        var bench = Bench.create(1, 100, 100).send("http://a:81/", "https://a/");
        var first = bench.expect("http://a:81/");
        bench.expectNothing();
        first.permit().release();
        bench.expect("https://a/");
    }

    @Test
    void aBlockedHostDoesNotHoldUpTheOthers() {
        var bench = Bench.create(1, 100, 100)
                .send("http://slow/1", "http://slow/2", "http://slow/3", "http://b/1", "http://c/1");
        bench.expect("http://slow/1");
        bench.expect("http://b/1");
        bench.expect("http://c/1");
        bench.expectNothing();
    }

    @Test
    void noMoreThanTheParallelismIsInFlightUntilOneLeaves() {
        var bench = Bench.create(10, 2, 100).send("http://a/1", "http://b/2", "http://c/3");
        bench.expect("http://a/1");
        bench.expect("http://b/2");
        bench.expectNothing();
        assertThat(bench.scheduler().inFlight()).isEqualTo(2);
        bench.scheduler().leave();
        bench.expect("http://c/3");
    }

    @Test
    void noMoreThanTheLookAheadIsRead() {
        var scheduler = new Scheduler(new ScheduleSettings(1, 3), 100);
        var read = new AtomicInteger();
        var fetch = Source.from(() -> IntStream.range(0, 100).iterator())
                .map(i -> open(read.getAndIncrement(), "http://a/" + i))
                .via(scheduler.flow())
                .runWith(TestSink.create(KIT.system()), KIT.system());
        fetch.request(100);
        var first = (Fate.Open<Scheduled>) fetch.expectNext();
        fetch.expectNoMessage(A_MOMENT);
        assertThat(read).hasValue(4); // one in flight and three in the window
        first.value().permit().release();
        fetch.expectNext();
        fetch.expectNoMessage(A_MOMENT);
        assertThat(read).hasValue(5);
    }

    @Test
    void aPausedScheduleLetsNothingThroughAndGoesOnWhenResumed() {
        var bench = Bench.create(10, 100, 100);
        bench.scheduler().pause();
        bench.send("http://a/1", "http://b/2").expectNothing();
        bench.scheduler().resume();
        bench.expect("http://a/1");
        bench.expect("http://b/2");
    }

    @Test
    void aPauseBeforeTheStreamRunsHolds() {
        var scheduler = new Scheduler(new ScheduleSettings(1, 10), 10);
        scheduler.pause();
        var fetch = Source.single(open(0, "http://a/"))
                .via(scheduler.flow())
                .runWith(TestSink.create(KIT.system()), KIT.system());
        fetch.request(1);
        fetch.expectNoMessage(A_MOMENT);
        scheduler.resume();
        fetch.expectNext();
        fetch.expectComplete();
    }

    @Test
    void aCancelledScheduleEndsWhatItHasReadAndReadsNoMore() {
        var bench = Bench.create(1, 100, 100).send("http://a/1", "http://a/2", "http://a/3", "http://b/4");
        bench.expect("http://a/1");
        bench.expect("http://b/4"); // so the others have been read
        bench.scheduler().cancel();
        assertThat(List.of(bench.expectEnded(), bench.expectEnded()))
                .allMatch(outcome -> outcome.status() == Status.CANCELLED);
        bench.source().expectCancellation();
        bench.fetch().expectComplete();
    }

    @Test
    void aCancelIsHeardWhilePaused() {
        var bench = Bench.create(1, 100, 100);
        bench.scheduler().pause();
        bench.send("http://a/1").sendEnded();
        bench.expectEnded();
        bench.scheduler().cancel();
        assertThat(bench.expectEnded().status()).isEqualTo(Status.CANCELLED);
        bench.fetch().expectComplete();
    }

    @Test
    void retuningUpLetsWaitingItemsThrough() {
        var bench = Bench.create(1, 1, 100).send("http://a/1", "http://a/2", "http://a/3", "http://b/4");
        bench.expect("http://a/1");
        bench.expectNothing();
        bench.scheduler().retune(3, 2);
        bench.fetch().expectNextN(2);
        bench.expectNothing();
        bench.scheduler().retune(4, 3);
        bench.expect("http://a/3");
    }

    @Test
    void retuningDownWaitsForThoseInFlight() {
        var bench = Bench.create(3, 3, 100).send("http://a/1", "http://a/2", "http://a/3", "http://a/4");
        var held = List.of(bench.expect("http://a/1"), bench.expect("http://a/2"), bench.expect("http://a/3"));
        bench.scheduler().retune(3, 1);
        for (var each : held.subList(0, 2)) {
            each.permit().release();
            bench.scheduler().leave();
            bench.expectNothing();
        }
        held.get(2).permit().release();
        bench.scheduler().leave();
        bench.expect("http://a/4");
    }

    @Test
    void anEndedItemPassesHoweverFullTheHostsAre() {
        var bench = Bench.create(1, 100, 100).send("http://a/1", "http://a/2");
        bench.expect("http://a/1");
        bench.sendEnded();
        assertThat(bench.expectEnded().failure()).isEqualTo(BAD_URL);
    }

    @Test
    void aSourceThatBreaksEndsTheInputButNotTheItems() {
        var bench = Bench.create(1, 100, 100).send("http://a/1", "http://a/2");
        var broken = new IllegalStateException("the list has gone");
        bench.source().sendError(broken);
        var first = bench.expect("http://a/1");
        bench.expectNothing();
        assertThat(bench.scheduler().sourceFailure()).contains(broken);
        first.permit().release();
        bench.expect("http://a/2");
        bench.fetch().expectComplete();
    }

    @Test
    void aLinkedTransferGoesBeforeTheWindow() {
        var bench = Bench.create(1, 100, 100).send("http://a/1", "http://a/2");
        var first = bench.expect("http://a/1");
        var linked = bench.scheduler().acquire(WebUrl.parse("http://a/json")).toCompletableFuture();
        assertThat(linked).isNotCompleted();
        first.permit().release();
        assertThat(linked).isCompleted();
        bench.expectNothing();
        linked.join().release();
        bench.expect("http://a/2");
    }

    @Test
    void aStreamThatIsCutOffReadsNoMore() {
        var bench = Bench.create(1, 100, 100).send("http://a/1");
        bench.expect("http://a/1");
        bench.fetch().cancel();
        bench.source().expectCancellation();
    }

    @Test
    void tenThousandItemsOfManyHostsAllGetTheirTurn() throws Exception {
        var scheduler = new Scheduler(new ScheduleSettings(2, 50), 20);
        Map<String, Integer> held = new HashMap<>();
        var seen = Source.from(() -> IntStream.range(0, 10_000).iterator())
                .map(i -> open(i, "http://host" + i / 100 % 17 + "/" + i))
                .via(scheduler.flow())
                .map(fate -> (Fate.Open<Scheduled>) fate)
                .map(open -> {
                    assertThat(held.merge(open.value().url().host(), 1, Integer::sum))
                            .isLessThanOrEqualTo(2);
                    return open;
                })
                .mapAsyncUnordered(20, CompletableFuture::completedFuture)
                .map(open -> {
                    held.merge(open.value().url().host(), -1, Integer::sum);
                    open.value().permit().release();
                    scheduler.leave();
                    return open.item().index();
                })
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get();
        assertThat(seen).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(scheduler.inFlight()).isZero();
        assertThat(scheduler.lanes().size()).isZero();
    }
}
