package io.seine.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// A JPEG taken apart, to be put together in another way. Each piece begins with a marker; that of a scan goes on with
/// its data.
final class JpegPieces {
    static final int DHT = 0xc4;
    static final int SOS = 0xda;
    static final int DQT = 0xdb;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;

    private final List<byte[]> pieces = new ArrayList<>();

    private JpegPieces(List<byte[]> pieces) {
        this.pieces.addAll(pieces);
    }

    static JpegPieces of(byte[] jpeg) {
        var pieces = new ArrayList<byte[]>();
        for (int from = 0; from < jpeg.length; from += pieces.getLast().length) {
            pieces.add(Arrays.copyOfRange(jpeg, from, end(jpeg, from)));
        }
        return new JpegPieces(pieces);
    }

    /// One of the files in `jpeg`.
    static JpegPieces read(String name) {
        try (var in = Objects.requireNonNull(JpegPieces.class.getResourceAsStream("/jpeg/" + name), name)) {
            return of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int end(byte[] jpeg, int from) {
        int marker = jpeg[from + 1] & 0xff;
        if (marker == SOI || marker == EOI) {
            return from + 2;
        }
        int end = from + 2 + (jpeg[from + 2] & 0xff) * 256 + (jpeg[from + 3] & 0xff);
        while (marker == SOS && !endsData(jpeg, end)) {
            end++;
        }
        return end;
    }

    private static boolean endsData(byte[] jpeg, int at) {
        return jpeg[at] == -1 && jpeg[at + 1] != 0 && !isRestart(jpeg, at);
    }

    static boolean isRestart(byte[] jpeg, int at) {
        return jpeg[at] == -1 && (jpeg[at + 1] & 0xf8) == 0xd0;
    }

    /// Where in the piece of a scan its data begins.
    static int dataIn(byte[] scan) {
        return 2 + scan[3];
    }

    byte[] bytes() {
        return Pictures.join(pieces.toArray(byte[][]::new));
    }

    MemorySegment file() {
        return MemorySegment.ofArray(bytes()).asReadOnly();
    }

    int count() {
        return pieces.size();
    }

    byte[] get(int index) {
        return pieces.get(index).clone();
    }

    /// The indexes of pieces with a marker between these two.
    int[] find(int first, int last) {
        return IntStream.range(0, pieces.size())
                .filter(i -> (pieces.get(i)[1] & 0xff) >= first && (pieces.get(i)[1] & 0xff) <= last)
                .toArray();
    }

    int[] find(int marker) {
        return find(marker, marker);
    }

    JpegPieces without(int... indexes) {
        var others = new ArrayList<byte[]>();
        for (int i = 0; i < pieces.size(); i++) {
            if (Arrays.binarySearch(indexes, i) < 0) {
                others.add(pieces.get(i));
            }
        }
        return new JpegPieces(others);
    }

    JpegPieces insert(int index, byte[] piece) {
        var more = new JpegPieces(pieces);
        more.pieces.add(index, piece);
        return more;
    }

    JpegPieces replace(int index, byte[] piece) {
        return without(index).insert(index, piece);
    }

    /// With another byte in one of the pieces.
    JpegPieces set(int index, int at, int value) {
        var piece = get(index);
        piece[at] = (byte) value;
        return replace(index, piece);
    }
}
