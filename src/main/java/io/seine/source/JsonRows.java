package io.seine.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The elements of one JSON array (RFC 8259), read one by one however the array is laid out.
///
/// A bracket that is missing, or a quote, would swallow the rows behind. Here it spoils one row: where an element of
/// several lines makes no sense, or does not end within [Lines#MOST] bytes, or a string not in its line, reading goes
/// on behind the line that the element begins in, at the next that begins with a brace.
final class JsonRows implements Rows {
    private static final int BYTE_ORDER_MARK = 0xef;

    private final Bytes in;
    private long line = 1;
    private boolean ended;

    /// @throws IOException if the list cannot be read, or is no array
    JsonRows(InputStream in) throws IOException {
        this.in = new Bytes(in);
        int first = afterSpace();
        if (first == BYTE_ORDER_MARK && read() >= 0 && read() >= 0) {
            first = afterSpace();
        }
        if (first != '[') {
            throw new IOException("a JSON list is an array of objects, [{\"url\": …}, …]; a list of lines is jsonl");
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        if (ended) {
            return null;
        }
        int c = afterSpace();
        while (c == ',') {
            c = afterSpace();
        }
        if (c >= 0 && c != ']') {
            return element(c);
        }
        ended = true;
        if (c < 0) {
            return new Row.Malformed(line, "the array is not closed: the list is cut off");
        }
        return afterSpace() < 0 ? null : new Row.Malformed(line, "something follows the end of the array");
    }

    private Row element(int first) throws IOException {
        long begin = line;
        in.keepFromLast();
        var flaw = read(first);
        var row =
                flaw == null ? JsonColumns.of(begin, in.kept(StandardCharsets.UTF_8)) : new Row.Malformed(begin, flaw);
        if (row instanceof Row.Malformed && (flaw != null || line > begin)) {
            in.goBack();
            line = begin;
            toNextBrace();
        } else {
            in.letGo();
        }
        return row;
    }

    /// Reads an element to its end, and returns what is wrong with it, or null.
    private @Nullable String read(int first) throws IOException {
        int depth = 0;
        boolean quoted = false;
        for (int c = first; c >= 0 && in.kept() <= Lines.MOST; c = read()) {
            if (quoted && c == '\n') {
                return "a quote is opened and not closed in its line";
            } else if (quoted && c == '\\') {
                read();
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += change(c);
            }
            if (!quoted && depth <= 0 && (change(c) < 0 || separatorFollows())) {
                return null;
            }
        }
        return "the row does not end within " + Lines.MOST + " bytes";
    }

    private static int change(int c) {
        return switch (c) {
            case '{', '[' -> 1;
            case '}', ']' -> -1;
            default -> 0;
        };
    }

    /// Whether an element without brackets is over.
    private boolean separatorFollows() throws IOException {
        int c = in.peek();
        return c == ',' || c == ']' || c < 0;
    }

    private void toNextBrace() throws IOException {
        int c;
        do {
            toNextLine();
            c = in.peek();
            while (c == ' ' || c == '\t') {
                read();
                c = in.peek();
            }
        } while (c >= 0 && c != '{' && c != ']');
    }

    private void toNextLine() throws IOException {
        for (int c = read(); c >= 0 && c != '\n'; c = read()) {}
    }

    private int afterSpace() throws IOException {
        int c = read();
        while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            c = read();
        }
        return c;
    }

    private int read() throws IOException {
        int c = in.read();
        line += c == '\n' ? 1 : 0;
        return c;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
