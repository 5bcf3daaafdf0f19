package io.seine.decode;

import java.util.ArrayList;
import java.util.List;

/// The header of a scan (ITU-T T.81, B.2.3).
///
/// @param parts the components that take turns in it
/// @param first index of its coefficients in each block, in zigzag order
/// @param last index of them
/// @param high how many of the coefficients' low bits were missing before; 0: all bits were
/// @param low how many of the coefficients' low bits are still missing after it
record JpegScan(List<Part> parts, int first, int last, int high, int low) {
    private static final int MOST_PARTS = 4;
    private static final int MOST_BLOCKS = 10;
    private static final int LAST = 63;
    private static final int MOST_MISSING = 13;

    /// A component's part in a scan.
    ///
    /// @param index of the component in the frame
    /// @param blocks it has in each MCU
    /// @param dc slot of its table for DC coefficients
    /// @param ac slot of its table for AC coefficients
    record Part(int index, int blocks, int dc, int ac) {}

    JpegScan {
        parts = List.copyOf(parts);
    }

    /// In each MCU.
    int blocks() {
        return parts.stream().mapToInt(Part::blocks).sum();
    }

    /// All bits of all coefficients.
    boolean isWhole() {
        return first == 0 && last == LAST && high == 0 && low == 0;
    }

    /// Either DC or a band of AC coefficients of one component; either their upper bits or the next one.
    boolean canBeProgressive() {
        boolean selects = first == 0 ? last == 0 : first <= last && last <= LAST && parts.size() == 1;
        return selects && (high == 0 || low == high - 1) && low <= MOST_MISSING;
    }

    static JpegScan read(JpegFrame frame, Cursor in) throws Refusal {
        int count = in.left() > 0 ? in.u8() : 0;
        require(count >= 1 && count <= MOST_PARTS && in.left() == 2L * count + 3);
        var parts = parts(frame, count, in);
        int first = in.u8();
        int last = in.u8();
        int bits = in.u8();
        var scan = new JpegScan(parts, first, last, bits >> 4, bits & 15);
        require(scan.blocks() <= MOST_BLOCKS);
        return scan;
    }

    private static List<Part> parts(JpegFrame frame, int count, Cursor in) throws Refusal {
        var parts = new ArrayList<Part>();
        for (int i = 0; i < count; i++) {
            int index = find(frame, in.u8(), parts);
            var component = frame.components().get(index);
            int slots = in.u8();
            parts.add(new Part(index, count == 1 ? 1 : component.across() * component.down(), slots >> 4, slots & 15));
        }
        return parts;
    }

    /// Some encoders give all components the same name, and mean them in their order.
    private static int find(JpegFrame frame, int id, List<Part> taken) throws Refusal {
        for (int i = 0; i < frame.components().size(); i++) {
            int index = i;
            if (frame.components().get(i).id() == id && taken.stream().noneMatch(part -> part.index == index)) {
                return i;
            }
        }
        throw Refusal.damaged("a scan of the JPEG names a component " + id + " that there is not");
    }

    private static void require(boolean sound) throws Refusal {
        if (!sound) {
            throw Refusal.damaged("the header of a JPEG scan is damaged");
        }
    }
}
