package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.ScheduleSettings;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.HostDown;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Permit;
import io.seine.model.Scheduled;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final Duration PROMPTLY = Duration.ofSeconds(3);
    private static final Failure BAD_URL = new Failure(Stage.SOURCE, Kind.BAD_URL, "no address");

    /// The permit of an item's own download, long released.
    private static final Permit NOBODYS = verdict -> {};

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private static ScheduleSettings settings(int perHost, int lookAhead) {
        return new ScheduleSettings(
                new ScheduleSettings.PerHost(perHost, Duration.ZERO, Duration.ofMinutes(5)), lookAhead, false);
    }

    /// A schedule between two probes; whatever it lets through is asked for.
    ///
    /// @param clock stands still unless the test lets time pass
    private record Bench(
            AtomicLong clock,
            Scheduler scheduler,
            TestPublisher.Probe<Fate<WebUrl>> source,
            TestSubscriber.Probe<Fate<Scheduled>> fetch) {

        static Bench create(int perHost, int parallelism, int lookAhead) {
            var clock = new AtomicLong();
            var scheduler = new Scheduler(settings(perHost, lookAhead), parallelism, clock::get);
            var probes = TestSource.<Fate<WebUrl>>create(KIT.system())
                    .via(scheduler.flow())
                    .toMat(TestSink.create(KIT.system()), Pair::create)
                    .run(KIT.system());
            probes.second().request(1_000_000);
            return new Bench(clock, scheduler, probes.first(), probes.second());
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

        /// The transfer has ended, and with it the item.
        void done(Scheduled scheduled) {
            scheduled.permit().release(new Verdict.Success());
            scheduler.leave();
        }

        void pass(Duration time) {
            clock.addAndGet(time.toNanos());
            scheduler.resume(); // which makes it look
        }

        /// Lets so many transfers find nobody that the host counts as down.
        void bringDown(String host) {
            for (int failure = 0; failure < 10; failure++) {
                acquire("http://" + host + "/")
                        .orTimeout(3, TimeUnit.SECONDS)
                        .join()
                        .release(new Verdict.Unreachable("connect, refused"));
                pass(Duration.ofSeconds(20));
            }
        }

        CompletableFuture<Permit> acquire(String url) {
            return scheduler.acquire(WebUrl.parse(url)).toCompletableFuture();
        }

        CompletableFuture<Permit> readmit(String url, Duration after) {
            return scheduler.readmit(NOBODYS, WebUrl.parse(url), after).toCompletableFuture();
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
        bench.done(first);
        bench.expect("http://a/3");
    }

    @Test
    void aHostIsOneOverAllItsPorts() {
        var bench = Bench.create(1, 100, 100).send("http://a:81/", "https://a/");
        var first = bench.expect("http://a:81/");
        bench.expectNothing();
        bench.done(first);
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
        var scheduler = new Scheduler(settings(1, 3), 100);
        var read = new AtomicInteger();
        var fetch = Source.from(() -> IntStream.range(0, 100).iterator())
                .map(i -> open(read.getAndIncrement(), "http://a/" + i))
                .via(scheduler.flow())
                .runWith(TestSink.create(KIT.system()), KIT.system());
        fetch.request(100);
        var first = (Fate.Open<Scheduled>) fetch.expectNext();
        fetch.expectNoMessage(A_MOMENT);
        assertThat(read).hasValue(4); // one in flight and three in the window
        first.value().permit().release(new Verdict.Success());
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
        var scheduler = new Scheduler(settings(1, 10), 10);
        scheduler.pause();
        var fetch = Source.single(open(0, "http://a/"))
                .via(scheduler.flow())
                .runWith(TestSink.create(KIT.system()), KIT.system());
        fetch.request(1);
        fetch.expectNoMessage(A_MOMENT);
        scheduler.resume();
        fetch.expectNext();
        scheduler.leave();
        fetch.expectComplete();
    }

    @Test
    void aCancelledScheduleEndsWhatItHasReadAndReadsNoMore() {
        var bench = Bench.create(1, 100, 100).send("http://a/1", "http://a/2", "http://a/3", "http://b/4");
        var first = bench.expect("http://a/1");
        var other = bench.expect("http://b/4"); // so the rest has been read
        bench.scheduler().cancel();
        assertThat(List.of(bench.expectEnded(), bench.expectEnded()))
                .allMatch(outcome -> outcome.status() == Status.CANCELLED);
        bench.source().expectCancellation();
        for (int ended = 0; ended < 2; ended++) {
            bench.scheduler().leave();
        }
        bench.done(first);
        bench.expectNothing();
        bench.done(other);
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
        bench.scheduler().leave();
        bench.scheduler().leave();
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
        bench.expectNothing(); // the third lane is still to be earned
    }

    @Test
    void retuningDownWaitsForThoseInFlight() {
        var bench = Bench.create(2, 3, 100).send("http://a/1", "http://a/2", "http://a/3");
        var first = bench.expect("http://a/1");
        var second = bench.expect("http://a/2");
        bench.scheduler().retune(3, 1);
        bench.done(first);
        bench.expectNothing();
        bench.done(second);
        bench.expect("http://a/3");
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
        bench.done(first);
        var second = bench.expect("http://a/2");
        bench.expectNothing();
        bench.done(second);
        bench.fetch().expectComplete();
    }

    @Test
    void aLinkedTransferGoesBeforeTheWindow() {
        var bench = Bench.create(1, 100, 100).send("http://a/1", "http://a/2");
        var first = bench.expect("http://a/1");
        var linked = bench.acquire("http://a/json");
        bench.expectNothing();
        assertThat(linked).isNotCompleted();
        first.permit().release(new Verdict.Success());
        assertThat(linked).succeedsWithin(PROMPTLY);
        bench.expectNothing();
        linked.join().release(new Verdict.Success());
        bench.expect("http://a/2");
    }

    @Test
    void whoStepsAsideGivesUpItsPlaceAndComesBackFirst() {
        var bench = Bench.create(1, 1, 100).send("http://a/1", "http://a/2", "http://b/3");
        var first = bench.expect("http://a/1");
        bench.expectNothing(); // so that all have been read
        bench.pass(Duration.ofSeconds(1)); // so that it is the other host's turn
        first.permit().release(new Verdict.Success());
        var again = bench.readmit("http://a/1", Duration.ZERO);
        var other = bench.expect("http://b/3");
        assertThat(again).isNotCompleted();
        bench.done(other);
        again.orTimeout(3, TimeUnit.SECONDS).join().release(new Verdict.Success());
        bench.expectNothing(); // it has its place again
        bench.scheduler().leave();
        bench.expect("http://a/2");
    }

    @Test
    void whoStepsAsideComesBackNoSoonerThanItSaid() {
        var scheduler = new Scheduler(settings(2, 10), 10); // by the real clock
        Source.<Fate<WebUrl>>maybe().via(scheduler.flow()).runWith(Sink.ignore(), KIT.system());
        long before = System.nanoTime();
        scheduler
                .readmit(NOBODYS, WebUrl.parse("http://a/1"), Duration.ofMillis(300))
                .toCompletableFuture()
                .orTimeout(3, TimeUnit.SECONDS)
                .join();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void thoseWhoHaveSteppedAsideCountAgainstTheLookAhead() {
        var scheduler = new Scheduler(settings(1, 3), 1);
        var read = new AtomicInteger();
        var fetch = Source.from(() -> IntStream.range(0, 100).iterator())
                .map(i -> open(read.getAndIncrement(), "http://host" + i + "/"))
                .via(scheduler.flow())
                .runWith(TestSink.create(KIT.system()), KIT.system());
        fetch.request(100);
        var aside = new ArrayList<CompletionStage<Permit>>();
        for (int i = 0; i < 4; i++) { // one in flight and three in the window
            var open = (Fate.Open<Scheduled>) fetch.expectNext();
            open.value().permit().release(new Verdict.Success());
            aside.add(scheduler.readmit(open.value().permit(), open.value().url(), Duration.ofHours(1)));
        }
        fetch.expectNoMessage(A_MOMENT);
        assertThat(read).hasValue(4);
        assertThat(aside).noneMatch(each -> each.toCompletableFuture().isDone());
        assertThat(scheduler.inFlight()).isZero();
    }

    @Test
    void aLinkedDocumentThatIsTriedAgainKeepsItsPlace() {
        var bench = Bench.create(1, 1, 100).send("http://a/1", "http://b/2");
        bench.expect("http://a/1").permit().release(new Verdict.Success());
        var linked =
                bench.acquire("http://a/json").orTimeout(3, TimeUnit.SECONDS).join();
        linked.release(new Verdict.Ignored());
        for (var after : List.of(Duration.ofMillis(100), Duration.ZERO)) {
            var again = bench.scheduler().readmit(linked, WebUrl.parse("http://a/json"), after);
            assertThat(again).succeedsWithin(PROMPTLY);
            bench.expectNothing();
            assertThat(bench.scheduler().inFlight()).isEqualTo(1);
            linked = again.toCompletableFuture().join();
            linked.release(new Verdict.Success());
        }
        bench.scheduler().leave();
        bench.expect("http://b/2");
    }

    @Test
    void theStageLivesUntilTheLastThatStepsAsideHasLeft() {
        var bench = Bench.create(1, 10, 100).send("http://a/1");
        var first = bench.expect("http://a/1");
        bench.source().sendComplete();
        first.permit().release(new Verdict.Success());
        var again = bench.readmit("http://a/1", Duration.ofSeconds(2));
        bench.expectNothing();
        bench.pass(Duration.ofSeconds(2));
        again.orTimeout(3, TimeUnit.SECONDS).join().release(new Verdict.Success());
        bench.expectNothing();
        bench.scheduler().leave();
        bench.fetch().expectComplete();
    }

    @Test
    void aPauseHoldsBackThoseWhoSteppedAsideAndLinkedDocuments() {
        var bench = Bench.create(2, 10, 100);
        bench.scheduler().pause();
        var aside = bench.readmit("http://a/1", Duration.ZERO);
        var linked = bench.acquire("http://a/json");
        bench.expectNothing();
        assertThat(aside).isNotCompleted();
        assertThat(linked).isNotCompleted();
        bench.scheduler().resume();
        assertThat(linked).succeedsWithin(PROMPTLY);
        assertThat(aside).succeedsWithin(PROMPTLY);
    }

    @Test
    void aCancelEndsEveryWait() {
        var bench = Bench.create(1, 10, 100);
        var held = bench.acquire("http://a/");
        var linked = bench.acquire("http://a/json");
        var aside = bench.readmit("http://b/", Duration.ofHours(1));
        assertThat(held).succeedsWithin(PROMPTLY);
        bench.scheduler().cancel();
        assertThat(linked).failsWithin(PROMPTLY).withThrowableOfType(CancellationException.class);
        assertThat(aside).failsWithin(PROMPTLY).withThrowableOfType(CancellationException.class);
        assertThat(bench.readmit("http://b/", Duration.ZERO))
                .failsWithin(PROMPTLY)
                .withThrowableOfType(CancellationException.class);
        assertThat(bench.scheduler().inFlight()).as("those aside count again").isZero();
    }

    @Test
    void aStreamThatIsCutOffEndsEveryWait() {
        var bench = Bench.create(1, 10, 100);
        var aside = bench.readmit("http://b/", Duration.ofHours(1));
        bench.fetch().cancel();
        assertThat(aside).failsWithin(PROMPTLY).withThrowableOfType(CancellationException.class);
        bench.source().expectCancellation();
        assertThat(bench.acquire("http://a/")).failsWithin(PROMPTLY).withThrowableOfType(CancellationException.class);
    }

    @Test
    void whoNoLongerWantsItsTurnDoesNotHoldUpTheEnd() {
        var bench = Bench.create(1, 10, 100).send("http://a/1");
        bench.expect("http://a/1").permit().release(new Verdict.Success());
        var aside = bench.readmit("http://a/1", Duration.ofHours(1));
        bench.source().sendComplete();
        aside.cancel(false);
        bench.scheduler().leave();
        bench.fetch().expectComplete();
    }

    @Test
    void aPermitCountsOnceHoweverOftenItIsReleased() {
        var bench = Bench.create(1, 10, 100).send("http://a/1", "http://a/2", "http://a/3");
        var first = bench.expect("http://a/1");
        first.permit().release(new Verdict.Success());
        bench.expect("http://a/2");
        first.permit().release(new Verdict.Success());
        bench.expectNothing();
    }

    @Test
    void aHostIsLeftAloneForAsLongAsItAsks() {
        var bench = Bench.create(2, 10, 100).send("http://a/1", "http://a/2", "http://a/3");
        var first = bench.expect("http://a/1");
        var second = bench.expect("http://a/2");
        first.permit().release(new Verdict.Overloaded(Duration.ofSeconds(90), true));
        second.permit().release(new Verdict.Success());
        var again = bench.readmit("http://a/1", Duration.ZERO);
        bench.pass(Duration.ofSeconds(89));
        bench.expectNothing();
        assertThat(again).isNotCompleted();
        bench.pass(Duration.ofSeconds(10));
        assertThat(again).succeedsWithin(PROMPTLY);
        bench.expectNothing(); // one is enough to see whether it has recovered
        again.join().release(new Verdict.Success());
        bench.expect("http://a/3");
    }

    @Test
    void aHostThatIsDownEndsWhatWaitsForItWithoutARequest() {
        var bench = Bench.create(1, 1, 100);
        bench.bringDown("gone");
        bench.send("http://gone/1", "http://gone/2");
        for (int i = 0; i < 2; i++) {
            var failure = Objects.requireNonNull(bench.expectEnded().failure());
            assertThat(failure)
                    .isEqualTo(new Failure(Stage.SCHEDULE, Kind.HOST_DOWN, "gone is down: connect, refused"));
        }
        assertThat(bench.acquire("http://gone/3"))
                .failsWithin(PROMPTLY)
                .withThrowableThat()
                .withCauseInstanceOf(HostDown.class);
        assertThat(bench.readmit("http://gone/3", Duration.ZERO))
                .failsWithin(PROMPTLY)
                .withThrowableThat()
                .withCauseInstanceOf(HostDown.class);
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
        var scheduler = new Scheduler(settings(2, 50), 20);
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
                    open.value().permit().release(new Verdict.Success());
                    scheduler.leave();
                    return open.item().index();
                })
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get();
        assertThat(seen).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(scheduler.inFlight()).isZero();
    }
}
