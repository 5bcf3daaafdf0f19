package io.seine.job;

import static io.seine.job.ScriptedExchanges.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.FetchResult;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Loopback;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FetchSupervisorTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final ScriptedExchanges exchanges = new ScriptedExchanges();
    private final ScriptedAdmission admission = ScriptedAdmission.open();
    private ActorRef<FetchSupervisor.Command> supervisor;

    @BeforeEach
    void supervise() {
        supervisor = KIT.spawn(FetchSupervisor.create(exchanges, Loopback.fetch("retries", "0"), admission));
    }

    @AfterEach
    void stop() {
        KIT.stop(supervisor);
        admission.expectNothingLeft();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private TestProbe<FetchResult> fetch(String key, String path) {
        TestProbe<FetchResult> probe = KIT.createTestProbe();
        var url = "http://h/" + path;
        var item = new Item(0, key, url, Map.of());
        supervisor.tell(new FetchSupervisor.Fetch(item, WebUrl.parse(url), admission.permit(), probe.getRef()));
        return probe;
    }

    private static Kind lostAs(TestProbe<FetchResult> probe) {
        return probe.expectMessageClass(FetchResult.Lost.class).failure().kind();
    }

    private static void expectNothing(TestProbe<FetchResult> probe) {
        probe.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void everyDownloadIsAnsweredOnce() throws Exception {
        var first = fetch("1", "a");
        var exchange = exchanges.next();
        var second = fetch("2", "b");
        exchanges.next().end(whole("b"));
        second.expectMessageClass(FetchResult.Arrived.class);
        exchange.end(whole("a"));
        first.expectMessageClass(FetchResult.Arrived.class);
        expectNothing(first);
        expectNothing(second);
    }

    @Test
    void aFetcherThatCrashesIsInternalAndItsSiblingsDoNotNotice() throws Exception {
        var sibling = fetch("1", "a");
        var exchange = exchanges.next();
        var lost = fetch("2", "bug").expectMessageClass(FetchResult.Lost.class);
        assertThat(lost.failure().kind()).isEqualTo(Kind.INTERNAL);
        assertThat(lost.failure().message()).contains("a bug");
        assertThat(lost.transfer().finalUrl()).isEqualTo("http://h/bug");
        exchange.end(whole("a"));
        sibling.expectMessageClass(FetchResult.Arrived.class);
    }

    @Test
    void anExchangeThatFailsInsteadOfAnsweringIsInternal() throws Exception {
        var probe = fetch("1", "a");
        exchanges.next().crash();
        assertThat(lostAs(probe)).isEqualTo(Kind.INTERNAL);
        expectNothing(probe);
    }

    @Test
    void onlyDownloadsOfThatKeyAreCancelled() throws Exception {
        var first = fetch("1", "a");
        exchanges.next();
        var twin = fetch("1", "b");
        exchanges.next();
        var other = fetch("2", "c");
        var spared = exchanges.next();
        supervisor.tell(new FetchSupervisor.Cancel("1"));
        assertThat(lostAs(first)).isEqualTo(Kind.CANCELLED);
        assertThat(lostAs(twin)).isEqualTo(Kind.CANCELLED);
        expectNothing(other);
        assertThat(spared.isAborted()).isFalse();
        spared.end(whole("c"));
        other.expectMessageClass(FetchResult.Arrived.class);
    }

    @Test
    void cancellingAKeyThatNobodyHasIsNothing() throws Exception {
        supervisor.tell(new FetchSupervisor.Cancel("nobody"));
        var probe = fetch("1", "a");
        exchanges.next().end(whole("a"));
        probe.expectMessageClass(FetchResult.Arrived.class);
    }

    @Test
    void cancelAllCancelsThoseUnderWayAndThoseToCome() throws Exception {
        var first = fetch("1", "a");
        var exchange = exchanges.next();
        supervisor.tell(new FetchSupervisor.CancelAll());
        assertThat(lostAs(first)).isEqualTo(Kind.CANCELLED);
        exchange.expectAborted();
        assertThat(lostAs(fetch("2", "b"))).isEqualTo(Kind.CANCELLED);
        exchanges.expectNoMore();
    }

    @Test
    void aCrashWhileCancellingIsStillAnswered() throws Exception {
        var probe = fetch("1", "a");
        var exchange = exchanges.next().stubborn();
        supervisor.tell(new FetchSupervisor.CancelAll());
        exchange.expectAborted();
        exchange.crash();
        assertThat(lostAs(probe)).isEqualTo(Kind.INTERNAL);
    }

    @Test
    void stopStopsAtOnceWhereNothingIsUnderWay() {
        var watcher = KIT.createTestProbe();
        supervisor.tell(new FetchSupervisor.Stop());
        watcher.expectTerminated(supervisor);
    }

    @Test
    void stopWaitsForTheLastFetcherToClearAway() throws Exception {
        var probe = fetch("1", "a");
        var exchange = exchanges.next().stubborn();
        supervisor.tell(new FetchSupervisor.Stop());
        exchange.expectAborted();
        assertThat(lostAs(fetch("2", "b"))).isEqualTo(Kind.CANCELLED); // so it has not stopped
        exchange.end(whole("a"));
        assertThat(lostAs(probe)).isEqualTo(Kind.CANCELLED);
        probe.expectTerminated(supervisor);
    }

    @Test
    void stopAfterCancelAllStops() throws Exception {
        var probe = fetch("1", "a");
        exchanges.next();
        supervisor.tell(new FetchSupervisor.CancelAll());
        lostAs(probe);
        supervisor.tell(new FetchSupervisor.Stop());
        probe.expectTerminated(supervisor);
    }
}
