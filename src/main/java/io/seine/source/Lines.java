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

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    private boolean afterReturn;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // refuses what is no UTF-8
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
        int c = read();
        if (c == '\n' && afterReturn) {
            c = read();
        }
        if (c < 0) {
            return null;
        }
        number++;
        length = 0;
        boolean cut = false;
        for (; c >= 0 && c != '\n' && c != '\r'; c = read()) {
            cut = !add(c);
        }
        afterReturn = c == '\r'; // whether a line feed follows shows with the next line
        return cut ? flawed("the line is longer than " + MOST + " bytes") : decoded();
    }

    private boolean add(int c) {
        if (length == MOST) {
            return false;
        }
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) c;
        return true;
    }

    /// The next byte, or -1 at the end; unlike the library's buffered streams without a lock for each.
    private int read() throws IOException {
        if (at >= limit) {
            at = 0;
            limit = in.read(buffer);
        }
        return limit < 0 ? -1 : buffer[at++] & 0xff;
    }

    private Line decoded() throws IOException {
        try {
            var text = decoder.decode(ByteBuffer.wrap(bytes, 0, length)).toString();
            return new Line(number, number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, null);
        } catch (CharacterCodingException e) {
            if (number == 1 && length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe) {
                throw new IOException("the list is UTF-16, not UTF-8", e);
            }
            return flawed("the line is not UTF-8");
        }
    }

    private Line flawed(String flaw) {
        return new Line(number, new String(bytes, 0, Math.min(length, MOST_SHOWN), StandardCharsets.UTF_8), flaw);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
