package io.seine.job;

import static io.seine.job.ScriptedExchanges.failed;
import static io.seine.job.ScriptedExchanges.moved;
import static io.seine.job.ScriptedExchanges.status;
import static io.seine.job.ScriptedExchanges.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.fetch.Answer;
import io.seine.fetch.RetryPolicy;
import io.seine.model.Body;
import io.seine.model.Failure;
import io.seine.model.FetchResult;
import io.seine.model.HostDown;
import io.seine.model.Kind;
import io.seine.model.Stage;
import io.seine.model.Verdict;
import io.seine.model.WebUrl;
import io.seine.testing.Loopback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One fetcher, with scripted exchanges and a clock that the test turns.
@Timeout(20)
class FetcherTest {
    private static final String URL = "http://h/a";
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final AtomicLong clock = new AtomicLong();
    private final ScriptedExchanges exchanges = new ScriptedExchanges();
    private final ScriptedAdmission admission = ScriptedAdmission.closed();
    private final TestProbe<FetchResult> item = kit.createTestProbe();

    @AfterEach
    void shutDown() {
        exchanges.expectNoMore();
        admission.expectNothingLeft();
        kit.shutdownTestKit();
    }

    private ActorRef<Fetcher.Command> fetcher(String... keysAndValues) {
        var settings = Loopback.fetch(keysAndValues);
        var retries = new RetryPolicy(settings.retries(), () -> 1000); // every wait is half a second
        var tools = new Fetcher.Tools(exchanges, retries, settings, admission, clock::get);
        return kit.spawn(Fetcher.create(tools, WebUrl.parse(URL), admission.permit(), item.getRef()));
    }

    private void pass(Duration wait) {
        clock.addAndGet(wait.toNanos());
        time.timePasses(wait);
    }

    /// The one answer; after it the fetcher has stopped.
    private FetchResult answer(ActorRef<Fetcher.Command> fetcher) {
        var result = item.receiveMessage();
        item.expectTerminated(fetcher);
        item.expectNoMessage(AT_ONCE);
        return result;
    }

    private FetchResult.Lost lost(ActorRef<Fetcher.Command> fetcher) {
        var result = answer(fetcher);
        assertThat(result).isInstanceOf(FetchResult.Lost.class);
        return (FetchResult.Lost) result;
    }

    @Test
    void aBodyThatArrivesIsAnsweredOnce() throws Exception {
        var fetcher = fetcher();
        exchanges.next().end(whole("flag"));
        var arrived = (FetchResult.Arrived) answer(fetcher);
        assertThat(arrived.fetched().body().bytes()).asString().isEqualTo("flag");
        var transfer = arrived.fetched().transfer();
        assertThat(transfer.attempts()).isEqualTo(1);
        assertThat(transfer.httpStatus()).isEqualTo(200);
        assertThat(transfer.finalUrl()).isEqualTo(URL);
        assertThat(transfer.bytes()).isEqualTo(4);
        assertThat(transfer.sha256()).isEqualTo("ab");
    }

    @Test
    void whoseTurnComesAsTheJobPausesGetsInLineAgainWithoutHavingAsked() throws Exception {
        admission.pause(true);
        var fetcher = fetcher();
        var asked = admission.next();
        assertThat(asked.url()).isEqualTo(URL);
        assertThat(admission.verdicts()).containsExactly(new Verdict.Unused());
        exchanges.expectNoMore();
        admission.pause(false);
        asked.permit().complete(admission.permit());
        exchanges.next().end(whole("flag"));
        assertThat(((FetchResult.Arrived) answer(fetcher)).fetched().transfer().attempts())
                .isEqualTo(1);
    }

    @Test
    void whoIsCancelledInThatLineHasMadeNoAttempt() throws Exception {
        admission.pause(true);
        var fetcher = fetcher();
        admission.next();
        fetcher.tell(new Fetcher.Cancel());
        var lost = lost(fetcher);
        assertThat(lost.failure().kind()).isEqualTo(Kind.CANCELLED);
        assertThat(lost.transfer().attempts()).isZero();
    }

    @Test
    void aFailureThatWillNotPassIsAnsweredAtOnce() throws Exception {
        var fetcher = fetcher();
        exchanges.next().end(failed(Kind.TLS));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.TLS);
    }

    @Test
    void troubleIsTriedAgainFromTheFirstAddress() throws Exception {
        var fetcher = fetcher("retries", "2");
        exchanges.next().end(moved("http://h/b"));
        assertThat(admission.letIn().url()).isEqualTo("http://h/b");
        exchanges.next().end(status(503));
        assertThat(admission.letIn().url()).isEqualTo(URL);
        var second = exchanges.next();
        assertThat(second.url()).isEqualTo(URL);
        second.end(failed(Kind.CONNECT));
        admission.letIn();
        exchanges.next().end(status(500));
        var lost = lost(fetcher);
        assertThat(lost.failure().kind()).isEqualTo(Kind.HTTP_STATUS);
        assertThat(lost.transfer().attempts()).isEqualTo(3);
        assertThat(lost.transfer().httpStatus()).isEqualTo(500);
    }

    @Test
    void anAttemptIsNotMadeBeforeItIsLetIn() throws Exception {
        var fetcher = fetcher("retries", "1");
        exchanges.next().end(status(500));
        var asked = admission.next();
        pass(Duration.ofHours(1));
        item.expectNoMessage(Duration.ofMillis(50));
        exchanges.expectNoMore();
        asked.permit().complete(admission.permit());
        exchanges.next().end(whole("flag"));
        assertThat(((FetchResult.Arrived) answer(fetcher)).fetched().transfer().attempts())
                .isEqualTo(2);
    }

    @Test
    void everyExchangeEndsWithItsVerdictBeforeTheNextIsAskedFor() throws Exception {
        var fetcher = fetcher("retries", "3");
        exchanges.next().end(moved("http://h/b"));
        admission.next().permit().complete(admission.permit());
        assertThat(admission.verdicts()).containsExactly(new Verdict.Success());
        exchanges.next().end(busy(Duration.ofSeconds(9)));
        admission.letIn();
        exchanges.next().end(failed(Kind.CONNECT));
        admission.letIn();
        exchanges.next().end(status(500));
        admission.letIn();
        exchanges.next().end(whole("flag"));
        answer(fetcher);
        assertThat(admission.verdicts())
                .containsExactly(
                        new Verdict.Success(),
                        new Verdict.Overloaded(Duration.ofSeconds(9), true),
                        new Verdict.Unreachable("connect, scripted"),
                        new Verdict.Ignored(),
                        new Verdict.Success());
    }

    @Test
    void ofAHostThatIsBusyOnlyTheScheduleKnowsHowLong() throws Exception {
        var fetcher = fetcher("retries", "1", "total-timeout", "10s");
        exchanges.next().end(busy(Duration.ofHours(2)));
        var asked = admission.next();
        assertThat(asked.after()).isZero();
        pass(Duration.ofHours(2));
        asked.permit().complete(admission.permit());
        exchanges.next().end(whole("flag"));
        assertThat(answer(fetcher)).isInstanceOf(FetchResult.Arrived.class);
    }

    @Test
    void aWaitThatIsLongerThanTheTimeLeftIsNotWaited() throws Exception {
        var fetcher = fetcher("retries", "1", "total-timeout", "10s");
        var exchange = exchanges.next();
        pass(Duration.ofMillis(9_600));
        exchange.end(status(500)); // which would wait for 0.5 s
        var lost = lost(fetcher);
        assertThat(lost.failure().kind()).isEqualTo(Kind.HTTP_STATUS);
        assertThat(lost.transfer().attempts()).isEqualTo(1);
    }

    private static Answer busy(Duration wait) {
        return new Answer.Failed(new Answer.Head(429, null), Kind.HTTP_STATUS, "busy", 0, wait);
    }

    @Test
    void aRedirectIsFollowedAndTheFinalAddressTold() throws Exception {
        var fetcher = fetcher();
        exchanges.next().end(moved("http://h/b"));
        assertThat(admission.letIn().after()).isZero();
        var second = exchanges.next();
        assertThat(second.url()).isEqualTo("http://h/b");
        assertThat(second.trusted()).isTrue();
        second.end(whole("flag"));
        assertThat(((FetchResult.Arrived) answer(fetcher)).fetched().transfer().finalUrl())
                .isEqualTo("http://h/b");
    }

    @Test
    void anotherOriginIsNotTrusted() throws Exception {
        var fetcher = fetcher();
        for (var elsewhere : new String[] {"https://h/a", "http://h:81/a", "http://sub.h/a"}) {
            exchanges.next().end(moved(elsewhere));
            admission.letIn();
            var next = exchanges.next();
            assertThat(next.trusted()).as(elsewhere).isFalse();
            next.end(moved(URL));
            admission.letIn();
        }
        var home = exchanges.next();
        assertThat(home.trusted()).isTrue();
        home.end(whole("flag"));
        answer(fetcher);
    }

    @Test
    void redirectsEndAtTheirLimit() throws Exception {
        var fetcher = fetcher("max-redirects", "2");
        for (int i = 0; i < 2; i++) {
            exchanges.next().end(moved("http://h/" + i));
            admission.letIn();
        }
        exchanges.next().end(moved("http://h/2"));
        var lost = lost(fetcher);
        assertThat(lost.failure().kind()).isEqualTo(Kind.REDIRECT_LIMIT);
        assertThat(lost.transfer().httpStatus()).isEqualTo(302);
        assertThat(lost.transfer().attempts()).isEqualTo(1);
    }

    @Test
    void noRedirectsMeansNone() throws Exception {
        var fetcher = fetcher("max-redirects", "0");
        exchanges.next().end(moved("http://h/b"));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.REDIRECT_LIMIT);
    }

    @Test
    void aRetryWhoseHostIsDownEndsWithItsLastFailure() throws Exception {
        var fetcher = fetcher("retries", "1");
        exchanges.next().end(failed(Kind.TIMEOUT_CONNECT));
        admission.next().permit().completeExceptionally(new HostDown("h", "gone"));
        var lost = lost(fetcher);
        assertThat(lost.failure().kind()).isEqualTo(Kind.TIMEOUT_CONNECT);
        assertThat(lost.transfer().attempts()).isEqualTo(1);
    }

    @Test
    void aRedirectToAHostThatIsDownEndsAsHostDown() throws Exception {
        var fetcher = fetcher();
        exchanges.next().end(moved("http://gone/b"));
        admission.next().permit().completeExceptionally(new HostDown("gone", "timeout_connect, not connected"));
        var lost = lost(fetcher);
        assertThat(lost.failure())
                .isEqualTo(new Failure(Stage.SCHEDULE, Kind.HOST_DOWN, "gone is down: timeout_connect, not connected"));
        assertThat(lost.transfer().httpStatus()).isEqualTo(302);
    }

    @Test
    void aScheduleThatEndsCancelsWhoStandsInLine() throws Exception {
        var fetcher = fetcher("retries", "1");
        exchanges.next().end(status(500));
        admission.next().permit().completeExceptionally(new CancellationException("the job was cancelled"));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void aCancelledFetcherDropsItsConnectionBeforeItAnswers() throws Exception {
        var fetcher = fetcher();
        var exchange = exchanges.next();
        fetcher.tell(new Fetcher.Cancel());
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.CANCELLED);
        assertThat(exchange.isAborted()).isTrue();
        assertThat(admission.verdicts()).containsExactly(new Verdict.Ignored());
    }

    @Test
    void aCancelIsHeardInLine() throws Exception {
        var fetcher = fetcher("retries", "1");
        exchanges.next().end(busy(Duration.ofSeconds(60)));
        var asked = admission.next();
        fetcher.tell(new Fetcher.Cancel());
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.CANCELLED);
        assertThat(asked.permit()).isCancelled();
    }

    @Test
    void aBodyThatArrivesAfterTheCancelIsDiscarded(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("spooled"), "flag");
        var fetcher = fetcher();
        var exchange = exchanges.next().stubborn();
        fetcher.tell(new Fetcher.Cancel());
        exchange.expectAborted();
        exchange.end(whole(new Body.Spooled(file, 4)));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.CANCELLED);
        assertThat(file).doesNotExist();
    }

    @Test
    void anExchangeThatIgnoresTheCancelIsNotWaitedForForever() throws Exception {
        var fetcher = fetcher();
        var exchange = exchanges.next().stubborn();
        fetcher.tell(new Fetcher.Cancel());
        exchange.expectAborted();
        item.expectNoMessage(AT_ONCE);
        time.timePasses(Duration.ofSeconds(1));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void theTotalTimeEndsAnExchange() throws Exception {
        var fetcher = fetcher("total-timeout", "10s");
        var exchange = exchanges.next();
        pass(Duration.ofSeconds(10));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.TIMEOUT_TOTAL);
        assertThat(exchange.isAborted()).isTrue();
    }

    @Test
    void theTotalTimeCountsExchangesAndWaitsButNotTheTimeInLine() throws Exception {
        var fetcher = fetcher("total-timeout", "10s", "retries", "1");
        var first = exchanges.next();
        pass(Duration.ofSeconds(4));
        first.end(moved("http://h/b"));
        var asked = admission.next();
        pass(Duration.ofSeconds(100));
        asked.permit().complete(admission.permit());
        var second = exchanges.next();
        pass(Duration.ofSeconds(3));
        second.end(status(500)); // and then half a second of waiting
        admission.letIn();
        exchanges.next();
        pass(Duration.ofMillis(2_400));
        item.expectNoMessage(Duration.ofMillis(50));
        pass(Duration.ofMillis(200));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.TIMEOUT_TOTAL);
    }

    @Test
    void aFetcherThatIsStoppedFromOutsideDropsItsConnection() throws Exception {
        var fetcher = fetcher();
        var exchange = exchanges.next();
        kit.stop(fetcher);
        exchange.expectAborted();
    }

    @Test
    void aFetcherThatIsStoppedInLineLeavesIt() throws Exception {
        var fetcher = fetcher("retries", "1");
        exchanges.next().end(status(500));
        var asked = admission.next();
        kit.stop(fetcher);
        assertThat(asked.permit()).isCancelled();
    }

    @Test
    void aFetcherThatCrashesOnItsWayInGivesItsPermitBack() throws Exception {
        var fetcher = fetcher();
        exchanges.next().end(moved("http://h/bug"));
        admission.letIn();
        item.expectTerminated(fetcher);
        assertThat(admission.verdicts()).containsExactly(new Verdict.Success(), new Verdict.Ignored());
    }
}
