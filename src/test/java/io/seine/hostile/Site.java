package io.seine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.FullQueue;
import io.seine.testing.Handler;
import io.seine.testing.ScriptedOrigin;
import io.seine.testing.TestCertificate;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/// What a hostile origin is made of.
@FunctionalInterface
interface Site {
    /// Opens it at `host`, a loopback address.
    Trap open(String host) throws Exception;

    /// An origin for `http:`.
    static Site http(Handler handler) {
        return host -> new Scripted(ScriptedOrigin.start(host, handler), UnaryOperator.identity());
    }

    /// An origin for `http:` that somebody takes for one of `https:`.
    static Site httpTakenForHttps(Handler handler) {
        return host -> new Scripted(ScriptedOrigin.start(host, handler), url -> url.replace("http:", "https:"));
    }

    /// An origin for `https:`.
    static Site https(Callable<TestCertificate> certificate, Handler handler) {
        return host -> new Scripted(
                ScriptedOrigin.startTls(host, handler, certificate.call().server()), UnaryOperator.identity());
    }

    /// An origin for `https:` that somebody takes for one of `http:`.
    static Site httpsTakenForHttp(Callable<TestCertificate> certificate) {
        return host -> new Scripted(
                ScriptedOrigin.startTls(
                        host, _ -> Answer.neverAnswering(), certificate.call().server()),
                url -> url.replace("https:", "http:"));
    }

    /// A decent origin that is never reached, because its address is changed to another.
    static Site unreached(UnaryOperator<String> address) {
        return host -> new Unreached(ScriptedOrigin.start(host, _ -> Answer.notFound()), address);
    }

    /// A port where nobody listens any more.
    static Site gone() {
        return host -> {
            var origin = ScriptedOrigin.start(host, _ -> Answer.notFound());
            origin.close();
            return new Unreached(origin, UnaryOperator.identity());
        };
    }

    /// A port that drops whoever knocks.
    static Site full() {
        return host -> new Full(host, FullQueue.at(host));
    }

    /// An origin of which every connection has been let go in the end.
    record Scripted(ScriptedOrigin origin, UnaryOperator<String> address) implements Trap {
        private static final Duration PROMPTLY = Duration.ofSeconds(2);

        @Override
        public String url(String path) {
            return address.apply(origin.url(path));
        }

        @Override
        public void expectForsaken() throws InterruptedException {
            origin.awaitOpenConnections(0, PROMPTLY);
        }

        @Override
        public void close() {
            origin.close();
        }
    }

    /// An origin to which no connection was ever made.
    record Unreached(ScriptedOrigin origin, UnaryOperator<String> address) implements Trap {
        @Override
        public String url(String path) {
            return address.apply(origin.url(path));
        }

        @Override
        public void expectForsaken() {
            assertThat(origin.connectionsAccepted()).isZero();
        }

        @Override
        public void close() {
            origin.close();
        }
    }

    /// A queue that nobody gets through, so that there is nothing to let go of.
    record Full(String host, FullQueue queue) implements Trap {
        @Override
        public String url(String path) {
            return "http://" + host + ":" + queue.port() + path;
        }

        @Override
        public void expectForsaken() {}

        @Override
        public void close() {
            queue.close();
        }
    }
}
