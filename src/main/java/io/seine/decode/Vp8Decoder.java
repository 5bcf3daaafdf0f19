package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Decodes a key frame of VP8 (RFC 6386), which is what a lossy WebP holds.
///
/// TwelveMonkeys' decoder takes 120 bytes per pixel, its colours are off by two levels in the mean, and it does not
/// notice where data ends. This one takes 2 bytes per pixel beside the picture, and gives the samples that libwebp
/// gives.
final class Vp8Decoder {
    private static final int MACROBLOCK = 16;
    private static final int START_CODE = 0x2a019d;
    private static final int MOST_PARTITIONS = 8;

    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final Vp8Bits first;
    private final Vp8Settings settings;
    private final List<Vp8Bits> partitions = new ArrayList<>();
    private final Vp8Modes modes;
    private final Vp8Tokens tokens;
    private final Vp8Plane y;
    private final Vp8Plane u;
    private final Vp8Plane v;

    /// Of each macroblock the number of its segment, and whether it is predicted by blocks and to be smoothed inside.
    private final byte[] filters;

    private static final int BY_BLOCKS = 4;
    private static final int INSIDE = 8;

    private Vp8Decoder(MemorySegment frame) throws Refusal {
        var in = new Cursor(frame, ByteOrder.LITTLE_ENDIAN);
        int tag = in.u16() | in.u8() << 16;
        if ((tag & 1) != 0 || (in.u16() | in.u8() << 16) != START_CODE) {
            throw Refusal.damaged("a lossy image of the WebP does not begin with a key frame");
        }
        width = in.u16() & 0x3fff;
        height = in.u16() & 0x3fff;
        columns = (width + MACROBLOCK - 1) / MACROBLOCK;
        rows = (height + MACROBLOCK - 1) / MACROBLOCK;
        var bytes = in.slice(in.left()).toArray(ValueLayout.JAVA_BYTE);
        int end = Math.min(tag >> 5, bytes.length);
        first = new Vp8Bits(bytes, 0, end);
        settings = new Vp8Settings(first);
        findPartitions(bytes, end);
        modes = new Vp8Modes(first, columns);
        tokens = new Vp8Tokens(settings.probabilities(), columns);
        y = new Vp8Plane(MACROBLOCK * columns, MACROBLOCK * rows);
        u = new Vp8Plane(MACROBLOCK / 2 * columns, MACROBLOCK / 2 * rows);
        v = new Vp8Plane(MACROBLOCK / 2 * columns, MACROBLOCK / 2 * rows);
        filters = new byte[columns * rows];
    }

    /// The lengths of all but the last stand before them.
    private void findPartitions(byte[] bytes, int lengths) {
        int count = Math.min(MOST_PARTITIONS, settings.partitions());
        int start = Math.min(bytes.length, lengths + 3 * (count - 1));
        for (int i = 0; i < count; i++) {
            int end = i == count - 1 ? bytes.length : start + length(bytes, lengths + 3 * i);
            partitions.add(new Vp8Bits(bytes, start, Math.min(end, bytes.length)));
            start = Math.min(end, bytes.length);
        }
    }

    private static int length(byte[] bytes, int at) {
        return at + 3 > bytes.length
                ? 0
                : (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
    }

    /// The picture in three channels, or four of which alpha remains 0.
    ///
    /// @throws Refusal if `frame` has other dimensions, or ends too early
    static Pixels decode(MemorySegment frame, int width, int height, int channels) throws Refusal {
        var decoder = new Vp8Decoder(frame);
        if (decoder.width != width || decoder.height != height) {
            throw Refusal.damaged("the file has two sizes: " + width + " × " + height + " and " + decoder.width + " × "
                    + decoder.height);
        }
        decoder.decode();
        decoder.smooth();
        var pixels = Pixels.blank(width, height, channels);
        new Vp8Colours(decoder.y, decoder.u, decoder.v, pixels).convert();
        return pixels;
    }

    private void decode() throws Refusal {
        var prediction = new Vp8Macroblock(y, u, v, columns);
        for (int row = 0; row < rows; row++) {
            var data = partitions.get(row % partitions.size());
            modes.startRow();
            tokens.startRow();
            for (int column = 0; column < columns; column++) {
                decode(column, row, data);
                prediction.restore(column, row, modes, tokens.coefficients());
            }
            if (first.hasEnded() || data.hasEnded()) {
                throw Refusal.damaged("a lossy image of the WebP ends too early");
            }
        }
    }

    private void decode(int column, int row, Vp8Bits data) {
        int segment = settings.readSegment(first);
        boolean skipped = settings.readSkip(first);
        modes.read(column);
        boolean byBlocks = modes.isByBlocks();
        boolean any = false;
        if (skipped) {
            tokens.skip(column, !byBlocks);
        } else {
            any = tokens.read(data, column, !byBlocks, settings.quantizers(segment));
        }
        boolean inside = byBlocks || any;
        filters[row * columns + column] = (byte) (segment | (byBlocks ? BY_BLOCKS : 0) | (inside ? INSIDE : 0));
    }

    /// Only when all is predicted, because it is predicted from what is not smoothed.
    private void smooth() {
        if (!settings.hasFilter()) {
            return;
        }
        boolean simple = settings.hasSimpleFilter();
        var brightness = new Vp8Filter(y, simple);
        var colours = List.of(new Vp8Filter(u, simple), new Vp8Filter(v, simple));
        for (int at = 0; at < filters.length; at++) {
            int filter = filters[at];
            var strength = settings.strength(filter & 3, (filter & BY_BLOCKS) != 0);
            boolean inside = (filter & INSIDE) != 0;
            int left = at % columns * MACROBLOCK;
            int top = at / columns * MACROBLOCK;
            if (strength.limit() > 0) {
                brightness.smooth(left, top, MACROBLOCK, strength, inside);
                for (var colour : simple ? List.<Vp8Filter>of() : colours) {
                    colour.smooth(left / 2, top / 2, MACROBLOCK / 2, strength, inside);
                }
            }
        }
    }
}
