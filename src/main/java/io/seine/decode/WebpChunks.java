package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Goes through the chunks of a WebP file, or of one of its frames (RFC 9649, section 2.3).
final class WebpChunks {
    /// The words `RIFF` and `WEBP`, and between them the size of what follows the size.
    static final int HEAD = 12;

    private static final int CHUNK_HEAD = 8;

    private final Cursor in;

    /// A part of the file.
    ///
    /// @param data without padding
    record Chunk(String name, MemorySegment data) {}

    WebpChunks(MemorySegment chunks) {
        in = new Cursor(chunks, ByteOrder.LITTLE_ENDIAN);
    }

    /// The chunks of `file`. Its last one may lack its byte of padding, and anything may stand behind.
    ///
    /// @throws Refusal if the file is shorter than it says
    static WebpChunks of(MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.LITTLE_ENDIAN);
        in.skip(4);
        long end = 8 + in.u32();
        in.skip(4);
        if (end > file.byteSize() + 1) {
            throw Refusal.damaged("the file is truncated: it has " + file.byteSize() + " bytes of " + end);
        }
        return new WebpChunks(file.asSlice(HEAD, Math.max(HEAD, Math.min(end, file.byteSize())) - HEAD));
    }

    /// The next chunk; null where there is no room for one.
    ///
    /// @throws Refusal if it is longer than its place
    @Nullable
    Chunk next() throws Refusal {
        if (in.left() < CHUNK_HEAD) {
            return null;
        }
        var name = in.word();
        long size = in.u32();
        if (size > in.left()) {
            throw Refusal.damaged("a chunk of the WebP has " + in.left() + " bytes of " + size);
        }
        var data = in.slice(size);
        in.skip(Math.min(size & 1, in.left()));
        return new Chunk(name, data);
    }
}
