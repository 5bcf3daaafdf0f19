package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import javax.imageio.stream.ImageInputStreamImpl;

/// A file as ImageIO reads it, out of one or several pieces. ImageIO's own streams copy the bytes, or keep them in a
/// file.
final class SegmentImageInput extends ImageInputStreamImpl {
    private final List<MemorySegment> pieces;
    private final long length;
    private MemorySegment piece = MemorySegment.NULL;
    private long start;

    SegmentImageInput(MemorySegment... pieces) {
        this(List.of(pieces));
    }

    SegmentImageInput(List<MemorySegment> pieces) {
        this.pieces = pieces;
        length = pieces.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= length) {
            return -1;
        }
        findPiece();
        return piece.get(ValueLayout.JAVA_BYTE, streamPos++ - start) & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        bitOffset = 0;
        if (streamPos >= length || count == 0) {
            return count == 0 ? 0 : -1;
        }
        findPiece();
        int read = (int) Math.min(count, start + piece.byteSize() - streamPos);
        MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, streamPos - start, target, from, read);
        streamPos += read;
        return read;
    }

    /// Sets `piece` to the one in which the next byte lies, and `start` to where that begins.
    private void findPiece() {
        if (streamPos >= start && streamPos < start + piece.byteSize()) {
            return;
        }
        start = 0;
        for (var next : pieces) {
            piece = next;
            if (streamPos < start + piece.byteSize()) {
                return;
            }
            start += piece.byteSize();
        }
    }

    @Override
    public long length() {
        return length;
    }
}
