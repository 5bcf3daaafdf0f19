package io.seine.hostile;

import static io.seine.hostile.HostileOrigin.HELLO;
import static io.seine.hostile.HostileOrigin.first;
import static io.seine.hostile.HostileOrigin.lost;
import static io.seine.hostile.HostileOrigin.saved;
import static io.seine.hostile.When.AT_ONCE;
import static io.seine.hostile.When.IDLE_TIMEOUT;
import static io.seine.hostile.When.MAX_SIZE;
import static io.seine.hostile.When.SPEED_WINDOW;
import static io.seine.hostile.When.TOTAL_TIMEOUT;

import io.seine.model.Kind;
import io.seine.testing.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Bodies that never come, never end, or are not as long as they say.
final class HostileBodies {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    /// What a connection must not take for the answer to the next request.
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

    private static final Duration OFTEN = Duration.ofMillis(100);

    private HostileBodies() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Answer hello() {
        return Answer.ok(bytes(HELLO), "text/plain");
    }

    static List<HostileOrigin> bodies() {
        return List.of(
                lost("stops in the middle of the body", Kind.TIMEOUT_IDLE, IDLE_TIMEOUT, stalling()),
                lost("sends a byte now and then, for ever", Kind.TOO_SLOW, SPEED_WINDOW, dripping())
                        .with("fetch.total-timeout", "60s")
                        .with("fetch.min-speed", "1KiB/s"),
                lost("sends just enough bytes, for ever", Kind.TIMEOUT_TOTAL, TOTAL_TIMEOUT, dripping()),
                lost("sends a body without end", Kind.TOO_LARGE, MAX_SIZE, endless(OK + "\r\n", new byte[65_536])),
                lost("sends chunks of one byte without end", Kind.TOO_LARGE, MAX_SIZE, tinyChunks())
                        .with("fetch.max-size", "16KiB"),
                lost("announces a body above `max-size`", Kind.TOO_LARGE, AT_ONCE, length("1048577")),
                lost("announces a body of 8 EiB", Kind.TOO_LARGE, AT_ONCE, length("9223372036854775807")),
                lost("resets the connection in the body", Kind.TRUNCATED, AT_ONCE, resetting()),
                lost("sends less than it announced", Kind.TRUNCATED, AT_ONCE, Answer.cutShort(bytes(HELLO), 2)),
                saved("sends more than it announced, to poison what comes next", AT_ONCE, surplus(hello()))
                        .askedTwice(),
                saved("says 204, and sends a body to poison what comes next", AT_ONCE, surplus(Answer.status(204)))
                        .leaving("")
                        .askedTwice(),
                lost(
                                "says 304, and sends a body to poison what comes next",
                                Kind.HTTP_STATUS,
                                AT_ONCE,
                                surplus(Answer.status(304)))
                        .askedTwice(),
                lost("forbids its use (`X-Robots-Tag: noai`)", Kind.DISALLOWED, AT_ONCE, forbidden()));
    }

    private static Answer stalling() {
        return Answer.stalling(new byte[200_000], 100_000);
    }

    private static Answer resetting() {
        return Answer.resetInBody(new byte[200_000], 100_000);
    }

    private static Answer dripping() {
        return Answer.drippingForever(1, OFTEN);
    }

    private static Answer tinyChunks() {
        return endless(CHUNKED, bytes("1\r\nx\r\n"));
    }

    private static Answer forbidden() {
        return endless(OK + "X-Robots-Tag: noai\r\n\r\n", new byte[65_536]);
    }

    private static Answer endless(String head, byte[] piece) {
        return Answer.text(head).thenForever(piece, Duration.ZERO);
    }

    /// `answer` with more behind it for the first item, and as it is for the next.
    private static Site surplus(Answer answer) {
        return Site.http(first(answer.thenText(POISON), answer));
    }

    static List<HostileOrigin> framing() {
        return List.of(
                lost("has two lengths", Kind.PROTOCOL, AT_ONCE, hello().withFurtherHeader("Content-Length", "6")),
                lost("has a length below 0", Kind.PROTOCOL, AT_ONCE, length("-1")),
                lost("has a length that is no number", Kind.PROTOCOL, AT_ONCE, length("five")),
                lost("has a length of 20 digits", Kind.PROTOCOL, AT_ONCE, length("99999999999999999999")),
                lost(
                        "has a length and chunks (RFC 9112, 6.3)",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        Answer.chunked(bytes(HELLO), 5, "text/plain").withFurtherHeader("Content-Length", "5")),
                lost(
                        "has a `Transfer-Encoding` that nobody asked for",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        Answer.raw(OK + "Transfer-Encoding: gzip\r\n\r\n" + HELLO)),
                lost("has a chunk size that is no number", Kind.PROTOCOL, AT_ONCE, Answer.brokenChunks()),
                lost(
                        "has a chunk size beyond 64 bits",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        chunks("fffffffffffffffff\r\nhello\r\n")),
                lost("has a chunk longer than it says", Kind.PROTOCOL, AT_ONCE, chunks("4\r\nhello\r\n0\r\n\r\n")),
                lost("ends between two chunks", Kind.TRUNCATED, AT_ONCE, Answer.chunksCutShort()),
                lost("ends within a chunk", Kind.TRUNCATED, AT_ONCE, chunks("5\r\nhel")),
                lost(
                        "has a chunk extension without end",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        endless(CHUNKED + "5;", bytes("x".repeat(1_000)))),
                lost(
                        "has trailers without end",
                        Kind.PROTOCOL,
                        AT_ONCE,
                        endless(CHUNKED + "5\r\nhello\r\n0\r\n", bytes("X-More: and more\r\n"))));
    }

    private static Answer length(String length) {
        return hello().withHeader("Content-Length", length);
    }

    private static Answer chunks(String chunks) {
        return Answer.raw(CHUNKED + chunks);
    }
}
