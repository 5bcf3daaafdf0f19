package io.seine.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// What a [ScriptedOrigin] does about a request: it waits, sends a head, and then takes steps.
///
/// Immutable, so that one answer may serve every request. The connection stays open afterwards, unless a step ended
/// it or the head says `Connection: close`.
public final class Answer {
    private static final String TEXT = "text/plain";
    private static final byte[] FILLER = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);

    private final Duration delay;
    private final List<String> head;
    private final List<Step> steps;

    /// A head is the status line and the fields; an empty one is not sent.
    private Answer(Duration delay, List<String> head, List<Step> steps) {
        this.delay = delay;
        this.head = List.copyOf(head);
        this.steps = List.copyOf(steps);
    }

    /// 200 with `body`, whole.
    public static Answer ok(byte[] body, String contentType) {
        return head(200, type(contentType), length(body.length)).then(send(body));
    }

    /// An answer without a body; each of `fields` is written `Name: value`.
    public static Answer status(int status, String... fields) {
        var length = status == 204 || status == 304 ? Stream.<String>of() : Stream.of(length(0));
        return head(status, Stream.concat(length, Arrays.stream(fields)).toArray(String[]::new));
    }

    /// 404 without a body.
    public static Answer notFound() {
        return status(404);
    }

    /// A redirect with that status to `location`, which may be relative.
    public static Answer redirect(int status, String location) {
        return status(status, "Location: " + location);
    }

    /// 200 with `body` in chunks of `size` bytes, whole.
    public static Answer chunked(byte[] body, int size, String contentType) {
        var answer = head(200, type(contentType), "Transfer-Encoding: chunked");
        for (int from = 0; from < body.length; from += size) {
            answer = answer.then(send(chunk(slice(body, from, size))));
        }
        return answer.then(send(bytes("0\r\n\r\n")));
    }

    /// 200 with `body` and no length: it ends with the connection, which is how HTTP/1.0 says that it is whole.
    public static Answer untilClose(byte[] body, String contentType) {
        return head(200, type(contentType), "Connection: close").then(send(body));
    }

    /// `answer`, after a wait.
    public static Answer delayed(Duration delay, Answer answer) {
        return new Answer(answer.delay.plus(delay), answer.head, answer.steps);
    }

    /// Nothing, until the peer gives up.
    public static Answer neverAnswering() {
        return headless(Connection::hold);
    }

    /// Exactly `text`, in Latin-1, and then the end of the connection.
    public static Answer raw(String text) {
        return headless(send(bytes(text)), Connection::end);
    }

    /// Exactly `text`, in Latin-1, after which the connection goes on; the beginning of an answer made by hand.
    public static Answer text(String text) {
        return headless(send(bytes(text)));
    }

    /// Something that is no HTTP.
    public static Answer garbage() {
        return raw("\u0000\u00ff\u0013 this is no HTTP \u0000\r\n\r\n\u00fe\u0001");
    }

    /// A reset instead of an answer.
    public static Answer resetBeforeAnswering() {
        return headless(Connection::reset);
    }

    /// A reset within a header line.
    public static Answer resetInHeaders() {
        return headless(send(bytes("HTTP/1.1 200 OK\r\nContent-Type: text/pl")), Connection::reset);
    }

    /// A reset once `sent` bytes of `body` are out.
    public static Answer resetInBody(byte[] body, int sent) {
        return partOf(body, sent).then(Connection::reset);
    }

    /// The end of the connection once `sent` bytes of `body` are out.
    public static Answer cutShort(byte[] body, int sent) {
        return partOf(body, sent).then(Connection::end);
    }

    /// Silence once `sent` bytes of `body` are out, until the peer gives up.
    public static Answer stalling(byte[] body, int sent) {
        return partOf(body, sent).then(Connection::hold);
    }

    /// All of `body` under a length of only `declared`, then the end of the connection.
    public static Answer longerThanDeclared(byte[] body, int declared) {
        return head(200, type(TEXT), length(declared)).then(send(body)).then(Connection::end);
    }

    /// All of `body`, `size` bytes at a time.
    public static Answer dripping(byte[] body, int size, Duration every) {
        return head(200, type(TEXT), length(body.length)).then(connection -> {
            for (int from = 0; from < body.length; from += size) {
                connection.send(slice(body, from, size));
                connection.pause(every);
            }
        });
    }

    /// A body without a length and without an end, `size` bytes at a time.
    public static Answer drippingForever(int size, Duration every) {
        return head(200, type(TEXT), "Connection: close").then(forever(slice(FILLER, 0, size), every));
    }

    /// Header lines without an end, one at a time.
    public static Answer endlessHeaders(Duration every) {
        return headless(send(bytes("HTTP/1.1 200 OK\r\n")), forever(bytes("X-More: and more\r\n"), every));
    }

    /// Chunks of `size` bytes without an end; without a wait between them, as fast as the peer reads.
    public static Answer endlessChunks(int size, Duration every) {
        return head(200, type(TEXT), "Transfer-Encoding: chunked").then(forever(chunk(slice(FILLER, 0, size)), every));
    }

    /// A sound chunk, then one whose size is no number, then the end of the connection.
    public static Answer brokenChunks() {
        return head(200, type(TEXT), "Transfer-Encoding: chunked")
                .then(send(bytes("5\r\nhello\r\nNaN\r\nworld\r\n")))
                .then(Connection::end);
    }

    /// A sound chunk, then the end of the connection where further chunks or the last one should come.
    public static Answer chunksCutShort() {
        return head(200, type(TEXT), "Transfer-Encoding: chunked")
                .then(send(bytes("5\r\nhello\r\n")))
                .then(Connection::end);
    }

    /// 200 with one header whose value has `size` bytes.
    public static Answer hugeHeader(int size) {
        return ok(bytes("hello"), TEXT).withHeader("X-Huge", "x".repeat(size));
    }

    /// 200 with `count` headers more than usual.
    public static Answer manyHeaders(int count) {
        var answer = ok(bytes("hello"), TEXT);
        var fields = new ArrayList<>(answer.head);
        for (int i = 0; i < count; i++) {
            fields.add("X-Many-" + i + ": " + i);
        }
        return new Answer(answer.delay, fields, answer.steps);
    }

    /// This answer with the header set, in place of others of its name.
    public Answer withHeader(String name, String value) {
        return withoutHeader(name).withFurtherHeader(name, value);
    }

    /// This answer with the header added, even if there is one of its name.
    public Answer withFurtherHeader(String name, String value) {
        if (head.isEmpty()) {
            throw new IllegalStateException("an answer without a head has no place for " + name);
        }
        var fields = Stream.concat(head.stream(), Stream.of(name + ": " + value));
        return new Answer(delay, fields.toList(), steps);
    }

    /// This answer without headers of that name.
    public Answer withoutHeader(String name) {
        var fields = head.stream().filter(line -> !isNamed(line, name));
        return new Answer(delay, fields.toList(), steps);
    }

    /// This answer, and then a wait.
    public Answer thenPause(Duration pause) {
        return then(connection -> connection.pause(pause));
    }

    /// This answer, and then `text`, in Latin-1.
    public Answer thenText(String text) {
        return then(send(bytes(text)));
    }

    /// This answer, and then `piece`, so many times.
    public Answer thenRepeating(byte[] piece, int times) {
        return thenPieces(times, _ -> piece);
    }

    /// This answer, and then so many pieces, each asked for by its number when it is due.
    public Answer thenPieces(int count, IntFunction<byte[]> piece) {
        return then(connection -> {
            for (int i = 0; i < count; i++) {
                connection.send(piece.apply(i));
            }
        });
    }

    /// This answer, and then `piece` over and over; without a wait between them, as fast as the peer reads.
    public Answer thenForever(byte[] piece, Duration every) {
        return then(forever(piece, every));
    }

    /// This answer, and then the end of the connection.
    public Answer thenEnd() {
        return then(Connection::end);
    }

    /// This answer, and then the end of the connection, without the goodbye that TLS wants.
    public Answer thenHangingUp() {
        return then(Connection::hangUp);
    }

    /// Gives the answer over `connection`, and tells whether another may follow.
    boolean play(Connection connection) throws IOException {
        if (!delay.isZero()) {
            connection.pause(delay);
        }
        if (!head.isEmpty()) {
            connection.send(bytes(String.join("\r\n", head) + "\r\n\r\n"));
        }
        for (var step : steps) {
            step.take(connection);
        }
        return head.stream().noneMatch(line -> line.equalsIgnoreCase("Connection: close"));
    }

    /// One thing done to a connection.
    @FunctionalInterface
    private interface Step {
        void take(Connection connection) throws IOException;
    }

    private static Answer head(int status, String... fields) {
        var reason = status == 200 ? "OK" : "Scripted";
        var head = Stream.concat(Stream.of("HTTP/1.1 " + status + " " + reason), Arrays.stream(fields));
        return new Answer(Duration.ZERO, head.toList(), List.of());
    }

    private static Answer headless(Step... steps) {
        return new Answer(Duration.ZERO, List.of(), List.of(steps));
    }

    private static Answer partOf(byte[] body, int sent) {
        return head(200, type(TEXT), length(body.length)).then(send(Arrays.copyOf(body, sent)));
    }

    private Answer then(Step step) {
        return new Answer(
                delay, head, Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    private static Step send(byte[] bytes) {
        return connection -> connection.send(bytes);
    }

    private static Step forever(byte[] bytes, Duration every) {
        return connection -> {
            while (true) {
                connection.send(bytes);
                connection.pause(every);
            }
        };
    }

    private static byte[] chunk(byte[] content) {
        return bytes(Integer.toHexString(content.length) + "\r\n" + new String(content, StandardCharsets.ISO_8859_1)
                + "\r\n");
    }

    private static byte[] slice(byte[] body, int from, int size) {
        return Arrays.copyOfRange(body, from, Math.min(from + size, body.length));
    }

    private static String type(String contentType) {
        return "Content-Type: " + contentType;
    }

    private static String length(int length) {
        return "Content-Length: " + length;
    }

    private static boolean isNamed(String line, String name) {
        return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
