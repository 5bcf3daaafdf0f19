package io.seine.hostile;

import static io.seine.hostile.HostileOrigin.HELLO;
import static io.seine.hostile.HostileOrigin.lost;
import static io.seine.hostile.HostileOrigin.saved;
import static io.seine.hostile.When.AT_ITS_END;
import static io.seine.hostile.When.AT_ONCE;
import static io.seine.hostile.When.FIRST_BYTE_TIMEOUT;
import static io.seine.hostile.When.MAX_HOLD;

import io.seine.model.Kind;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Heads of answers that are none, that never end, or that are followed by what must not be read.
final class HostileHeads {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final byte[] INTERIM = bytes("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] LINE = bytes("X-More: and more\r\n");
    private static final byte[] LETTERS = bytes("x".repeat(1_000));
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final int THOUSAND = 1_000;
    private static final int MILLION = 1_000_000;

    private HostileHeads() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static List<HostileOrigin> heads() {
        return List.of(
                lost("answers with noise", Kind.PROTOCOL, AT_ONCE, Answer.garbage()),
                lost(
                        "greets like another service, such as SSH",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        Site.http(Handler.greeting(Answer.raw("SSH-2.0-OpenSSH_9.6\r\n")))),
                lost("answers in HTTP/0.9", Kind.PROTOCOL, AT_ONCE, Answer.raw("<html>hello</html>")),
                lost("answers in HTTP/2", Kind.PROTOCOL, AT_ONCE, Answer.raw("\0\0\6\4\0\0\0\0\0\0\3\0\0\0d")),
                lost(
                        "answers with HTTP/2's preface",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        Answer.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
                saved("answers in HTTP/1.0, until it closes", AT_ONCE, Answer.raw("HTTP/1.0 200 OK\r\n\r\n" + HELLO)),
                lost("resets the connection in its head", Kind.CONNECT, AT_ONCE, Answer.resetInHeaders()),
                lost("closes the connection in its head", Kind.CONNECT, AT_ONCE, Answer.raw(OK + "Content-Ty")),
                lost(
                        "sends headers without end, slowly",
                        Kind.TIMEOUT_FIRST_BYTE,
                        FIRST_BYTE_TIMEOUT,
                        Answer.endlessHeaders(OFTEN)),
                lost("sends headers without end, as fast as it can", Kind.PROTOCOL, AT_ONCE, endless(OK, LINE)),
                lost("sends a status line without end", Kind.PROTOCOL, AT_ONCE, endless("HTTP/1.1 200 ", LETTERS)),
                lost("sends a header without end", Kind.PROTOCOL, AT_ONCE, endless(OK + "X-Long: ", LETTERS)),
                lost("sends 10,000 headers", Kind.PROTOCOL, AT_ONCE, Answer.manyHeaders(10_000)),
                lost("sends a header of 1 MiB", Kind.PROTOCOL, AT_ONCE, Answer.hugeHeader(1 << 20)));
    }

    private static Answer endless(String beginning, byte[] piece) {
        return Answer.text(beginning).thenForever(piece, Duration.ZERO);
    }

    static List<HostileOrigin> statuses() {
        return List.of(
                saved("says `100 Continue` a thousand times", AT_ITS_END, continuing(THOUSAND)),
                saved("says `100 Continue` a thousand times over https", AT_ITS_END, securely(continuing(THOUSAND)))
                        .with("fetch.tls.verify", false),
                lost("says `100 Continue` a million times", Kind.PROTOCOL, AT_ONCE, continuing(MILLION)),
                lost(
                                "says `100 Continue` a million times over https",
                                Kind.PROTOCOL,
                                AT_ONCE,
                                securely(continuing(MILLION)))
                        .with("fetch.tls.verify", false),
                lost("says `100 Continue` without end", Kind.PROTOCOL, AT_ONCE, endless("", INTERIM)),
                lost("switches protocols unasked (101)", Kind.PROTOCOL, AT_ONCE, switching()),
                lost("says 099", Kind.PROTOCOL, AT_ONCE, status("099")),
                lost("says 600", Kind.HTTP_STATUS, AT_ONCE, status("600")),
                lost("says 999", Kind.HTTP_STATUS, AT_ONCE, status("999")),
                lost("says 2000", Kind.PROTOCOL, AT_ONCE, status("2000")),
                lost(
                        "says 404 with a body without end",
                        Kind.NOT_FOUND,
                        AT_ONCE,
                        endless("HTTP/1.1 404 Not Found\r\n\r\n", LETTERS)),
                insisting("says 429 and `Retry-After: 0`, again and again", MAX_HOLD, "0"),
                insisting("asks to be left alone for 3,170 years", MAX_HOLD, "99999999999"),
                insisting("asks to be left alone for -1 s", MAX_HOLD, "-1"),
                insisting("asks to be left alone until a date long past", MAX_HOLD, "Sun, 06 Nov 1994 08:49:37 GMT"),
                insisting("asks to be left alone until the year 9999", MAX_HOLD, "Fri, 31 Dec 9999 23:59:59 GMT"),
                insisting("asks to be left alone until the cows come home", MAX_HOLD, "the cows come home"));
    }

    private static Answer continuing(int times) {
        return Answer.text("").thenRepeating(INTERIM, times).thenText(OK + "Content-Length: 5\r\n\r\n" + HELLO);
    }

    private static Site securely(Answer answer) {
        return Site.https(Certificates::selfSigned, _ -> answer);
    }

    private static Answer switching() {
        return Answer.text("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    }

    private static Answer status(String status) {
        return Answer.raw("HTTP/1.1 " + status + " Odd\r\nContent-Length: 5\r\n\r\n" + HELLO);
    }

    private static HostileOrigin insisting(String does, When when, String retryAfter) {
        return lost(does, Kind.HTTP_STATUS, when, Answer.status(429, "Retry-After: " + retryAfter))
                .with("fetch.retries", 1)
                .with("schedule.per-host.max-hold", "1s");
    }
}
