package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.fetch.Answer.Failed;
import io.seine.fetch.Answer.Whole;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Answer;
import io.seine.testing.Loopback;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import io.seine.testing.TestCertificate;
import io.seine.testing.TunnelProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ProxyTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private io.seine.fetch.Answer exchange(String url, String... settings) throws Exception {
        try (var client = new HttpClient(KIT.system(), Loopback.fetch(settings), folder, Runnable::run)) {
            return client.start(WebUrl.parse(url), true)
                    .answer()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aProxyIsAskedForTheWholeAddressAndTakesCareOfTheName() throws Exception {
        BlockingQueue<Request> seen = new LinkedBlockingQueue<>();
        try (var proxy = ScriptedOrigin.start(request -> {
            seen.add(request);
            return Answer.ok(HELLO, "image/gif");
        })) {
            var answer = exchange(
                    "http://no-such-host.invalid:81/a%20b?c=d",
                    "proxy", proxy.url("").replace("http://", "http://me:secret@"));
            assertThat(answer).isInstanceOf(Whole.class);
            var request = seen.take();
            assertThat(request.target()).isEqualTo("http://no-such-host.invalid:81/a%20b?c=d");
            assertThat(request.headers())
                    .containsEntry("host", "no-such-host.invalid:81")
                    .containsEntry(
                            "proxy-authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString("me:secret".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a_b.invalid", "a\"b.invalid", "{x}.invalid", "a`b.invalid", "(x).invalid", "*.invalid", "a..b."
            })
    void anyHostThatABrowserTakesIsAskedFor(String host) throws Exception {
        BlockingQueue<Request> seen = new LinkedBlockingQueue<>();
        try (var proxy = ScriptedOrigin.start(request -> {
            seen.add(request);
            return Answer.ok(HELLO, "image/gif");
        })) {
            assertThat(exchange("http://" + host + ":81/", "proxy", proxy.url("")))
                    .isInstanceOf(Whole.class);
            assertThat(seen.take().headers().get("host")).isIn(host + ":81", encoded(host) + ":81");
        }
    }

    /// No name has these characters, so that it does not matter how they are spelt.
    private static String encoded(String host) {
        return host.replace("\"", "%22").replace("{", "%7B").replace("}", "%7D").replace("`", "%60");
    }

    @Test
    void anAddressThatMayNotBeDialledIsNotAskedOfAProxyEither() throws Exception {
        try (var proxy = ScriptedOrigin.start(request -> Answer.ok(HELLO, "image/gif"))) {
            var failed = (Failed) exchange("http://10.0.0.1/", "proxy", proxy.url(""));
            assertThat(failed.kind()).isEqualTo(Kind.BLOCKED_ADDRESS);
            assertThat(proxy.connectionsAccepted()).isZero();
        }
    }

    @Test
    void aProxyThatNobodyKnowsIsDns() throws Exception {
        var failed = (Failed) exchange("http://example.org/", "proxy", "http://no-such-proxy.invalid:3128");
        assertThat(failed.kind()).isEqualTo(Kind.DNS);
    }

    @Test
    void secureConnectionsGoThroughATunnel() throws Exception {
        var certificate = TestCertificate.forHost("dns:tunnelled.invalid");
        try (var origin = ScriptedOrigin.startTls(request -> Answer.ok(HELLO, "image/gif"), certificate.server());
                var proxy = TunnelProxy.start("tunnelled.invalid:443", origin.port(), "me:secret")) {
            var answer = exchange(
                    "https://tunnelled.invalid/a.gif",
                    "proxy",
                    "http://me:secret@127.0.0.1:" + proxy.port(),
                    "tls.verify",
                    "false");
            assertThat(answer).isInstanceOf(Whole.class);
            assertThat(origin.targets()).containsExactly("/a.gif");
            assertThat(proxy.asked()).containsExactly("CONNECT tunnelled.invalid:443 HTTP/1.1");
        }
    }

    @Test
    void aProxyThatRefusesIsConnect() throws Exception {
        try (var proxy = TunnelProxy.start("tunnelled.invalid:443", 1, "me:secret")) {
            var failed = (Failed)
                    exchange("https://tunnelled.invalid/", "proxy", "http://me:wrong@127.0.0.1:" + proxy.port());
            assertThat(failed.kind()).isEqualTo(Kind.CONNECT);
            assertThat(failed.message()).contains("proxy", "407 Proxy Authentication Required");
        }
    }
}
