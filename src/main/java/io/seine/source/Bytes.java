package io.seine.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;

/// Bytes one by one, of which some can be kept and read again: what the library's buffered stream does, without its
/// lock for every byte.
final class Bytes implements Closeable {
    private static final int BUFFER = 1 << 16;
    private static final int NOTHING = -1;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    /// Where the kept bytes begin.
    private int kept = NOTHING;

    Bytes(InputStream in) {
        this.in = in;
    }

    /// The next byte, or -1 at the end.
    int read() throws IOException {
        return more() ? buffer[at++] & 0xff : -1;
    }

    /// The byte that is next, or -1 at the end.
    int peek() throws IOException {
        return more() ? buffer[at] & 0xff : -1;
    }

    /// Keeps what is read from now on, and the byte that was read last.
    void keepFromLast() {
        kept = at - 1;
    }

    /// How many bytes are kept.
    int kept() {
        return at - kept;
    }

    /// What is kept.
    String kept(Charset charset) {
        return new String(buffer, kept, at - kept, charset);
    }

    /// Keeps nothing more.
    void letGo() {
        kept = NOTHING;
    }

    /// Goes back to where the kept bytes begin, and keeps nothing more.
    void goBack() {
        at = kept;
        letGo();
    }

    private boolean more() throws IOException {
        if (at == limit) {
            makeRoom(kept == NOTHING ? at : kept);
            limit += Math.max(0, in.read(buffer, limit, buffer.length - limit));
        }
        return at < limit;
    }

    private void makeRoom(int from) {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, limit - from);
            at -= from;
            limit -= from;
            kept = kept == NOTHING ? NOTHING : 0;
        } else if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * limit);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
