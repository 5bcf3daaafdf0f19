package io.seine.testing;

import java.util.Arrays;
import java.util.zip.Deflater;

/// A small body that grows without measure when its content coding is undone.
public final class Bomb {
    private static final int MEBIBYTE = 1 << 20;

    private Bomb() {}

    /// 200 with so many mebibytes of zeros, as gzip a thousandth of that, which ends with the connection.
    ///
    /// The same compressed mebibyte over and over, each able to stand alone, so that nothing large is compressed.
    public static Answer gzip(int mebibytes) {
        return Answer.text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b\b\0\0\0\0\0\0\0")
                .thenRepeating(zeros(), mebibytes)
                .thenEnd();
    }

    private static byte[] zeros() {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(new byte[MEBIBYTE]);
            var compressed = new byte[8192];
            int length = deflater.deflate(compressed, 0, compressed.length, Deflater.FULL_FLUSH);
            return Arrays.copyOf(compressed, length);
        }
    }
}
