package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.seine.config.FetchSettings;
import io.seine.fetch.Answer.Failed;
import io.seine.fetch.Answer.Whole;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Answer;
import io.seine.testing.Loopback;
import io.seine.testing.NothingThere;
import io.seine.testing.ScriptedOrigin;
import io.seine.testing.TestAuthority;
import io.seine.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        return exchange(url, Loopback.fetch("tls.verify", verify, "connect-timeout", "1s"));
    }

    private io.seine.fetch.Answer exchange(String url, FetchSettings settings) throws Exception {
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

    // Trust stores and versions.

    private FetchSettings trusting(TestCertificate trusted, String... more) throws IOException {
        var store = trusted.trustStore(Files.createTempFile(folder, "trust", ".p12"));
        return Loopback.fetch(Stream.concat(
                        Stream.of(
                                "tls.trust-store",
                                store.toString(),
                                "tls.trust-store-password",
                                TestCertificate.PASSWORD),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void anAuthorityOfTheJobsOwnIsTrustedAndNoOther() throws Exception {
        var sound = TestAuthority.create().issue("ip:127.0.0.1");
        var foreign = TestAuthority.create().issue("ip:127.0.0.1");
        try (var ours = ScriptedOrigin.startTls(request -> Answer.ok(new byte[10], "image/gif"), sound.server());
                var theirs = ScriptedOrigin.startTls(request -> Answer.notFound(), foreign.server())) {
            assertThat(exchange(ours.url("/"), trusting(sound))).isInstanceOf(Whole.class);
            assertThat(exchange(theirs.url("/"), trusting(sound)))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.TLS));
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1.2, true", "TLSv1.2, 1.3, false", "TLSv1.3, 1.3, true"})
    void aVersionOlderThanTheJobWantsIsRefused(String spoken, String least, boolean accepted) throws Exception {
        var sound = TestAuthority.create().issue("ip:127.0.0.1");
        try (var server =
                (SSLServerSocket) sound.server().getServerSocketFactory().createServerSocket(0)) {
            server.setEnabledProtocols(new String[] {spoken});
            Thread.ofVirtual().start(() -> NothingThere.say(server));
            var answer = (Failed) exchange(
                    "https://127.0.0.1:" + server.getLocalPort() + "/", trusting(sound, "tls.min-version", least));
            assertThat(answer.kind()).isEqualTo(accepted ? Kind.NOT_FOUND : Kind.TLS);
        }
    }

    @Test
    void aTrustStoreThatCannotBeUsedIsNamed() throws Exception {
        var sound = TestAuthority.create().issue("ip:127.0.0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpClient.check(trusting(sound, "tls.trust-store-password", "wrong")))
                .withMessageMatching("fetch.tls.trust-store .*trust.*p12: .*password.*");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpClient.check(trusting(sound, "tls.trust-store-password", "none")))
                .withMessageContaining("does it take a password?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpClient.check(Loopback.fetch("tls.trust-store", "/no/such.p12")))
                .withMessage("fetch.tls.trust-store /no/such.p12: there is no such file, or it may not be read");
    }
}
