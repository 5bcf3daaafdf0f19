package io.seine.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The bytes of an object in a store, from any place in it. Pieces of 4 MiB are asked for, one at a time: nothing is
/// open between two of them, however long whoever reads takes.
public final class ObjectInput extends InputStream {
    private static final int PIECE = 4 << 20;

    private final ObjectStore store;
    private final S3Address address;
    private final ObjectStore.Found found;
    private byte[] piece = new byte[0];
    private long begin;
    private long position;

    /// Nothing is read before it is asked for.
    ///
    /// @param found the object as it was found: if it is replaced meanwhile, reading fails
    public ObjectInput(ObjectStore store, S3Address address, ObjectStore.Found found) {
        this.store = store;
        this.address = address;
        this.found = found;
    }

    /// Where the next byte is read.
    public long position() {
        return position;
    }

    /// Goes to another place, at most to the end.
    public void seek(long to) {
        position = Objects.checkIndex(to, found.size() + 1);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        } else if (position >= found.size()) {
            return -1;
        }
        if (position < begin || position >= begin + piece.length) {
            fetch();
        }
        int from = (int) (position - begin);
        int count = Math.min(length, piece.length - from);
        System.arraycopy(piece, from, bytes, offset, count);
        position += count;
        return count;
    }

    private void fetch() throws IOException {
        piece = store.read(address, found, position, (int) Math.min(PIECE, found.size() - position));
        begin = position;
        if (piece.length == 0) {
            throw new IOException(address + ": ends before its end");
        }
    }

    @Override
    public long skip(long count) {
        long from = position;
        seek(Math.clamp(from + count, 0, found.size()));
        return position - from;
    }

    @Override
    public int available() {
        return (int) Math.max(0, begin + piece.length - position);
    }
}
