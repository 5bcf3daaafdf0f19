package io.seine.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The lines of a UTF-8 text, numbered from 1, none longer than [#MOST] bytes.
final class Lines implements Closeable {
    /// Bytes above which a line is cut off.
    static final int MOST = 1 << 20;

    private static final int BUFFER = 1 << 16;
    private static final int MOST_SHOWN = 100;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /// What stands for bytes that are no UTF-8, and may be in a list itself.
    private static final char REPLACEMENT = '\ufffd';

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    private boolean afterReturn;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // refuses what is no UTF-8
    /// The line, where it does not stand in the buffer as a whole.
    private byte[] bytes = new byte[256];

    private int length;
    private long number;

    /// @param text the line, without its end; the beginning of one that has a flaw
    /// @param flaw why the line cannot be used, or null
    record Line(long number, String text, @Nullable String flaw) {}

    Lines(InputStream in) {
        this.in = in;
    }

    /// The next line, or null at the end. Lines end in LF, CR or CR LF.
    ///
    /// @throws IOException if the text cannot be read, or is UTF-16
    @Nullable
    Line next() throws IOException {
        if (afterReturn && more() && buffer[at] == '\n') {
            at++;
        }
        if (!more()) {
            return null;
        }
        number++;
        int begin = at;
        int end = lineEnd();
        if (end < limit) {
            passEnd(end);
            return line(buffer, begin, end - begin);
        }
        return acrossBuffers();
    }

    /// A line whose end is not in the buffer.
    private Line acrossBuffers() throws IOException {
        length = 0;
        boolean cut = false;
        int end;
        do {
            end = lineEnd();
            cut |= !add(end);
            at = end;
        } while (end == limit && more());
        if (end < limit) {
            passEnd(end);
        } else {
            afterReturn = false;
        }
        return cut ? flawed(bytes, 0, length, "the line is longer than " + MOST + " bytes") : line(bytes, 0, length);
    }

    /// Where in the buffer the line ends, or the buffer.
    private int lineEnd() {
        int end = at;
        while (end < limit && buffer[end] != '\n' && buffer[end] != '\r') {
            end++;
        }
        return end;
    }

    private void passEnd(int end) {
        afterReturn = buffer[end] == '\r'; // whether a line feed follows shows with the next line
        at = end + 1;
    }

    /// Takes what stands in the buffer up to `end`, and tells whether it was not too much.
    private boolean add(int end) {
        int more = Math.min(end - at, MOST - length);
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
        System.arraycopy(buffer, at, bytes, length, more);
        length += more;
        return more == end - at;
    }

    /// Whether there is something left, in the buffer when it returns.
    private boolean more() throws IOException {
        if (at >= limit) {
            at = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return at < limit;
    }

    private Line line(byte[] from, int begin, int count) throws IOException {
        var text = new String(from, begin, count, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(from, begin, count)) {
            return notUtf8(from, begin, count);
        }
        return new Line(number, number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, null);
    }

    private boolean isUtf8(byte[] from, int begin, int count) {
        try {
            decoder.decode(ByteBuffer.wrap(from, begin, count));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private Line notUtf8(byte[] from, int begin, int count) throws IOException {
        if (number == 1 && count > 1 && (from[begin] & 0xff) + (from[begin + 1] & 0xff) == 0xff + 0xfe) {
            throw new IOException("the list is UTF-16, not UTF-8");
        }
        return flawed(from, begin, count, "the line is not UTF-8");
    }

    private Line flawed(byte[] from, int begin, int count, String flaw) {
        return new Line(number, new String(from, begin, Math.min(count, MOST_SHOWN), StandardCharsets.UTF_8), flaw);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
