package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A block of EXIF (CIPA DC-008): the directories of a TIFF file, of which only the first is read here, and of that
/// only the orientation. Blocks are often torn, so that whatever is missing is passed over.
final class Exif {
    /// Stands before the block in a JPEG.
    static final String IDENTIFIER = "Exif\0\0";

    private static final int ORIENTATION = 274;
    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    /// The one value of a field, which stands in the block at `at`.
    private record Value(long at, int type) {
        long read(Cursor in) throws Refusal {
            in.seek(at);
            return switch (type) {
                case BYTE -> in.u8();
                case SHORT -> in.u16();
                default -> in.u32();
            };
        }

        /// The lowest byte becomes 1, the others 0.
        void setToOne(byte[] block, ByteOrder order) {
            int size = type == BYTE ? 1 : type == SHORT ? 2 : 4;
            int lowest = order == ByteOrder.BIG_ENDIAN ? size - 1 : 0;
            for (int i = 0; i < size; i++) {
                block[(int) at + i] = (byte) (i == lowest ? 1 : 0);
            }
        }
    }

    private Exif() {}

    /// Whether `block` begins as one of EXIF does.
    static boolean begins(MemorySegment block) {
        return MetadataBuilder.behind("II*\0", block) != null || MetadataBuilder.behind("MM\0*", block) != null;
    }

    /// The orientation that `block` tells; upright if it tells none. A whole TIFF file is such a block, too.
    static Orientation orientation(MemorySegment block) {
        var values = orientations(block);
        try {
            return values.isEmpty()
                    ? Orientation.UPRIGHT
                    : Orientation.of(values.getFirst().read(cursor(block)));
        } catch (Refusal e) {
            return Orientation.UPRIGHT;
        }
    }

    /// A copy of `block` that tells of an upright picture.
    static byte[] upright(MemorySegment block) {
        var copy = block.toArray(ValueLayout.JAVA_BYTE);
        for (var value : orientations(block)) {
            value.setToOne(copy, order(block));
        }
        return copy;
    }

    /// There should be one, but which of several counts is every reader's own affair.
    private static List<Value> orientations(MemorySegment block) {
        var found = new ArrayList<Value>();
        try {
            var in = cursor(block);
            in.seek(4);
            in.seek(in.u32());
            for (int fields = in.u16(); fields > 0; fields--) {
                addOrientation(found, in);
            }
        } catch (Refusal e) {
            // the block ends here
        }
        return found;
    }

    private static void addOrientation(List<Value> found, Cursor in) throws Refusal {
        int tag = in.u16();
        int type = in.u16();
        long count = in.u32();
        var value = new Value(in.at(), type);
        in.skip(4);
        if (tag == ORIENTATION && count == 1 && (type == BYTE || type == SHORT || type == LONG)) {
            found.add(value);
        }
    }

    private static Cursor cursor(MemorySegment block) {
        return new Cursor(block, order(block));
    }

    private static ByteOrder order(MemorySegment block) {
        boolean little = block.byteSize() > 0 && block.get(ValueLayout.JAVA_BYTE, 0) == 'I';
        return little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }
}
