package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.FetchSettings;
import io.seine.model.DataSize;
import io.seine.model.Kind;
import io.seine.testing.Loopback;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.testkit.TestPublisher;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.stream.testkit.javadsl.TestSource;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BodyMeterTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final DataSize LARGEST = new DataSize(100);
    private static final ByteString TEN = ByteString.fromString("0123456789");

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private record Body(
            BodyMeter meter, TestPublisher.Probe<ByteString> origin, TestSubscriber.Probe<ByteString> reader) {}

    private static Body body(FetchSettings.Deadlines deadlines, Duration window) {
        var meter = new BodyMeter(LARGEST, deadlines, window);
        var probes = TestSource.<ByteString>create(KIT.system())
                .via(meter)
                .toMat(TestSink.create(KIT.system()), org.apache.pekko.japi.Pair::create)
                .run(KIT.system());
        return new Body(meter, probes.first(), probes.second());
    }

    private static FetchSettings.Deadlines deadlines(String idle, String minSpeed) {
        return Loopback.fetch("idle-timeout", idle, "min-speed", minSpeed).deadlines();
    }

    private static Kind kind(Throwable failure) {
        assertThat(failure).isInstanceOf(FetchFault.class);
        return ((FetchFault) failure).kind();
    }

    @Test
    void aBodyOfTheLargestSizePassesAndOneByteMoreDoesNot() {
        var body = body(deadlines("10s", "0B/s"), Duration.ofSeconds(20));
        body.reader().request(20);
        for (int i = 0; i < 10; i++) {
            body.origin().sendNext(TEN);
            body.reader().expectNext(TEN);
        }
        assertThat(body.meter().bytes()).isEqualTo(100);
        body.origin().sendNext(ByteString.fromString("x"));
        assertThat(kind(body.reader().expectError())).isEqualTo(Kind.TOO_LARGE);
        body.origin().expectCancellation();
    }

    @Test
    void aBodyThatTricklesIsTooSlow() {
        var body = body(deadlines("10s", "1KiB/s"), Duration.ofMillis(200));
        body.reader().request(20);
        body.origin().sendNext(TEN);
        body.reader().expectNext(TEN);
        assertThat(kind(body.reader().expectError())).isEqualTo(Kind.TOO_SLOW);
        body.origin().expectCancellation();
    }

    @Test
    void aSilentBodyIsIdle() {
        var body = body(deadlines("200ms", "0B/s"), Duration.ofSeconds(20));
        body.reader().request(20);
        assertThat(kind(body.reader().expectError())).isEqualTo(Kind.TIMEOUT_IDLE);
        body.origin().expectCancellation();
    }

    @Test
    void aReaderThatTakesItsTimeIsNotTheOriginsFault() {
        var body = body(deadlines("100ms", "1KiB/s"), Duration.ofMillis(100));
        body.origin().sendNext(TEN).sendComplete();
        body.reader().ensureSubscription();
        body.reader().expectNoMessage(Duration.ofMillis(500));
        body.reader().request(1).expectNext(TEN).expectComplete();
    }
}
