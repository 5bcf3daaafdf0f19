package io.seine.hostile;

import static io.seine.hostile.HostileOrigin.lost;
import static io.seine.hostile.HostileOrigin.saved;
import static io.seine.hostile.When.AT_ONCE;
import static io.seine.hostile.When.CONNECT_TIMEOUT;
import static io.seine.hostile.When.FIRST_BYTE_TIMEOUT;

import io.seine.model.Kind;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;

/// What goes wrong before a word of HTTP.
final class HostileConnections {
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Answer HANDSHAKE_FAILURE = Answer.raw(octets("15030300020228"));
    /// The beginning of a record of 16 KiB, one byte of which comes now and then.
    private static final Answer ENDLESS_HANDSHAKE = Answer.delayed(
            Duration.ofMillis(200), Answer.text(octets("1603034000")).thenForever(new byte[1], OFTEN));

    private HostileConnections() {}

    private static String octets(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    static List<HostileOrigin> connections() {
        return List.of(
                lost("has a name that nobody knows", Kind.DNS, AT_ONCE, nameless()),
                lost("is at an address that isn't public", Kind.BLOCKED_ADDRESS, AT_ONCE, spelt("127.0.0.1"))
                        .with("fetch.allow-addresses", List.of()),
                lost("spells such an address as a number", Kind.BLOCKED_ADDRESS, AT_ONCE, spelt("2130706433"))
                        .with("fetch.allow-addresses", List.of()),
                lost("refuses the connection", Kind.CONNECT, AT_ONCE, Site.gone()),
                lost("does not take the connection", Kind.TIMEOUT_CONNECT, CONNECT_TIMEOUT, Site.full()),
                lost("resets the connection", Kind.CONNECT, AT_ONCE, Site.http(Handler.resettingOnAccept())),
                lost("resets it when asked", Kind.CONNECT, AT_ONCE, Answer.resetBeforeAnswering()),
                lost("closes it when asked", Kind.CONNECT, AT_ONCE, Answer.raw("")),
                lost("never answers", Kind.TIMEOUT_FIRST_BYTE, FIRST_BYTE_TIMEOUT, Answer.neverAnswering()));
    }

    /// The look-up of a name is part of connecting, and some resolvers take their time.
    private static Site nameless() {
        return Site.unreached(url -> "http://no-such-host.invalid/");
    }

    private static Site spelt(String host) {
        return Site.unreached(url -> url.replaceFirst("//[^:/]*", "//" + host));
    }

    static List<HostileOrigin> tls() {
        return List.of(
                lost("never shakes hands", Kind.TIMEOUT_CONNECT, CONNECT_TIMEOUT, secured(Answer.text(""))),
                lost("shakes hands without end", Kind.TIMEOUT_CONNECT, CONNECT_TIMEOUT, secured(ENDLESS_HANDSHAKE)),
                lost("refuses the handshake", Kind.TLS, AT_ONCE, secured(HANDSHAKE_FAILURE)),
                lost(
                        "resets the connection instead of shaking hands",
                        Kind.CONNECT,
                        AT_ONCE,
                        Site.httpTakenForHttps(Handler.resettingOnAccept())),
                lost(
                        "speaks plain HTTP where https is asked for",
                        Kind.TLS,
                        AT_ONCE,
                        secured(Answer.raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))),
                lost(
                        "speaks TLS where http is asked for",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        Site.httpsTakenForHttp(Certificates::sound)),
                lost("vouches for itself", Kind.TLS, AT_ONCE, presenting(Certificates::selfSigned)),
                trusting(lost(
                        "has a certificate that has expired", Kind.TLS, AT_ONCE, presenting(Certificates::expired))),
                trusting(lost(
                        "has a certificate for another host",
                        Kind.TLS,
                        AT_ONCE,
                        presenting(Certificates::forAnotherHost))),
                trusting(lost(
                        "has a certificate that nothing links to an authority",
                        Kind.TLS,
                        AT_ONCE,
                        presenting(Certificates::unlinked))),
                saved(
                                "ends a body without a length",
                                AT_ONCE,
                                unverified(untilEnd().thenEnd()))
                        .with("fetch.tls.verify", false),
                saved(
                                "ends such a body without TLS's goodbye",
                                AT_ONCE,
                                unverified(untilEnd().thenHangingUp()))
                        .with("fetch.tls.verify", false));
    }

    /// For who trusts the authority behind the certificates, so that their flaw is the only one.
    private static HostileOrigin trusting(HostileOrigin origin) {
        return origin.with("fetch.tls.trust-store", Certificates.trustStore().toString())
                .with("fetch.tls.trust-store-password", TestCertificate.PASSWORD);
    }

    private static Site secured(Answer greeting) {
        return Site.httpTakenForHttps(Handler.greeting(greeting));
    }

    private static Site presenting(Callable<TestCertificate> certificate) {
        return Site.https(certificate, _ -> Answer.status(200));
    }

    private static Site unverified(Answer answer) {
        return Site.https(Certificates::selfSigned, _ -> answer);
    }

    private static Answer untilEnd() {
        return Answer.text("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
    }
}
