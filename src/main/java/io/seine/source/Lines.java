package io.seine.source;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The lines of a UTF-8 text, numbered from 1, none longer than [#MOST] characters.
final class Lines implements Closeable {
    /// Characters above which a line is cut off.
    static final int MOST = 1 << 20;

    private final BufferedReader reader;
    private long number;

    /// @param text the line, without its end
    /// @param cut whether it was longer than [#MOST] and the rest passed over
    record Line(long number, String text, boolean cut) {}

    Lines(InputStream in) {
        reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }

    /// The next line, or null at the end. Lines end in LF, CR or CR LF.
    @Nullable
    Line next() throws IOException {
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        number++;
        if (number == 1 && c == '\ufeff') { // byte order mark
            c = reader.read();
        }
        var text = new StringBuilder();
        boolean cut = false;
        for (; c >= 0 && c != '\n' && c != '\r'; c = reader.read()) {
            if (text.length() < MOST) {
                text.append((char) c);
            } else {
                cut = true;
            }
        }
        if (c == '\r') {
            passLineFeed();
        }
        return new Line(number, text.toString(), cut);
    }

    private void passLineFeed() throws IOException {
        reader.mark(1);
        if (reader.read() != '\n') {
            reader.reset();
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
