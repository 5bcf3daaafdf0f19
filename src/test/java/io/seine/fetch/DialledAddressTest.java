package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.Settings;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Answer;
import io.seine.testing.FullQueue;
import io.seine.testing.Loopback;
import io.seine.testing.NothingThere;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is dialled over real sockets where names lie: 127.0.0.1 is open to the job, and a trap listens on the same port
/// of 127.0.0.2, which is not.
@Timeout(20)
class DialledAddressTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ExecutorService BLOCKING = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
        BLOCKING.close();
    }

    private HttpClient client(Names names) {
        return client(names, "127.0.0.1");
    }

    private HttpClient client(Names names, String allowed) {
        var settings = Settings.defaults()
                .set("seine.job.fetch.allow-addresses", List.of(allowed))
                .set("seine.job.fetch.connect-timeout", "3s");
        return new HttpClient(KIT.system(), settings.job().fetch(), folder, BLOCKING, names);
    }

    private static ScriptedOrigin origin() {
        return ScriptedOrigin.start(
                request -> Answer.untilClose("hello".getBytes(StandardCharsets.US_ASCII), "image/gif"));
    }

    private static ServerSocket trap(ScriptedOrigin origin) throws IOException {
        return new ServerSocket(origin.port(), 10, InetAddress.ofLiteral("127.0.0.2"));
    }

    private static void expectUntouched(ServerSocket trap) throws IOException {
        trap.setSoTimeout(1);
        assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
    }

    private static io.seine.fetch.Answer answer(HttpClient client, int port) throws Exception {
        return client.start(WebUrl.parse("http://name.example:" + port + "/"), true)
                .answer()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Kind kind(io.seine.fetch.Answer answer) {
        assertThat(answer).isInstanceOf(io.seine.fetch.Answer.Failed.class);
        return ((io.seine.fetch.Answer.Failed) answer).kind();
    }

    @Test
    void ofSeveralAddressesOnlyAnAllowedOneIsDialled() throws Exception {
        try (var origin = origin();
                var trap = trap(origin);
                var client = client(ScriptedNames.at("127.0.0.2", "127.0.0.1", "::1"))) {
            for (int i = 0; i < 4; i++) {
                assertThat(answer(client, origin.port())).isInstanceOf(io.seine.fetch.Answer.Whole.class);
            }
            assertThat(origin.connectionsAccepted()).isEqualTo(4);
            expectUntouched(trap);
        }
    }

    @Test
    void anAddressWhereNobodyListensIsFollowedByTheNext() throws Exception {
        try (var origin = origin();
                var client = client(ScriptedNames.at("127.0.0.3", "127.0.0.1", "127.0.0.4"), "127.0.0.0/8");
                var hopeless = client(ScriptedNames.at("127.0.0.3", "127.0.0.4"), "127.0.0.0/8")) {
            for (int i = 0; i < 3; i++) { // each time another one goes first
                assertThat(answer(client, origin.port())).isInstanceOf(io.seine.fetch.Answer.Whole.class);
            }
            assertThat(kind(answer(hopeless, origin.port()))).isEqualTo(Kind.CONNECT);
        }
    }

    @Test
    void anAddressThatTakesNoConnectionsHasOnlyItsShareOfTheTime() throws Exception {
        try (var full = FullQueue.at("127.0.0.3");
                var server = new ServerSocket(full.port(), 10, InetAddress.ofLiteral("127.0.0.1"));
                var client = client(ScriptedNames.at("127.0.0.3", "127.0.0.1"), "127.0.0.0/8")) {
            Thread.ofVirtual().start(() -> NothingThere.say(server));
            assertThat(kind(answer(client, full.port()))).isEqualTo(Kind.NOT_FOUND);
        }
    }

    @Test
    void aNameThatMovesToADeniedAddressNeverLeadsThere() throws Exception {
        var time = new AtomicLong();
        var names = ScriptedNames.of(number -> ScriptedNames.found(number == 1 ? "127.0.0.1" : "127.0.0.2"));
        try (var origin = origin();
                var trap = trap(origin);
                var client = client(new CachedNames(names, time::get))) {
            assertThat(answer(client, origin.port())).isInstanceOf(io.seine.fetch.Answer.Whole.class);
            assertThat(answer(client, origin.port())).isInstanceOf(io.seine.fetch.Answer.Whole.class);
            time.addAndGet(CachedNames.KEPT.toNanos());
            assertThat(kind(answer(client, origin.port()))).isEqualTo(Kind.BLOCKED_ADDRESS);
            assertThat(names.asked()).hasSize(2);
            expectUntouched(trap);
        }
    }

    /// Each connection is judged by the look-up that it is made with, even if every look-up tells something else.
    @Test
    void whatIsJudgedIsWhatIsDialled() throws Exception {
        var names = ScriptedNames.of(number -> ScriptedNames.found(number % 2 == 1 ? "127.0.0.1" : "127.0.0.2"));
        try (var origin = origin();
                var trap = trap(origin);
                var client = client(names)) {
            for (int i = 0; i < 10; i++) {
                var answer = answer(client, origin.port());
                assertThat(answer instanceof io.seine.fetch.Answer.Whole).isEqualTo(i % 2 == 0);
            }
            assertThat(names.asked()).hasSize(10);
            expectUntouched(trap);
        }
    }

    @Test
    void aStuckNameServiceIsDnsNotAConnectionThatTakesLong() throws Exception {
        var settings = Loopback.fetch("connect-timeout", "500ms");
        try (var client = new HttpClient(KIT.system(), settings, folder, BLOCKING, ScriptedNames.stuck())) {
            assertThat(kind(answer(client, 80))).isEqualTo(Kind.DNS);
        }
    }

    @Test
    void aClosedClientClosesItsNames() {
        var names = ScriptedNames.stuck();
        client(names).close();
        assertThat(names.closed()).isTrue();
    }
}
