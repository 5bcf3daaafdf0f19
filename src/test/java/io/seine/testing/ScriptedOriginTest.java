package io.seine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class ScriptedOriginTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String PLAIN = OK + "Content-Type: text/plain\r\n";
    private static final String HEAD = PLAIN + "Content-Length: 5\r\n\r\n";
    private static final String CHUNKS = PLAIN + "Transfer-Encoding: chunked\r\n\r\n";

    /// Answers that end the connection, with all that the client sees of them.
    static Stream<Arguments> answersThatEnd() {
        return Stream.of(
                Arguments.of("cutShort", Answer.cutShort(HELLO, 2), HEAD + "he"),
                Arguments.of("cut to nothing", Answer.cutShort(HELLO, 0), HEAD),
                Arguments.of("resetBeforeAnswering", Answer.resetBeforeAnswering(), "[reset]"),
                Arguments.of("resetInHeaders", Answer.resetInHeaders(), OK + "Content-Type: text/pl[reset]"),
                Arguments.of("resetInBody", Answer.resetInBody(HELLO, 3), HEAD + "hel[reset]"),
                Arguments.of(
                        "longerThanDeclared",
                        Answer.longerThanDeclared("hello, you".getBytes(StandardCharsets.US_ASCII), 5),
                        HEAD + "hello, you"),
                Arguments.of(
                        "untilClose", Answer.untilClose(HELLO, "text/plain"), PLAIN + "Connection: close\r\n\r\nhello"),
                Arguments.of("brokenChunks", Answer.brokenChunks(), CHUNKS + "5\r\nhello\r\nNaN\r\nworld\r\n"),
                Arguments.of("chunksCutShort", Answer.chunksCutShort(), CHUNKS + "5\r\nhello\r\n"),
                Arguments.of("raw", Answer.raw("HTTP/1.0 200\n\nok"), "HTTP/1.0 200\n\nok"),
                Arguments.of(
                        "made by hand",
                        Answer.text("a").thenText("b").thenRepeating(HELLO, 2).thenEnd(),
                        "abhellohello"),
                Arguments.of(
                        "made piece by piece",
                        Answer.text("a")
                                .thenPieces(3, number -> new byte[] {(byte) ('0' + number)})
                                .thenEnd(),
                        "a012"),
                Arguments.of("hung up on", Answer.text("a").thenHangingUp(), "a"),
                Arguments.of("delayed reset", Answer.delayed(MOMENT, Answer.resetBeforeAnswering()), "[reset]"),
                Arguments.of(
                        "Connection: close",
                        Answer.notFound().withHeader("Connection", "close"),
                        "HTTP/1.1 404 Scripted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatEnd")
    void anAnswerThatEndsTheConnectionIsSentAsScripted(String name, Answer answer, String seen) throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> answer);
                var client = new RawClient(origin)) {
            assertThat(client.get("/").rest()).as(name).isEqualTo(seen);
            origin.awaitOpenConnections(0, SOON);
        }
    }

    /// Answers after which the connection serves another request, with all that the client sees of them.
    static Stream<Arguments> answersThatGoOn() {
        return Stream.of(
                Arguments.of("ok", Answer.ok(HELLO, "text/plain"), HEAD + "hello"),
                Arguments.of("notFound", Answer.notFound(), "HTTP/1.1 404 Scripted\r\nContent-Length: 0\r\n\r\n"),
                Arguments.of(
                        "status",
                        Answer.status(503, "Retry-After: 1"),
                        "HTTP/1.1 503 Scripted\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n"),
                Arguments.of("status without a body", Answer.status(304), "HTTP/1.1 304 Scripted\r\n\r\n"),
                Arguments.of(
                        "redirect",
                        Answer.redirect(302, "/b"),
                        "HTTP/1.1 302 Scripted\r\nContent-Length: 0\r\nLocation: /b\r\n\r\n"),
                Arguments.of("text", Answer.text("no HTTP"), "no HTTP"),
                Arguments.of("delayed", Answer.delayed(MOMENT, Answer.ok(HELLO, "text/plain")), HEAD + "hello"),
                Arguments.of("dripping", Answer.dripping(HELLO, 2, MOMENT), HEAD + "hello"),
                Arguments.of(
                        "chunked",
                        Answer.chunked(HELLO, 2, "text/plain"),
                        CHUNKS + "2\r\nhe\r\n2\r\nll\r\n1\r\no\r\n0\r\n\r\n"),
                Arguments.of(
                        "hugeHeader",
                        Answer.hugeHeader(100_000),
                        HEAD.strip() + "\r\nX-Huge: " + "x".repeat(100_000) + "\r\n\r\nhello"),
                Arguments.of(
                        "manyHeaders",
                        Answer.manyHeaders(2),
                        HEAD.strip() + "\r\nX-Many-0: 0\r\nX-Many-1: 1\r\n\r\nhello"),
                Arguments.of(
                        "withHeader",
                        Answer.ok(HELLO, "text/html")
                                .withHeader("content-length", "5")
                                .withHeader("Content-Type", "a/b"),
                        OK + "content-length: 5\r\nContent-Type: a/b\r\n\r\nhello"),
                Arguments.of(
                        "withFurtherHeader",
                        Answer.status(204).withFurtherHeader("A", "1").withFurtherHeader("A", "2"),
                        "HTTP/1.1 204 Scripted\r\nA: 1\r\nA: 2\r\n\r\n"),
                Arguments.of(
                        "withoutHeader",
                        Answer.notFound().withoutHeader("Content-Length"),
                        "HTTP/1.1 404 Scripted\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatGoOn")
    void anAnswerThatIsWholeLeavesTheConnectionOpen(String name, Answer answer, String seen) throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> answer);
                var client = new RawClient(origin)) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.get("/").read(seen.length())).as(name).isEqualTo(seen);
            }
            assertThat(origin.connectionsAccepted()).isOne();
            assertThat(origin.openConnections()).isOne();
        }
    }

    /// Answers without an end, with the first that the client sees of them.
    static Stream<Arguments> answersThatNeverEnd() {
        return Stream.of(
                Arguments.of("neverAnswering", Answer.neverAnswering(), ""),
                Arguments.of("stalling", Answer.stalling(HELLO, 2), HEAD + "he"),
                Arguments.of("delayed", Answer.delayed(LONG, Answer.notFound()), ""),
                Arguments.of("dripping", Answer.dripping(HELLO, 1, LONG), HEAD + "h"),
                Arguments.of(
                        "drippingForever",
                        Answer.drippingForever(3, MOMENT),
                        PLAIN + "Connection: close\r\n\r\n" + "x".repeat(12)),
                Arguments.of("thenForever", Answer.text("a").thenForever(HELLO, MOMENT), "a" + "hello".repeat(3)),
                Arguments.of("endlessHeaders", Answer.endlessHeaders(MOMENT), OK + "X-More: and more\r\n".repeat(4)),
                Arguments.of(
                        "endlessChunks",
                        Answer.endlessChunks(16, Duration.ZERO),
                        CHUNKS + ("10\r\n" + "x".repeat(16) + "\r\n").repeat(1_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatNeverEnd")
    void anAnswerWithoutAnEndIsGivenUpWhenTheClientCloses(String name, Answer answer, String seen) throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> answer)) {
            try (var client = new RawClient(origin)) {
                assertThat(client.get("/").read(seen.length())).as(name).isEqualTo(seen);
                origin.awaitRequests(1, SOON);
                assertThat(origin.openConnections()).isOne();
            }
            origin.awaitOpenConnections(0, SOON);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatNeverEnd")
    void anAnswerWithoutAnEndIsGivenUpWhenTheClientResets(String name, Answer answer, String seen) throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> answer);
                var client = new RawClient(origin)) {
            assertThat(client.get("/").read(seen.length())).as(name).isEqualTo(seen);
            origin.awaitRequests(1, SOON);
            client.reset();
            origin.awaitOpenConnections(0, SOON);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatNeverEnd")
    void anAnswerWithoutAnEndIsGivenUpWhenTheOriginCloses(String name, Answer answer, String seen) throws Exception {
        var origin = ScriptedOrigin.start(_ -> answer);
        try (var client = new RawClient(origin)) {
            assertThat(client.get("/").read(seen.length())).as(name).isEqualTo(seen);
            origin.close();
            assertThat(origin.openConnections()).isZero();
        }
    }

    @Test
    void garbageIsNoHttp() throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.garbage());
                var client = new RawClient(origin)) {
            assertThat(client.get("/").rest())
                    .isNotEmpty()
                    .doesNotStartWith("HTTP")
                    .doesNotEndWith("[reset]");
        }
    }

    @Test
    void anUnwelcomeConnectionIsResetBeforeItSaysAWord() throws Exception {
        try (var origin = ScriptedOrigin.start(Handler.resettingOnAccept());
                var client = new RawClient(origin)) {
            assertThat(client.rest()).isEqualTo("[reset]");
            origin.awaitOpenConnections(0, SOON);
            assertThat(origin.connectionsAccepted()).isOne();
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void aGreetingIsSaidBeforeAnythingIsAsked() throws Exception {
        try (var origin = ScriptedOrigin.start(Handler.greeting(Answer.text("welcome")));
                var client = new RawClient(origin)) {
            assertThat(client.read(7)).isEqualTo("welcome");
            assertThat(origin.requests()).isZero();
            client.get("/");
            origin.awaitRequests(1, SOON);
            assertThat(origin.openConnections()).isOne();
        }
    }

    @Test
    void anOriginMayBeAtAnotherLoopbackAddress() throws Exception {
        try (var origin = ScriptedOrigin.start("127.0.0.2", _ -> Answer.ok(HELLO, "text/plain"));
                var client = HttpClient.newHttpClient()) {
            assertThat(origin.url("/")).startsWith("http://127.0.0.2:");
            var request = HttpRequest.newBuilder(URI.create(origin.url("/"))).build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("hello");
        }
    }

    @Test
    void theScriptSeesTheRequest() throws Exception {
        var seen = new ArrayList<Request>();
        Handler handler = request -> {
            seen.add(request);
            return Answer.notFound();
        };
        try (var origin = ScriptedOrigin.start(handler);
                var client = new RawClient(origin)) {
            client.send(
                    "POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nX-Two:  1\r\nx-two: 2 \r\nContent-Length: 5\r\n\r\nhello");
            client.line();
            assertThat(seen).hasSize(1);
            var request = seen.getFirst();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/a/b?c=d");
            assertThat(request.path()).isEqualTo("/a/b");
            assertThat(request.headers()).isEqualTo(Map.of("host", "x", "x-two", "1, 2", "content-length", "5"));
            assertThat(request.header("X-TWO")).isEqualTo("1, 2");
            assertThat(request.header("Range")).isEmpty();
            assertThat(request.connection()).isOne();
            assertThat(request.peer().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    @Test
    void requestsInAnyPiecesAreAnsweredInOrder() throws Exception {
        Handler echo = request -> Answer.ok(request.target().getBytes(StandardCharsets.US_ASCII), "text/plain");
        try (var origin = ScriptedOrigin.start(echo);
                var client = new RawClient(origin)) {
            var targets = new ArrayList<String>();
            for (int i = 0; i < 100; i++) {
                targets.add("/" + "x".repeat(i * 37 % 3_000) + i);
            }
            var bytes = new StringBuilder();
            targets.forEach(target -> bytes.append("GET " + target + " HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"));
            for (int from = 0; from < bytes.length(); from += 97) {
                client.send(bytes.substring(from, Math.min(from + 97, bytes.length())));
            }
            for (var target : targets) {
                var head = PLAIN + "Content-Length: " + target.length() + "\r\n\r\n";
                assertThat(client.read(head.length() + target.length())).isEqualTo(head + target);
            }
            assertThat(origin.targets()).isEqualTo(targets);
            assertThat(origin.requests()).isEqualTo(100);
        }
    }

    @Test
    void aClientThatAsksToCloseIsObeyed() throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.notFound());
                var client = new RawClient(origin)) {
            client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).endsWith("\r\n\r\n");
        }
    }

    @Test
    void whatIsNoRequestEndsTheConnection() throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.notFound());
                var client = new RawClient(origin)) {
            assertThat(client.send("hello\r\n\r\n").rest()).isEmpty();
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void aThousandConnectionsAreHeldAtOnce() throws Exception {
        int many = 1_000;
        try (var origin = ScriptedOrigin.start(_ -> Answer.neverAnswering())) {
            var clients = new ArrayList<RawClient>();
            for (int i = 0; i < many; i++) {
                clients.add(new RawClient(origin).get("/"));
            }
            origin.awaitRequests(many, SOON);
            assertThat(origin.openConnections()).isEqualTo(many);
            for (var client : clients) {
                client.close();
            }
            origin.awaitOpenConnections(0, SOON);
            assertThat(origin.peakConnections()).isEqualTo(many);
            assertThat(origin.connectionsAccepted()).isEqualTo(many);
        }
    }

    @Test
    void waitingInVainSaysWhatThereIsInstead() {
        try (var origin = ScriptedOrigin.start(_ -> Answer.notFound())) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> origin.awaitOpenConnections(3, MOMENT))
                    .withMessage(
                            "no 3 open connections within PT0.02S, but 0 open connections, 0 accepted, 0 requests");
        }
    }

    @Test
    void aScriptThatThrowsIsReportedWhenTheOriginCloses() throws Exception {
        Handler broken = request -> {
            throw new IllegalArgumentException("no answer for " + request.target());
        };
        var origin = ScriptedOrigin.start(broken);
        try (var client = new RawClient(origin)) {
            assertThat(client.get("/a").line()).isEqualTo("HTTP/1.1 500 Scripted\r\n");
            assertThatIllegalStateException()
                    .isThrownBy(origin::close)
                    .havingCause()
                    .withMessage("no answer for /a");
        }
    }

    @Test
    void aScriptThatBlocksIsInterruptedWhenTheOriginCloses() throws Exception {
        Handler blocking = _ -> {
            new CountDownLatch(1).await();
            return Answer.notFound();
        };
        var origin = ScriptedOrigin.start(blocking);
        try (var client = new RawClient(origin)) {
            client.get("/");
            origin.awaitRequests(1, SOON);
            origin.close();
            assertThat(origin.openConnections()).isZero();
        }
    }

    @Test
    void anAnswerWithoutAHeadTakesNoHeader() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Answer.neverAnswering().withHeader("A", "1"))
                .withMessageContaining("A");
    }

    @Test
    void httpsIsSpokenWithTheCertificateGiven() throws Exception {
        var certificate = TestCertificate.forHost("ip:127.0.0.1");
        try (var origin = ScriptedOrigin.startTls(_ -> Answer.ok(HELLO, "text/plain"), certificate.server());
                var client =
                        HttpClient.newBuilder().sslContext(certificate.client()).build();
                var stranger = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(origin.url("/a"))).build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("hello");
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> stranger.send(request, BodyHandlers.ofString()));
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefusedEvenByAClientThatTrustsIt() throws Exception {
        var certificate = TestCertificate.forHost("dns:example.org");
        try (var origin = ScriptedOrigin.startTls(_ -> Answer.notFound(), certificate.server());
                var client =
                        HttpClient.newBuilder().sslContext(certificate.client()).build()) {
            var request = HttpRequest.newBuilder(URI.create(origin.url("/"))).build();
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> client.send(request, BodyHandlers.ofString()));
            assertThat(origin.requests()).isZero();
        }
    }

    @Test
    void faultsAreTheSameUnderTls() throws Exception {
        var certificate = TestCertificate.forHost("ip:127.0.0.1");
        Handler handler =
                request -> request.path().equals("/cut") ? Answer.cutShort(HELLO, 2) : Answer.resetInBody(HELLO, 2);
        try (var origin = ScriptedOrigin.startTls(handler, certificate.server());
                var client =
                        HttpClient.newBuilder().sslContext(certificate.client()).build()) {
            for (var path : new String[] {"/cut", "/reset"}) {
                var request =
                        HttpRequest.newBuilder(URI.create(origin.url(path))).build();
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> client.send(request, BodyHandlers.ofString()));
                origin.awaitOpenConnections(0, SOON);
            }
            assertThat(origin.targets()).contains("/cut", "/reset");
        }
    }
}
