package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.imageio.stream.ImageInputStreamImpl;

/// A segment as ImageIO reads it. ImageIO's own streams copy the bytes, or keep them in a file.
final class SegmentImageInput extends ImageInputStreamImpl {
    private final MemorySegment bytes;

    SegmentImageInput(MemorySegment bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < bytes.byteSize() ? bytes.get(ValueLayout.JAVA_BYTE, streamPos++) & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        bitOffset = 0;
        int length = (int) Math.min(count, bytes.byteSize() - streamPos);
        if (length <= 0) {
            return count == 0 ? 0 : -1;
        }
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, streamPos, target, from, length);
        streamPos += length;
        return length;
    }

    @Override
    public long length() {
        return bytes.byteSize();
    }
}
