package io.seine.job;

import static io.seine.job.ScriptedExchanges.failed;
import static io.seine.job.ScriptedExchanges.moved;
import static io.seine.job.ScriptedExchanges.status;
import static io.seine.job.ScriptedExchanges.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.fetch.Answer;
import io.seine.fetch.RetryPolicy;
import io.seine.model.Body;
import io.seine.model.FetchResult;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Loopback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private final ScriptedExchanges exchanges = new ScriptedExchanges();
    private final TestProbe<FetchResult> item = kit.createTestProbe();

    @AfterEach
    void shutDown() {
        exchanges.expectNoMore();
        kit.shutdownTestKit();
    }

    private ActorRef<Fetcher.Command> fetcher(String... keysAndValues) {
        var settings = Loopback.fetch(keysAndValues);
        var retries = new RetryPolicy(settings.retries(), () -> 0); // no wait but the origin's
        return kit.spawn(Fetcher.create(exchanges, retries, settings, WebUrl.parse(URL), item.getRef()));
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

    /// Lets the wait before a further attempt pass.
    private void passWait(Duration wait) {
        item.expectNoMessage(Duration.ofMillis(50)); // the fetcher has begun to wait
        time.timePasses(wait);
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
    void aFailureThatWillNotPassIsAnsweredAtOnce() throws Exception {
        var fetcher = fetcher();
        exchanges.next().end(failed(Kind.TLS));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.TLS);
    }

    @Test
    void troubleIsTriedAgainFromTheFirstAddress() throws Exception {
        var fetcher = fetcher("retries", "2");
        exchanges.next().end(moved("http://h/b"));
        exchanges.next().end(status(503));
        passWait(AT_ONCE);
        var second = exchanges.next();
        assertThat(second.url()).isEqualTo(URL);
        second.end(failed(Kind.CONNECT));
        passWait(AT_ONCE);
        exchanges.next().end(status(500));
        var lost = lost(fetcher);
        assertThat(lost.failure().kind()).isEqualTo(Kind.HTTP_STATUS);
        assertThat(lost.transfer().attempts()).isEqualTo(3);
        assertThat(lost.transfer().httpStatus()).isEqualTo(500);
    }

    @Test
    void theOriginsWaitIsWaited() throws Exception {
        var fetcher = fetcher("retries", "1");
        exchanges.next().end(busy(Duration.ofSeconds(5)));
        passWait(Duration.ofMillis(4_900));
        exchanges.expectNoMore();
        time.timePasses(Duration.ofMillis(200));
        exchanges.next().end(whole("flag"));
        assertThat(((FetchResult.Arrived) answer(fetcher)).fetched().transfer().attempts())
                .isEqualTo(2);
    }

    @Test
    void aWaitThatIsLongerThanTheTimeLeftIsNotWaited() throws Exception {
        var fetcher = fetcher("retries", "1", "total-timeout", "10s");
        exchanges.next().end(busy(Duration.ofSeconds(10)));
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
            var next = exchanges.next();
            assertThat(next.trusted()).as(elsewhere).isFalse();
            next.end(moved(URL));
        }
        var home = exchanges.next();
        assertThat(home.trusted()).isTrue();
        home.end(whole("flag"));
        answer(fetcher);
    }

    @Test
    void redirectsEndAtTheirLimit() throws Exception {
        var fetcher = fetcher("max-redirects", "2");
        for (int i = 0; i < 3; i++) {
            exchanges.next().end(moved("http://h/" + i));
        }
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
    void aCancelledFetcherDropsItsConnectionBeforeItAnswers() throws Exception {
        var fetcher = fetcher();
        var exchange = exchanges.next();
        fetcher.tell(new Fetcher.Cancel());
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.CANCELLED);
        assertThat(exchange.isAborted()).isTrue();
    }

    @Test
    void aCancelIsHeardBetweenTwoAttempts() throws Exception {
        var fetcher = fetcher("retries", "1");
        exchanges.next().end(busy(Duration.ofSeconds(60)));
        passWait(Duration.ofSeconds(1));
        fetcher.tell(new Fetcher.Cancel());
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.CANCELLED);
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
        time.timePasses(Duration.ofSeconds(10));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.TIMEOUT_TOTAL);
        assertThat(exchange.isAborted()).isTrue();
    }

    @Test
    void theTotalTimeEndsAWaitWithTheFailureThatCausedIt() throws Exception {
        var fetcher = fetcher("total-timeout", "10s", "retries", "1");
        var exchange = exchanges.next();
        time.timePasses(Duration.ofSeconds(5));
        exchange.end(busy(Duration.ofSeconds(9)));
        passWait(Duration.ofSeconds(5));
        assertThat(lost(fetcher).failure().kind()).isEqualTo(Kind.HTTP_STATUS);
    }

    @Test
    void aFetcherThatIsStoppedFromOutsideDropsItsConnection() throws Exception {
        var fetcher = fetcher();
        var exchange = exchanges.next();
        kit.stop(fetcher);
        exchange.expectAborted();
    }
}
