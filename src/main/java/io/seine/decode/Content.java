package io.seine.decode;

import io.seine.model.Body;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The bytes of a body as one segment: memory is used as it is, a file is mapped, neither is copied.
///
/// For one thread. Closing unmaps the file; the body stays its owner's.
final class Content implements AutoCloseable {
    private final MemorySegment bytes;
    private final @Nullable Arena arena;

    private Content(MemorySegment bytes, @Nullable Arena arena) {
        this.bytes = bytes;
        this.arena = arena;
    }

    static Content of(Body body) throws IOException {
        return switch (body) {
            case Body.InMemory memory ->
                new Content(MemorySegment.ofArray(memory.bytes()).asReadOnly(), null);
            case Body.Spooled spooled -> mapped(spooled);
        };
    }

    private static Content mapped(Body.Spooled spooled) throws IOException {
        var arena = Arena.ofConfined();
        try (var file = FileChannel.open(spooled.file(), StandardOpenOption.READ)) {
            return new Content(file.map(MapMode.READ_ONLY, 0, file.size(), arena), arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    MemorySegment bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
        }
    }
}
