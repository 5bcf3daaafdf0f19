package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.FetchSettings;
import io.seine.config.Settings;
import io.seine.fetch.HttpClient;
import io.seine.fetch.RetryPolicy;
import io.seine.model.FetchResult;
import io.seine.model.Kind;
import io.seine.model.Transfer;
import io.seine.model.WebUrl;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.Loopback;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A fetcher over real sockets: what takes more than one exchange, or an end from outside.
@Timeout(20)
class DownloadTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ExecutorService BLOCKING = Executors.newVirtualThreadPerTaskExecutor();
    private static final Duration PROMPTLY = Duration.ofSeconds(2);
    private static final byte[] FLAG = "flag".getBytes(StandardCharsets.US_ASCII);

    private final TestProbe<FetchResult> item = KIT.createTestProbe();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<HttpClient> clients = new ArrayList<>();
    private final ScriptedAdmission admission = ScriptedAdmission.open();

    @TempDir
    private Path folder;

    @AfterEach
    void closeClients() {
        clients.forEach(HttpClient::close);
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
        BLOCKING.close();
    }

    private ScriptedOrigin origin(Handler handler) {
        return ScriptedOrigin.start(request -> {
            requests.add(request);
            return handler.answer(request);
        });
    }

    private ActorRef<Fetcher.Command> fetcher(String url, FetchSettings settings) {
        var client = new HttpClient(KIT.system(), settings, folder, BLOCKING);
        clients.add(client);
        var retries = new RetryPolicy(settings.retries(), () -> 0);
        var tools = new Fetcher.Tools(client, retries, settings, admission, System::nanoTime);
        return KIT.spawn(Fetcher.create(tools, WebUrl.parse(url), admission.permit(), item.getRef()));
    }

    private Transfer arrived(String url, FetchSettings settings) {
        fetcher(url, settings);
        return item.expectMessageClass(FetchResult.Arrived.class, Duration.ofSeconds(10))
                .fetched()
                .transfer();
    }

    private FetchResult.Lost lost(String url, FetchSettings settings) {
        fetcher(url, settings);
        return lost();
    }

    private FetchResult.Lost lost() {
        return item.expectMessageClass(FetchResult.Lost.class, Duration.ofSeconds(10));
    }

    private static Answer flag() {
        return Answer.ok(FLAG, "image/gif");
    }

    // Attempts.

    @Test
    void anOriginThatRecoversIsAskedAgain() {
        try (var origin = origin(request -> requests.size() < 3 ? Answer.status(500) : flag())) {
            assertThat(arrived(origin.url("/"), Loopback.fetch("retries", "2")).attempts())
                    .isEqualTo(3);
            assertThat(origin.requests()).isEqualTo(3);
        }
    }

    @Test
    void anOriginThatDoesNotRecoverIsGivenUp() {
        try (var origin = origin(request -> Answer.status(500))) {
            var lost = lost(origin.url("/"), Loopback.fetch("retries", "2"));
            assertThat(lost.failure().kind()).isEqualTo(Kind.HTTP_STATUS);
            assertThat(lost.failure().message()).contains("500");
            assertThat(lost.transfer().attempts()).isEqualTo(3);
            assertThat(lost.transfer().httpStatus()).isEqualTo(500);
            assertThat(origin.requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 451, 501})
    void aDefinitiveAnswerIsNotAskedForTwice(int status) {
        try (var origin = origin(request -> Answer.status(status))) {
            assertThat(lost(origin.url("/"), Loopback.fetch("retries", "2"))
                            .transfer()
                            .attempts())
                    .isEqualTo(1);
            assertThat(origin.requests()).isEqualTo(1);
        }
    }

    @Test
    void theOriginsWaitIsWaited() {
        try (var origin = origin(request -> requests.size() == 1 ? Answer.status(500, "Retry-After: 1") : flag())) {
            long before = System.nanoTime();
            assertThat(arrived(origin.url("/"), Loopback.fetch("retries", "1")).attempts())
                    .isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void aWaitBeyondTheTotalTimeIsNotBegun() {
        try (var origin = origin(request -> Answer.status(500, "Retry-After: 3600"))) {
            long before = System.nanoTime();
            var lost = lost(origin.url("/"), Loopback.fetch("retries", "5", "total-timeout", "30s"));
            assertThat(lost.transfer().attempts()).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void anOriginThatClosesEveryConnectionCostsNoAttempt() {
        try (var origin = origin(
                request -> Answer.raw("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\nflag"))) {
            var settings = Loopback.fetch("retries", "0");
            for (int i = 0; i < 20; i++) {
                assertThat(arrived(origin.url("/" + i), settings).attempts()).isEqualTo(1);
            }
        }
    }

    // Redirects.

    @Test
    void aRedirectIsFollowedOverTheSameConnection() {
        try (var origin = origin(request -> switch (request.path()) {
            case "/a/1" -> Answer.redirect(301, "2");
            case "/a/2" -> Answer.redirect(302, "../b?x=y");
            default -> flag();
        })) {
            var transfer = arrived(origin.url("/a/1"), Loopback.fetch());
            assertThat(transfer.finalUrl()).isEqualTo(origin.url("/b?x=y"));
            assertThat(transfer.attempts()).isEqualTo(1);
            assertThat(origin.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void anotherOriginGetsNeitherHeadersNorCredentials() {
        var settings = Loopback.settings()
                .set("seine.job.fetch.headers", Map.of("X-Token", "secret", "Cookie", "a=b"))
                .job()
                .fetch();
        try (var elsewhere = origin(request -> flag());
                var origin = origin(request -> request.path().equals("/near")
                        ? Answer.redirect(302, elsewhere.url("/far"))
                        : Answer.redirect(302, "/near"))) {
            arrived(origin.url("/").replace("//", "//user:pass@"), settings);
            assertThat(requests).hasSize(3);
            for (var trusted : requests.subList(0, 2)) {
                assertThat(trusted.headers())
                        .containsEntry("x-token", "secret")
                        .containsKeys("cookie", "authorization");
            }
            assertThat(requests.get(2).headers()).containsOnlyKeys("host", "user-agent", "accept", "accept-encoding");
        }
    }

    @Test
    void aLoopOfRedirectsEnds() {
        try (var origin = origin(request -> Answer.redirect(302, "/again"))) {
            var lost = lost(origin.url("/"), Loopback.fetch("max-redirects", "5"));
            assertThat(lost.failure().kind()).isEqualTo(Kind.REDIRECT_LIMIT);
            assertThat(origin.requests()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/a", "file:///etc/passwd"})
    void aRedirectOutOfTheWebIsBlocked(String target) {
        try (var origin = origin(request -> Answer.redirect(302, target))) {
            var lost = lost(origin.url("/"), Loopback.fetch("retries", "2"));
            assertThat(lost.failure().kind()).isEqualTo(Kind.REDIRECT_BLOCKED);
            assertThat(lost.transfer().attempts()).isEqualTo(1);
            assertThat(lost.transfer().httpStatus()).isEqualTo(302);
        }
    }

    /// Only the exact address of the origin is open, so that the second hop is judged on its own.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "2130706434", "0177.0.0.2", "0x7f.2", "127.2", "[::ffff:7f00:2]"})
    void aRedirectToAnAddressThatIsNotPublicIsBlocked(String host) throws Exception {
        var settings = Settings.defaults()
                .set("seine.job.fetch.allow-addresses", List.of("127.0.0.1"))
                .job()
                .fetch();
        try (var origin = origin(request -> Answer.redirect(
                        302, "http://" + host + request.header("Host").replace("127.0.0.1", "") + "/"));
                var trap = new ServerSocket(origin.port(), 10, InetAddress.ofLiteral("127.0.0.2"))) {
            assertThat(lost(origin.url("/"), settings).failure().kind()).isEqualTo(Kind.BLOCKED_ADDRESS);
            trap.setSoTimeout(1);
            assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    // Ends from outside.

    static Stream<Answer> endlessAnswers() {
        return Stream.of(
                Answer.neverAnswering(),
                Answer.endlessHeaders(Duration.ofMillis(20)),
                Answer.dripping(new byte[10_000], 10, Duration.ofMillis(20)),
                Answer.drippingForever(10, Duration.ofMillis(20)),
                Answer.endlessChunks(1_000, Duration.ofMillis(20)),
                Answer.stalling(new byte[10_000], 5_000),
                Answer.notFound().withHeader("Content-Length", "10"));
    }

    @ParameterizedTest
    @MethodSource("endlessAnswers")
    void noAnswerOutlivesTheTotalTime(Answer scripted) throws Exception {
        var settings = Loopback.fetch("total-timeout", "400ms", "spool-above", "100B", "retries", "5");
        try (var origin = origin(request -> scripted)) {
            long before = System.nanoTime();
            assertThat(lost(origin.url("/"), settings).failure().kind()).isEqualTo(Kind.TIMEOUT_TOTAL);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(390), Duration.ofMillis(1_500));
            origin.awaitOpenConnections(0, PROMPTLY);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @MethodSource("endlessAnswers")
    void aCancelledFetcherTakesItsConnectionAlong(Answer scripted) throws Exception {
        try (var origin = origin(request -> scripted)) {
            var fetcher = fetcher(origin.url("/"), Loopback.fetch("spool-above", "100B"));
            origin.awaitRequests(1, PROMPTLY);
            fetcher.tell(new Fetcher.Cancel());
            assertThat(lost().failure().kind()).isEqualTo(Kind.CANCELLED);
            item.expectTerminated(fetcher);
            origin.awaitOpenConnections(0, PROMPTLY);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aFetcherThatIsStoppedFromOutsideTakesItsConnectionAlong() throws Exception {
        try (var origin = origin(request -> Answer.neverAnswering())) {
            var fetcher = fetcher(origin.url("/"), Loopback.fetch());
            origin.awaitRequests(1, PROMPTLY);
            KIT.stop(fetcher);
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }
}
