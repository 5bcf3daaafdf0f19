package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.seine.config.FetchSettings;
import io.seine.config.Settings;
import io.seine.fetch.Answer.Failed;
import io.seine.fetch.Answer.Head;
import io.seine.fetch.Answer.Moved;
import io.seine.fetch.Answer.Whole;
import io.seine.model.Body;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.Loopback;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One exchange at a time with an origin that does its worst.
@Timeout(20)
class HttpClientTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ExecutorService BLOCKING = Executors.newVirtualThreadPerTaskExecutor();
    private static final Duration PROMPTLY = Duration.ofSeconds(2);
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
        BLOCKING.close();
    }

    private HttpClient client(FetchSettings settings) {
        return new HttpClient(KIT.system(), settings, folder, BLOCKING);
    }

    private static io.seine.fetch.Answer answer(HttpClient client, String url) throws Exception {
        return client.start(WebUrl.parse(url), true)
                .answer()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Whole whole(io.seine.fetch.Answer answer) {
        assertThat(answer).isInstanceOf(Whole.class);
        return (Whole) answer;
    }

    private static Failed failed(io.seine.fetch.Answer answer) {
        assertThat(answer).isInstanceOf(Failed.class);
        return (Failed) answer;
    }

    private static byte[] noise(int size) {
        var bytes = new byte[size];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    // What arrives.

    static Stream<Answer> wholeAnswers() {
        return Stream.of(
                Answer.ok(HELLO, "image/gif"),
                Answer.chunked(HELLO, 2, "image/gif"),
                Answer.untilClose(HELLO, "image/gif"),
                Answer.longerThanDeclared("hello, there is more".getBytes(StandardCharsets.US_ASCII), 5)
                        .withHeader("Content-Type", "image/gif"),
                Answer.dripping(HELLO, 1, Duration.ofMillis(5)).withHeader("Content-Type", "image/gif"),
                Answer.ok(HELLO, "image/gif; charset=binary").withHeader("X-Long", "x".repeat(60_000)),
                Answer.manyHeaders(500).withHeader("Content-Type", "image/gif"));
    }

    @ParameterizedTest
    @MethodSource("wholeAnswers")
    void aWholeBodyArrivesWithItsDigestAndMediaType(Answer scripted) throws Exception {
        try (var origin = ScriptedOrigin.start(request -> scripted);
                var client = client(Loopback.fetch())) {
            var whole = whole(answer(client, origin.url("/a.gif")));
            assertThat(whole.body().bytes()).isEqualTo(HELLO);
            assertThat(whole.sha256()).isEqualTo(sha256(HELLO));
            assertThat(whole.head()).isEqualTo(new Head(200, "image/gif"));
        }
    }

    @Test
    void aBodyWithoutATypeIsOctets() throws Exception {
        try (var origin = ScriptedOrigin.start(
                        request -> Answer.ok(HELLO, "image/gif").withoutHeader("Content-Type"));
                var client = client(Loopback.fetch())) {
            assertThat(whole(answer(client, origin.url("/"))).head().mime()).isEqualTo("application/octet-stream");
        }
    }

    @Test
    void anEmptyBodyIsWhole() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.status(200));
                var client = client(Loopback.fetch())) {
            assertThat(whole(answer(client, origin.url("/"))).body().size()).isZero();
        }
    }

    // What fails.

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void whatIsNotThereIsNotFound(int status) throws Exception {
        assertThat(failed(only(Answer.status(status))))
                .satisfies(failed -> assertThat(failed.kind()).isEqualTo(Kind.NOT_FOUND))
                .satisfies(failed -> assertThat(failed.head()).isNotNull())
                .satisfies(failed -> assertThat(failed.message()).startsWith(status + ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {304, 400, 401, 403, 429, 451, 500, 503, 520, 599, 799, 999})
    void anotherStatusIsToldAsItIs(int status) throws Exception {
        var failed = failed(only(Answer.status(status, "Retry-After: 7")));
        assertThat(failed.kind()).isEqualTo(Kind.HTTP_STATUS);
        assertThat(failed.head()).isEqualTo(new Head(status, null));
        assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    private io.seine.fetch.Answer only(Answer scripted) throws Exception {
        try (var origin = ScriptedOrigin.start(request -> scripted);
                var client = client(Loopback.fetch())) {
            return answer(client, origin.url("/"));
        }
    }

    static Stream<Arguments> hostileAnswers() {
        var small = noise(10_000);
        var big = noise(1 << 20);
        return Stream.of(
                arguments(Kind.CONNECT, Answer.resetBeforeAnswering(), 0),
                arguments(Kind.CONNECT, Answer.resetInHeaders(), 0),
                arguments(Kind.CONNECT, Answer.raw(""), 0),
                arguments(Kind.PROTOCOL, Answer.garbage(), 0),
                arguments(Kind.PROTOCOL, Answer.hugeHeader(1 << 20), 0),
                arguments(Kind.PROTOCOL, Answer.manyHeaders(5_000), 0),
                arguments(Kind.TRUNCATED, Answer.resetInBody(small, 1000), -1),
                arguments(Kind.TRUNCATED, Answer.cutShort(small, 1000), 1000),
                arguments(Kind.PROTOCOL, Answer.brokenChunks(), 5),
                arguments(Kind.TRUNCATED, Answer.chunksCutShort(), 5),
                arguments(Kind.TIMEOUT_FIRST_BYTE, Answer.neverAnswering(), 0),
                arguments(Kind.TIMEOUT_FIRST_BYTE, Answer.endlessHeaders(Duration.ofMillis(20)), 0),
                arguments(Kind.TIMEOUT_IDLE, Answer.stalling(small, 1000), 1000),
                arguments(Kind.TOO_LARGE, Answer.ok(big, "image/gif"), 0),
                arguments(Kind.TOO_LARGE, Answer.chunked(big, 1000, "image/gif"), -1),
                arguments(Kind.TOO_LARGE, Answer.endlessChunks(10_000, Duration.ZERO), -1),
                arguments(Kind.DISALLOWED, Answer.ok(HELLO, "image/gif").withHeader("X-Robots-Tag", "noai"), 0));
    }

    @ParameterizedTest
    @MethodSource("hostileAnswers")
    void aHostileAnswerEndsAsItsKindAndItsConnectionIsGone(Kind kind, Answer scripted, long bytes) throws Exception {
        var settings = Loopback.fetch(
                "first-byte-timeout", "300ms", "idle-timeout", "300ms", "max-size", "512KiB", "spool-above", "500B");
        try (var origin = ScriptedOrigin.start(request -> scripted);
                var client = client(settings)) {
            var failed = failed(answer(client, origin.url("/")));
            assertThat(failed.kind()).as(failed.message()).isEqualTo(kind);
            assertThat(failed.message()).isNotBlank().doesNotContain("pekko");
            if (bytes >= 0) {
                assertThat(failed.bytes()).isEqualTo(bytes);
            }
            origin.awaitOpenConnections(0, PROMPTLY);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aResetOnAcceptIsConnect() throws Exception {
        try (var origin = ScriptedOrigin.start(Handler.resettingOnAccept());
                var client = client(Loopback.fetch())) {
            assertThat(failed(answer(client, origin.url("/"))).kind()).isEqualTo(Kind.CONNECT);
        }
    }

    @Test
    void aPortWhereNobodyListensIsConnect() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = closed.getLocalPort();
        }
        try (var client = client(Loopback.fetch())) {
            assertThat(failed(answer(client, "http://127.0.0.1:" + port + "/")).kind())
                    .isEqualTo(Kind.CONNECT);
        }
    }

    @Test
    void aHostThatTakesNoConnectionsIsTimeoutConnect() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var queue = new FullQueue(server);
                var client = client(Loopback.fetch("connect-timeout", "300ms"))) {
            assertThat(failed(answer(client, "http://127.0.0.1:" + queue.port() + "/"))
                            .kind())
                    .isEqualTo(Kind.TIMEOUT_CONNECT);
        }
    }

    /// Connections that fill the accept queue of a server, so that the next one is not answered.
    private static final class FullQueue implements AutoCloseable {
        private final List<Socket> waiting = new ArrayList<>();
        private final int port;

        FullQueue(ServerSocket server) throws IOException {
            port = server.getLocalPort();
            while (queued(server)) {
                assertThat(waiting).hasSizeLessThan(100);
            }
        }

        private boolean queued(ServerSocket server) throws IOException {
            var socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), port), 200);
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            }
        }

        int port() {
            return port;
        }

        @Override
        public void close() throws IOException {
            for (var socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void aHostThatNobodyKnowsIsDns() throws Exception {
        try (var client = client(Loopback.fetch())) {
            var failed = failed(answer(client, "http://no-such-host.invalid/"));
            assertThat(failed.kind()).isEqualTo(Kind.DNS);
            assertThat(failed.message()).contains("no-such-host.invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "2130706433",
                "0177.0.0.1",
                "017700000001",
                "0x7f.0.0.1",
                "0x7f000001",
                "127.1",
                "127.0.0.1.",
                "%31%32%37.0.0.1",
                "１２７.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[64:ff9b::127.0.0.1]",
                "0"
            })
    void loopbackIsBlockedByDefaultHoweverItIsSpelt(String host) throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(HELLO, "image/gif"));
                var client = client(Settings.defaults().job().fetch())) {
            var failed = failed(answer(client, "http://" + host + ":" + origin.port() + "/"));
            assertThat(failed.kind()).as(failed.message()).isEqualTo(Kind.BLOCKED_ADDRESS);
            assertThat(origin.connectionsAccepted()).isZero();
        }
    }

    @Test
    void aRobotsTagIsIgnoredWhereTheJobSaysSo() throws Exception {
        try (var origin = ScriptedOrigin.start(
                        request -> Answer.ok(HELLO, "image/gif").withHeader("X-Robots-Tag", "noindex"));
                var client = client(Loopback.fetch("x-robots-tag", "false"))) {
            assertThat(whole(answer(client, origin.url("/"))).body().bytes()).isEqualTo(HELLO);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectPointsToItsTarget(int status) throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.redirect(status, "../b.gif?x=1"));
                var client = client(Loopback.fetch())) {
            assertThat(answer(client, origin.url("/a/a.gif")))
                    .isEqualTo(new Moved(new Head(status, null), WebUrl.parse(origin.url("/b.gif?x=1"))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://h/a", "file:///etc/passwd", "data:text/plain,a", "javascript:1", "http://", "gopher:x"})
    void aRedirectToWhatIsNoWebAddressIsBlocked(String location) throws Exception {
        var failed = failed(only(Answer.redirect(302, location)));
        assertThat(failed.kind()).isEqualTo(Kind.REDIRECT_BLOCKED);
        assertThat(failed.message()).contains(location);
    }

    @Test
    void aRedirectWithoutATargetIsAStatus() throws Exception {
        assertThat(failed(only(Answer.status(302))).kind()).isEqualTo(Kind.HTTP_STATUS);
    }

    // What is given up.

    @Test
    void anExchangeThatIsAbortedBeforeTheHeadTakesItsConnectionAlong() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.neverAnswering());
                var client = client(Loopback.fetch())) {
            var exchange = client.start(WebUrl.parse(origin.url("/")), true);
            origin.awaitRequests(1, PROMPTLY);
            exchange.abort();
            assertThat(exchange.answer().toCompletableFuture().get(1, TimeUnit.SECONDS))
                    .isInstanceOf(Failed.class);
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }

    @Test
    void anExchangeThatIsAbortedInItsBodyLeavesNoConnectionAndNoFile() throws Exception {
        var spooled = noise(1 << 20);
        try (var origin = ScriptedOrigin.start(request -> Answer.stalling(spooled, 1 << 19));
                var client = client(Loopback.fetch("spool-above", "1KiB"))) {
            var exchange = client.start(WebUrl.parse(origin.url("/")), true);
            awaitFile();
            exchange.abort();
            assertThat(failed(exchange.answer().toCompletableFuture().get(1, TimeUnit.SECONDS))
                            .bytes())
                    .isPositive();
            origin.awaitOpenConnections(0, PROMPTLY);
            assertThat(folder).isEmptyDirectory();
        }
    }

    private void awaitFile() throws Exception {
        try (var watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            if (isEmpty(folder)) {
                assertThat(watch.poll(5, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void aClientThatIsClosedLeavesNoConnectionOpen() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> request.path().equals("/quick")
                ? Answer.ok(HELLO, "image/gif")
                : request.path().equals("/lost") ? notFoundWithout(10) : Answer.neverAnswering())) {
            try (var client = client(Loopback.fetch())) {
                answer(client, origin.url("/quick"));
                failed(answer(client, origin.url("/lost")));
                client.start(WebUrl.parse(origin.url("/never")), true);
                origin.awaitRequests(3, PROMPTLY);
            }
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }

    /// 404 with a body that never comes.
    private static Answer notFoundWithout(int length) {
        return Answer.notFound().withHeader("Content-Length", Integer.toString(length));
    }

    // Spooling.

    @Test
    void aLargeBodyGoesThroughAFile() throws Exception {
        var large = noise(3 << 20);
        try (var origin = ScriptedOrigin.start(request -> Answer.chunked(large, 50_000, "image/gif"));
                var client = client(Loopback.fetch("spool-above", "1MiB"))) {
            var whole = whole(answer(client, origin.url("/")));
            assertThat(whole.body()).isInstanceOf(Body.Spooled.class);
            assertThat(whole.body().size()).isEqualTo(large.length);
            assertThat(whole.sha256()).isEqualTo(sha256(large));
            assertThat(((Body.Spooled) whole.body()).file()).hasParent(folder).hasBinaryContent(large);
            whole.body().discard();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 16, (1 << 16) + 1})
    void onlyABodyAboveTheThresholdGoesThroughAFile(int size) throws Exception {
        var body = noise(size);
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(body, "image/gif"));
                var client = client(Loopback.fetch("spool-above", "64KiB"))) {
            var whole = whole(answer(client, origin.url("/")));
            assertThat(whole.body() instanceof Body.Spooled).isEqualTo(size > 1 << 16);
            assertThat(whole.body().bytes()).isEqualTo(body);
        }
    }

    @Test
    void aBodyThatCannotBeSpooledIsAFailureOfStorage() throws Exception {
        var gone = folder.resolve("gone");
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(noise(1 << 20), "image/gif"));
                var client = new HttpClient(KIT.system(), Loopback.fetch("spool-above", "1KiB"), gone, BLOCKING)) {
            assertThat(failed(answer(client, origin.url("/"))).kind()).isEqualTo(Kind.STORAGE);
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }

    // Connections.

    @Test
    void requestsInARowShareAConnection() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> switch (request.path()) {
                    case "/0" -> Answer.notFound();
                    case "/1" -> Answer.redirect(302, "/2");
                    case "/3" -> Answer.status(500);
                    case "/4" -> Answer.chunked(noise(100_000), 3_000, "image/gif");
                    default -> Answer.ok(HELLO, "image/gif");
                });
                var client = client(Loopback.fetch())) {
            for (int i = 0; i < 20; i++) {
                answer(client, origin.url("/" + i));
            }
            assertThat(origin.requests()).isEqualTo(20);
            assertThat(origin.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionLastsForAnyNumberOfRequests() throws Exception {
        var answer = Answer.ok(HELLO, "image/gif").withHeader("X-Long", "x".repeat(30_000));
        try (var origin = ScriptedOrigin.start(request -> answer);
                var client = client(Loopback.fetch())) {
            for (int i = 0; i < 100; i++) { // more in all than may come before one head
                whole(answer(client, origin.url("/" + i)));
            }
            assertThat(origin.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void whatComesWhileAConnectionIsIdleAnswersNothing() throws Exception {
        var late =
                Answer.ok(HELLO, "image/gif").thenPause(Duration.ofMillis(200)).thenText("""
                HTTP/1.1 200 OK\r
                Content-Length: 6\r
                \r
                poison""");
        try (var origin = ScriptedOrigin.start(
                        request -> request.path().equals("/1") ? late : Answer.ok(HELLO, "image/gif"));
                var client = client(Loopback.fetch())) {
            assertThat(whole(answer(client, origin.url("/1"))).body().bytes()).isEqualTo(HELLO);
            origin.awaitOpenConnections(0, PROMPTLY); // the poison has come, and the connection is dropped for it
            assertThat(whole(answer(client, origin.url("/2"))).body().bytes()).isEqualTo(HELLO);
        }
    }

    @Test
    void aPageThatQuotesASwitchOfProtocolsIsAPage() throws Exception {
        var page = "<pre>HTTP/1.1 101 Switching Protocols\r\n</pre>".getBytes(StandardCharsets.US_ASCII);
        var head = "HTTP/1.1 200 OK\r\nContent-Length: " + page.length + "\r\n\r\n";
        try (var origin = ScriptedOrigin.start(
                        request -> Answer.raw(head + new String(page, StandardCharsets.US_ASCII)));
                var client = client(Loopback.fetch())) {
            assertThat(whole(answer(client, origin.url("/"))).body().bytes()).isEqualTo(page);
        }
    }

    @Test
    void aConnectionThatTheOriginClosedWhileIdleIsNoError() throws Exception {
        var secretly = new Handler() {
            @Override
            public Answer answer(Request request) {
                return Answer.raw("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello");
            }
        };
        try (var origin = ScriptedOrigin.start(secretly);
                var client = client(Loopback.fetch())) {
            for (int i = 0; i < 50; i++) {
                assertThat(whole(answer(client, origin.url("/" + i))).body().bytes())
                        .isEqualTo(HELLO);
            }
            assertThat(origin.requests()).isEqualTo(50);
        }
    }

    @Test
    void aConnectionThatTheOriginResetWhileIdleIsNoError() throws Exception {
        try (var origin = ScriptedOrigin.start(
                        request -> request.connection() == 1 && request.path().equals("/1")
                                ? Answer.resetBeforeAnswering()
                                : Answer.ok(HELLO, "image/gif"));
                var client = client(Loopback.fetch())) {
            assertThat(whole(answer(client, origin.url("/0"))).body().bytes()).isEqualTo(HELLO);
            assertThat(whole(answer(client, origin.url("/1"))).body().bytes()).isEqualTo(HELLO);
            assertThat(origin.connectionsAccepted()).isEqualTo(2);
        }
    }

    // The wire.

    @Test
    void theRequestIsExactlyWhatItShouldBe() throws Exception {
        var seen = new LinkedBlockingQueue<Request>();
        var settings = Loopback.settings()
                .setText("seine.job.fetch.user-agent", "My (odd; agent) 1.0, like/Gecko; +x@y.org \"q\"")
                .set("seine.job.fetch.headers", Map.of("Referer", "http://example.org/a b?c=|", "X-Token", "s;e=c\"r"))
                .job()
                .fetch();
        try (var origin = ScriptedOrigin.start(request -> {
                    seen.add(request);
                    return Answer.ok(HELLO, "image/gif");
                });
                var client = client(settings)) {
            answer(client, origin.url("/a.jpg!w440?auth_key=1-0-0-ed2a|[x] %zz#fragment"));
            var request = seen.take();
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.target()).isEqualTo("/a.jpg!w440?auth_key=1-0-0-ed2a|[x]%20%zz");
            assertThat(request.headers())
                    .isEqualTo(Map.of(
                            "host", "127.0.0.1:" + origin.port(),
                            "user-agent", "My (odd; agent) 1.0, like/Gecko; +x@y.org \"q\"",
                            "accept", "image/*,*/*;q=0.8",
                            "accept-encoding", "gzip, deflate, br",
                            "referer", "http://example.org/a b?c=|",
                            "x-token", "s;e=c\"r"));
        }
    }

    @Test
    void aHeaderOfTheJobReplacesOurs() throws Exception {
        var seen = new LinkedBlockingQueue<Request>();
        var settings = Loopback.settings()
                .set(
                        "seine.job.fetch.headers",
                        Map.of(
                                "ACCEPT",
                                "image/avif",
                                "user-agent",
                                "mine",
                                "authorization",
                                "Bearer b",
                                "Cookie",
                                "a=b"))
                .job()
                .fetch();
        try (var origin = ScriptedOrigin.start(request -> {
                    seen.add(request);
                    return Answer.ok(HELLO, "image/gif");
                });
                var client = client(settings)) {
            answer(client, "http://user:pass@127.0.0.1:" + origin.port() + "/");
            assertThat(seen.take().headers())
                    .containsEntry("accept", "image/avif")
                    .containsEntry("user-agent", "mine")
                    .containsEntry("authorization", "Bearer b")
                    .containsEntry("cookie", "a=b");
        }
    }

    @Test
    void theUserInAnAddressIsSentAsBasicCredentials() throws Exception {
        var seen = new LinkedBlockingQueue<Request>();
        try (var origin = ScriptedOrigin.start(request -> {
                    seen.add(request);
                    return Answer.ok(HELLO, "image/gif");
                });
                var client = client(Loopback.fetch())) {
            answer(client, "http://us%20er:p%C3%A4ss@127.0.0.1:" + origin.port() + "/a");
            var request = seen.take();
            assertThat(request.target()).isEqualTo("/a");
            assertThat(request.header("Authorization")).isEqualTo("Basic dXMgZXI6cMOkc3M=");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a%2Fb",
                "/a%20b",
                "/%E4%BD%A0",
                "/a'b(c)*~!$&,;=:@",
                "/a?b?c",
                "/?a=b&c=d+e",
                "/a//b",
                "/a;p=1",
                "/%FF",
                "/a%00b"
            })
    void aSoundTargetIsSentAsItStands(String target) throws Exception {
        assertThat(targetOf(target)).isEqualTo(target);
    }

    static Stream<Arguments> repairs() {
        return Stream.of(
                arguments("/a b", "/a%20b"),
                arguments("/a/../b/./c", "/b/c"),
                arguments("/你好?q=ä", "/%E4%BD%A0%E5%A5%BD?q=%C3%A4"),
                arguments("/a|b^c`d", "/a|b%5Ec%60d"),
                arguments("/100%", "/100%"),
                arguments("/a\\b", "/a/b"),
                arguments("", "/"),
                arguments("?q", "/?q"));
    }

    @ParameterizedTest
    @MethodSource("repairs")
    void anUnsoundTargetIsRepaired(String target, String sent) throws Exception {
        assertThat(targetOf(target)).isEqualTo(sent);
    }

    private String targetOf(String target) throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(HELLO, "image/gif"));
                var client = client(Loopback.fetch())) {
            whole(answer(client, origin.url("/").replaceFirst("/$", "") + target));
            return origin.targets().getFirst();
        }
    }

    @Test
    void aVeryLongAddressIsSent() throws Exception {
        assertThat(targetOf("/" + "a".repeat(20_000))).hasSize(20_001);
    }
}
