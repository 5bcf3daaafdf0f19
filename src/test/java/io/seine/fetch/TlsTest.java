package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.fetch.Answer.Failed;
import io.seine.fetch.Answer.Whole;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Answer;
import io.seine.testing.Loopback;
import io.seine.testing.ScriptedOrigin;
import io.seine.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class TlsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Duration PROMPTLY = Duration.ofSeconds(2);
    private static TestCertificate certificate;

    @TempDir
    private Path folder;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.forHost("ip:127.0.0.1");
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private io.seine.fetch.Answer exchange(String url, String verify) throws Exception {
        var settings = Loopback.fetch("tls.verify", verify, "connect-timeout", "1s");
        try (var client = new HttpClient(KIT.system(), settings, folder, Runnable::run)) {
            return client.start(WebUrl.parse(url), true)
                    .answer()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private Failed failed(String url, String verify) throws Exception {
        var answer = exchange(url, verify);
        assertThat(answer).isInstanceOf(Failed.class);
        return (Failed) answer;
    }

    private static ScriptedOrigin origin() {
        return ScriptedOrigin.startTls(request -> Answer.ok(new byte[100_000], "image/gif"), certificate.server());
    }

    @RepeatedTest(20)
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        try (var origin = origin()) {
            var failed = failed(origin.url("/"), "true");
            assertThat(failed.kind()).as(failed.message()).isEqualTo(Kind.TLS);
            assertThat(origin.requests()).isZero();
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }

    @Test
    void anyCertificateWillDoWhereTheJobSaysSo() throws Exception {
        try (var origin = origin()) {
            assertThat(exchange(origin.url("/"), "false"))
                    .isInstanceOfSatisfying(
                            Whole.class,
                            whole -> assertThat(whole.body().size()).isEqualTo(100_000));
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }

    @Test
    void aNameThatTheCertificateDoesNotCarryIsRefused() throws Exception {
        var elsewhere = TestCertificate.forHost("dns:example.org");
        try (var origin = ScriptedOrigin.startTls(request -> Answer.notFound(), elsewhere.server())) {
            assertThat(failed(origin.url("/"), "true").kind()).isEqualTo(Kind.TLS);
        }
    }

    @Test
    void anOriginThatAnswersTlsWithSomethingElseIsAFailureOfTls() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> sayHttp(server));
            assertThat(failed("https://127.0.0.1:" + server.getLocalPort() + "/", "true")
                            .kind())
                    .isEqualTo(Kind.TLS);
        }
    }

    private static void sayHttp(ServerSocket server) {
        try (var socket = server.accept()) {
            assertThat(socket.getInputStream().read()).isNotNegative();
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anOriginThatNeverShakesHandsIsTimeoutConnect() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.neverAnswering())) {
            assertThat(failed(origin.url("/").replace("http:", "https:"), "true")
                            .kind())
                    .isEqualTo(Kind.TIMEOUT_CONNECT);
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }
}
