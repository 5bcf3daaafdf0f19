package io.seine.decode;

import java.util.ArrayList;
import java.util.List;

/// The frame header of a JPEG coded with Huffman tables (ITU-T T.81, B.2.2), with the arithmetic of annex A.2.
///
/// @param progressive whether scans refine what others told
record JpegFrame(boolean progressive, int width, int height, List<Component> components) {
    private static final int BLOCK = 8;
    private static final int MOST_SAMPLING = 4;

    /// One of the planes: luminance, a colour difference, an ink.
    ///
    /// @param id by which scans name it
    /// @param across how many blocks lie side by side in an MCU
    /// @param down how many blocks lie one below the other in an MCU
    /// @param quantization the slot of its table
    record Component(int id, int across, int down, int quantization) {}

    JpegFrame {
        components = List.copyOf(components);
    }

    /// Reads the segment of SOF0, SOF1 or SOF2.
    static JpegFrame read(int marker, Cursor in) throws Refusal {
        require(in.left() >= 6);
        int precision = in.u8();
        int height = in.u16();
        int width = in.u16();
        int count = in.u8();
        require(precision == 8 || precision == 12);
        require(height > 0 && width > 0 && count > 0 && in.left() == 3L * count);
        return new JpegFrame(marker == JpegMarkers.SOF2, width, height, components(count, in));
    }

    private static List<Component> components(int count, Cursor in) throws Refusal {
        var components = new ArrayList<Component>();
        for (int i = 0; i < count; i++) {
            int id = in.u8();
            int sampling = in.u8();
            components.add(new Component(id, sampling(sampling >> 4), sampling(sampling & 15), in.u8()));
        }
        return components;
    }

    private static int sampling(int factor) throws Refusal {
        require(factor >= 1 && factor <= MOST_SAMPLING);
        return factor;
    }

    private static void require(boolean sound) throws Refusal {
        if (!sound) {
            throw Refusal.damaged("the JPEG's frame header is damaged");
        }
    }

    /// How many MCUs a scan of several components has.
    int mcus() {
        return Math.ceilDiv(width, BLOCK * mostAcross()) * Math.ceilDiv(height, BLOCK * mostDown());
    }

    /// How many blocks a component has that hold at least one of its samples: the MCUs of a scan of it alone.
    int blocks(Component component) {
        return Math.ceilDiv(width * component.across, BLOCK * mostAcross())
                * Math.ceilDiv(height * component.down, BLOCK * mostDown());
    }

    private int mostAcross() {
        return components.stream().mapToInt(Component::across).max().orElseThrow();
    }

    private int mostDown() {
        return components.stream().mapToInt(Component::down).max().orElseThrow();
    }
}
