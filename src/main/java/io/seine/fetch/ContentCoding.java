package io.seine.fetch;

import io.seine.model.Body;
import io.seine.model.DataSize;
import io.seine.model.Kind;
import io.seine.model.StorageTrouble;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;

/// Undoes content codings (RFC 9110, section 8.4): gzip, deflate and br, up to a size and a ratio.
final class ContentCoding {
    /// What we ask for.
    static final String ACCEPTED = "gzip, deflate, br";

    private static final Set<String> UNDONE = Set.of("gzip", "x-gzip", "deflate", "br");

    /// The others that are registered for responses. Names that are not are misunderstandings, `none` or `utf-8`: the
    /// body is left as it is then, as browsers do.
    private static final Set<String> FOREIGN =
            Set.of("zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip");

    /// Media types that are gzip themselves: some origins name the coding as well as the type, though there is but one.
    private static final Set<String> GZIP_FILES =
            Set.of("application/gzip", "application/x-gzip", "application/x-gunzip", "application/x-tgz");

    /// How often a body's own size it may come to, beyond a first mebibyte. Real content stays far below.
    private static final long MOST_RATIO = 1000;

    private static final long ALWAYS_ALLOWED = 1 << 20;
    private static final int BUFFER = 1 << 16;

    /// One over the other; real content has one.
    private static final int MOST_CODINGS = 4;

    private final DataSize maxSize;
    private final DataSize spoolAbove;
    private final Supplier<Path> newFile;

    /// @param newFile names a new temporary file
    ContentCoding(DataSize maxSize, DataSize spoolAbove, Supplier<Path> newFile) {
        this.maxSize = maxSize;
        this.spoolAbove = spoolAbove;
        this.newFile = newFile;
    }

    /// The codings to undo in a body, in the order in which they were applied.
    ///
    /// @param headers values of the `Content-Encoding` headers
    /// @throws FetchFault `protocol` for a coding that was not asked for
    static List<String> of(List<String> headers, String mime) {
        var codings = headers.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> UNDONE.contains(coding) || FOREIGN.contains(coding))
                .toList();
        for (var coding : codings) {
            if (FOREIGN.contains(coding)) {
                throw new FetchFault(Kind.PROTOCOL, "Content-Encoding: " + coding + ", which was not asked for");
            }
        }
        if (codings.size() > MOST_CODINGS) {
            throw new FetchFault(Kind.PROTOCOL, "the body has " + codings.size() + " content codings");
        }
        return GZIP_FILES.contains(mime) ? List.of() : codings;
    }

    /// What is in `coded`, which is used up. Blocks.
    ///
    /// @throws FetchFault `too_large`, `truncated`, `protocol` for what is not coded as it says, or `storage`
    Received decoded(Body coded, List<String> codings) {
        long most = Math.min(maxSize.bytes(), Math.max(ALWAYS_ALLOWED, coded.size() * MOST_RATIO));
        try (var raw = coded.open();
                var in = opened(raw, codings)) {
            return read(in, most);
        } catch (EOFException e) {
            throw new FetchFault(Kind.TRUNCATED, "the body ends within its content coding " + codings);
        } catch (IOException e) {
            throw new FetchFault(Kind.PROTOCOL, "the body's content coding is not " + codings + ": " + e.getMessage());
        } finally {
            coded.discard();
        }
    }

    private static InputStream opened(InputStream in, List<String> codings) throws IOException {
        var opened = in;
        for (var coding : codings.reversed()) {
            opened = switch (coding) {
                case "br" -> new BrotliInputStream(opened);
                case "deflate" -> inflated(new BufferedInputStream(opened));
                default -> new GZIPInputStream(opened, BUFFER);
            };
        }
        return opened;
    }

    /// zlib (RFC 1950), or what some origins take `deflate` for (RFC 1951).
    private static InputStream inflated(InputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        boolean zlib = (first & 0x0f) == 8 && ((first << 8) + second) % 31 == 0;
        return new InflaterInputStream(in, new Inflater(!zlib), BUFFER) {
            @Override
            public void close() throws IOException {
                super.close();
                inf.end(); // its memory is not the heap's
            }
        };
    }

    private Received read(InputStream in, long most) throws IOException {
        long inMemory = Math.min(spoolAbove.bytes(), most);
        var first = in.readNBytes((int) inMemory + 1);
        if (first.length <= inMemory) {
            return Received.inMemory(first);
        } else if (first.length > most) {
            throw tooLarge(most);
        }
        var spool = new Spool(newFile.get());
        try {
            write(spool, first, first.length);
            var buffer = new byte[BUFFER];
            long count = first.length;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
                if (count > most) {
                    throw tooLarge(most);
                }
                write(spool, buffer, read);
            }
            return spool.keep();
        } catch (IOException | RuntimeException e) {
            spool.delete();
            throw e;
        }
    }

    private static void write(Spool spool, byte[] bytes, int length) {
        try {
            spool.write(bytes, length);
        } catch (IOException e) {
            throw new FetchFault(Kind.STORAGE, "cannot spool the body: " + StorageTrouble.reason(e));
        }
    }

    private FetchFault tooLarge(long most) {
        return most == maxSize.bytes()
                ? BodyMeter.tooLarge(maxSize)
                : new FetchFault(Kind.TOO_LARGE, "the body is more than " + MOST_RATIO + " times as large as it came");
    }
}
