package io.seine.hostile;

import static io.seine.hostile.HostileOrigin.HELLO;
import static io.seine.hostile.HostileOrigin.lost;
import static io.seine.hostile.HostileOrigin.saved;
import static io.seine.hostile.When.AT_ONCE;
import static io.seine.hostile.When.MAX_SIZE;

import io.seine.model.Kind;
import io.seine.testing.Answer;
import io.seine.testing.Bomb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Bodies that are whole, but not what they should be.
final class HostileContents {
    private static final byte[] HELLO_BYTES = HELLO.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HELLO_IN_BROTLI = HexFormat.of().parseHex("0b028068656c6c6f03");
    private static final int TEN_GIBIBYTES = 10 << 10;

    private HostileContents() {}

    static List<HostileOrigin> contents() {
        return List.of(
                lost("sends a page instead of a picture", Kind.UNSUPPORTED, AT_ONCE, page())
                        .with("decode.mode", "verify"),
                lost(
                                "sends nothing instead of a picture",
                                Kind.UNSUPPORTED,
                                AT_ONCE,
                                Answer.ok(new byte[0], "image/gif"))
                        .with("decode.mode", "verify"),
                lost("sends 10 GiB in 10 MiB of gzip", Kind.TOO_LARGE, MAX_SIZE, Bomb.gzip(TEN_GIBIBYTES))
                        .with("fetch.max-size", "16MiB"),
                lost("says gzip, and sends something else", Kind.PROTOCOL, AT_ONCE, coded("gzip", HELLO_BYTES)),
                lost("sends gzip that is cut short", Kind.TRUNCATED, AT_ONCE, coded("gzip", cut(gzip()))),
                lost("sends gzip whose checksum is wrong", Kind.PROTOCOL, AT_ONCE, coded("gzip", spoilt(gzip()))),
                saved("sends gzip unasked", AT_ONCE, coded("gzip", gzip())),
                saved("sends deflate unasked, in zlib's format", AT_ONCE, coded("deflate", deflate(false))),
                saved("sends deflate unasked, in none", AT_ONCE, coded("deflate", deflate(true))),
                saved("sends Brotli unasked", AT_ONCE, coded("br", HELLO_IN_BROTLI)),
                lost("sends zstd unasked", Kind.PROTOCOL, AT_ONCE, coded("zstd", HELLO_BYTES)),
                saved("names a coding that nobody knows", AT_ONCE, coded("utf-8", HELLO_BYTES)));
    }

    private static Answer page() {
        return Answer.ok("<!DOCTYPE html><p>Not here".getBytes(StandardCharsets.US_ASCII), "image/jpeg");
    }

    private static Answer coded(String coding, byte[] body) {
        return Answer.ok(body, "text/plain").withHeader("Content-Encoding", coding);
    }

    private static byte[] gzip() {
        return compressed(GZIPOutputStream::new);
    }

    /// @param raw without zlib's header and checksum
    private static byte[] deflate(boolean raw) {
        return compressed(out -> new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, raw)));
    }

    private interface Compression {
        OutputStream to(OutputStream out) throws IOException;
    }

    private static byte[] compressed(Compression compression) {
        var bytes = new ByteArrayOutputStream();
        try (var out = compression.to(bytes)) {
            out.write(HELLO_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length - 10);
    }

    /// The checksum stands in the last eight bytes but four.
    private static byte[] spoilt(byte[] gzip) {
        gzip[gzip.length - 8] ^= 1;
        return gzip;
    }
}
