package io.seine.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/// What a list is compressed by, which its first bytes tell: gzip (RFC 1952), zstd (RFC 8878) or nothing. Several
/// members or frames one after the other are one list.
final class Compression {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP = 0x1f8b;
    private static final int ZSTD = 0x28b52ffd;

    private Compression() {}

    /// What `in` holds, uncompressed. Closing it closes `in`.
    static InputStream decoded(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(Integer.BYTES);
        var head = buffered.readNBytes(Integer.BYTES);
        buffered.reset();
        int first = head.length < Integer.BYTES ? 0 : ByteBuffer.wrap(head).getInt();
        if (first >>> 16 == GZIP) {
            return new GZIPInputStream(buffered, BUFFER);
        }
        return first == ZSTD ? new ZstdInputStream(buffered) : buffered;
    }
}
