package io.seine.decode;

import io.seine.decode.Metadata.Colours;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// One directory of a TIFF file, as far as dimensions and the place of its data go.
final class TiffPage {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES = 277;
    private static final int STRIP_SIZES = 279;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_SIZES = 325;
    private static final int XMP = 700;
    private static final int ICC = 34_675;

    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int SEPARATED = 5;

    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int[] TYPE_SIZES = {1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    private static final int MOST_SAMPLES = 16;

    /// A field whose values stand in the file at `at`.
    private record Field(long at, int type, long count) {
        static final Field NONE = new Field(0, LONG, 0);

        boolean isNumber() {
            return type == SHORT || type == LONG;
        }
    }

    private final MemorySegment file;
    private final Cursor in;
    private final Map<Integer, Field> fields = new HashMap<>();
    private long size;

    private TiffPage(MemorySegment file, Cursor in) {
        this.file = file;
        this.in = in;
    }

    /// Reads the directory at which `in` stands, and leaves `in` before the offset of the next one.
    static TiffPage read(MemorySegment file, Cursor in) throws Refusal {
        var page = new TiffPage(file, new Cursor(file, in.order()));
        int count = in.u16();
        for (int i = 0; i < count; i++) {
            page.readField(in);
        }
        return page;
    }

    /// Whatever the field, its values lie within the file.
    private void readField(Cursor in) throws Refusal {
        int tag = in.u16();
        int type = in.u16();
        long count = in.u32();
        long valueAt = in.at();
        long bytes = count * (type < TYPE_SIZES.length ? TYPE_SIZES[type] : 1);
        if (bytes > 4) {
            in.seek(in.u32());
        }
        fields.put(tag, new Field(in.at(), type, count));
        in.skip(bytes);
        in.seek(valueAt + 4);
        size += 12 + bytes;
    }

    /// Bytes of the directory and its values.
    long size() {
        return size;
    }

    long width() throws Refusal {
        return first(WIDTH);
    }

    long height() throws Refusal {
        return first(HEIGHT);
    }

    /// What decoding makes: a tile is decoded whole, even where it reaches beyond the page. At most 10^14.
    long pixels() throws Refusal {
        double page = (double) width() * height();
        double tile = (double) first(TILE_WIDTH) * first(TILE_HEIGHT);
        return (long) Math.min(Math.max(page, tile), 1e14);
    }

    /// @throws Refusal if data lies beyond the end of the file
    void check() throws Refusal {
        if (first(SAMPLES) > MOST_SAMPLES) {
            throw Refusal.unsupported("a TIFF with " + first(SAMPLES) + " samples per pixel");
        }
        checkData(field(STRIP_OFFSETS), field(STRIP_SIZES));
        checkData(field(TILE_OFFSETS), field(TILE_SIZES));
    }

    private void checkData(Field starts, Field lengths) throws Refusal {
        var start = new Cursor(file, in.order());
        var length = new Cursor(file, in.order());
        start.seek(starts.at);
        length.seek(lengths.at);
        for (long i = 0; i < Math.min(starts.count, lengths.count); i++) {
            in.seek(number(start, starts));
            in.skip(number(length, lengths));
        }
    }

    /// What the page tells about its pixels, and carries along. EXIF is spread over the file instead of in a block.
    Metadata metadata() throws Refusal {
        var found = new MetadataBuilder();
        found.colours(colours());
        found.icc(bytes(ICC));
        found.xmp(bytes(XMP));
        return found.build(Exif.orientation(file));
    }

    private Colours colours() throws Refusal {
        return switch (field(PHOTOMETRIC).count == 0 ? -1 : (int) first(PHOTOMETRIC)) {
            case WHITE_IS_ZERO, BLACK_IS_ZERO -> Colours.GREY;
            case SEPARATED -> Colours.CMYK;
            default -> Colours.RGB;
        };
    }

    /// The values of a field of bytes; empty where there is none.
    private MemorySegment bytes(int tag) {
        var field = fields.getOrDefault(tag, Field.NONE);
        boolean single = field.type < TYPE_SIZES.length && TYPE_SIZES[field.type] == 1;
        return single ? file.asSlice(field.at, field.count) : MemorySegment.NULL;
    }

    /// A field of whole numbers.
    private Field field(int tag) {
        var field = fields.getOrDefault(tag, Field.NONE);
        return field.isNumber() ? field : Field.NONE;
    }

    private long first(int tag) throws Refusal {
        var field = field(tag);
        in.seek(field.at);
        return field.count == 0 ? 0 : number(in, field);
    }

    private static long number(Cursor in, Field field) throws Refusal {
        return field.type == SHORT ? in.u16() : in.u32();
    }
}
