package io.seine.source;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/// Bytes that come few at a time, as through a pipe, so that everything stands across the end of a buffer.
final class Trickle extends FilterInputStream {
    private static final int MOST = 3;

    private int reads;

    Trickle(byte[] bytes) {
        super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return super.read(buffer, offset, Math.min(length, 1 + reads++ % MOST));
    }
}
