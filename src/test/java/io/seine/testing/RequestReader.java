package io.seine.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Reads requests off a connection, through a buffer that grows with the longest head.
final class RequestReader {
    private static final int LONGEST = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[1024];
    private int from;
    private int to;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /// The next request, whose body, if it declares a length, is skipped.
    ///
    /// @throws EOFException if the peer ends the connection first
    Request next(int connection, InetSocketAddress peer) throws IOException {
        var lines = head().split("\r\n", -1);
        var words = lines[0].split(" ", -1);
        if (words.length != 3) {
            throw new ProtocolException("no request line: " + lines[0]);
        }
        var headers = headers(lines);
        skip(Long.parseLong(headers.getOrDefault("content-length", "0")));
        return new Request(words[0], words[1], headers, connection, peer);
    }

    /// Reads some more bytes ahead, at least one.
    ///
    /// @throws EOFException if the peer has ended the connection
    void fill() throws IOException {
        if (to == buffer.length) {
            makeRoom();
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new EOFException("the peer has gone");
        }
        to += count;
    }

    private void makeRoom() throws ProtocolException {
        if (from == 0 && buffer.length == LONGEST) {
            throw new ProtocolException("a request of more than " + LONGEST + " bytes");
        }
        int length = from == 0 ? 2 * buffer.length : buffer.length;
        buffer = Arrays.copyOf(Arrays.copyOfRange(buffer, from, to), length);
        to -= from;
        from = 0;
    }

    private String head() throws IOException {
        int end = endOfHead(from);
        while (end < 0) {
            int seen = to - from;
            fill();
            end = endOfHead(from + Math.max(0, seen - 3));
        }
        var head = new String(buffer, from, end - from, StandardCharsets.ISO_8859_1);
        from = end + 4;
        return head;
    }

    /// Where the empty line begins that ends a head, or -1.
    private int endOfHead(int start) {
        for (int i = start; i + 3 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Map<String, String> headers(String[] lines) {
        var headers = new HashMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                var name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
                headers.merge(name, lines[i].substring(colon + 1).strip(), (first, next) -> first + ", " + next);
            }
        }
        return headers;
    }

    private void skip(long length) throws IOException {
        long left = length;
        while (left > to - from) {
            left -= to - from;
            from = to;
            fill();
        }
        from += (int) left;
    }
}
