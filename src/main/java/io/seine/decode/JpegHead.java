package io.seine.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// What stands before the first scan of a JPEG and decides how it is decoded.
///
/// @param process of coding: the code of the frame's marker
/// @param precision bits per sample
/// @param components the names of the components, as numbers
/// @param jfif whether the file says that it is JFIF
/// @param adobe what Adobe's marker says about colours: 0 (none transformed), 1 (YCbCr), 2 (YCCK); -1 without it
/// @param plain the whole file without its colour profile, in pieces
record JpegHead(
        int process, int precision, List<Integer> components, boolean jfif, int adobe, List<MemorySegment> plain) {
    private static final List<Integer> NUMBERED = List.of(1, 2, 3);
    private static final List<Integer> RGB = List.of((int) 'R', (int) 'G', (int) 'B');

    static JpegHead of(MemorySegment file) throws Refusal {
        return new Reader(file).read();
    }

    /// @throws Refusal if ImageIO has no decoder for it
    void check() throws Refusal {
        if (process > 0xc2) {
            throw Refusal.unsupported("a JPEG of the coding process 0x" + Integer.toHexString(process));
        }
        if (precision != 8) {
            throw Refusal.unsupported("a JPEG of " + precision + " bits per sample");
        }
        int count = components.size();
        if (count != 1 && count != 3 && count != 4) {
            throw Refusal.unsupported("a JPEG of " + count + " components");
        }
    }

    /// Whether everybody takes it for grey or YCbCr; ImageIO guesses at the rest in a way of its own.
    boolean isUsual() {
        return switch (components.size()) {
            case 1 -> true;
            case 3 -> adobe == 1 || (adobe < 0 && (jfif || components.equals(NUMBERED)));
            default -> false;
        };
    }

    /// Whether the first three components are YCbCr, guessed as libjpeg does it.
    boolean isTransformed() {
        if (components.size() == 4) {
            return adobe > 0;
        }
        return jfif || adobe > 0 || (adobe < 0 && !components.equals(RGB));
    }

    /// Goes through the segments.
    private static final class Reader {
        private static final int APP0 = 0xe0;
        private static final int APP2 = 0xe2;
        private static final int APP14 = 0xee;
        private static final int SOS = 0xda;

        private final MemorySegment file;
        private final Cursor in;
        private final List<MemorySegment> plain = new ArrayList<>();
        private final List<Integer> components = new ArrayList<>();
        private long kept;
        private int process;
        private int precision;
        private boolean jfif;
        private int adobe = -1;

        private Reader(MemorySegment file) {
            this.file = file;
            in = new Cursor(file, ByteOrder.BIG_ENDIAN);
        }

        private JpegHead read() throws Refusal {
            in.skip(2);
            for (int marker = marker(); marker != SOS; marker = marker()) {
                long start = in.at() - 2;
                int length = in.u16();
                segment(marker, in.slice(Math.max(0, length - 2)));
                if (marker == APP2) {
                    plain.add(file.asSlice(kept, start - kept));
                    kept = in.at();
                }
            }
            plain.add(file.asSlice(kept));
            return new JpegHead(process, precision, components, jfif, adobe, plain);
        }

        /// The code of the next marker that begins a segment.
        private int marker() throws Refusal {
            while (true) {
                while (in.u8() != 0xff) {}
                int code = in.u8();
                while (code == 0xff) {
                    code = in.u8();
                }
                if (code >= 0xc0 && (code < 0xd0 || code > 0xd8)) {
                    return code;
                }
            }
        }

        private void segment(int marker, MemorySegment content) throws Refusal {
            var segment = new Cursor(content, ByteOrder.BIG_ENDIAN);
            if (marker == APP0) {
                jfif |= content.byteSize() >= 14 && segment.word().equals("JFIF") && segment.u8() == 0;
            } else if (marker == APP14
                    && content.byteSize() >= 12
                    && segment.word().equals("Adob")) {
                segment.skip(7);
                adobe = segment.u8();
            } else if (isFrame(marker)) {
                frame(marker, segment);
            }
        }

        /// C4, C8 and CC are tables and an extension.
        private static boolean isFrame(int marker) {
            return marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        }

        private void frame(int marker, Cursor segment) throws Refusal {
            process = marker;
            precision = segment.u8();
            segment.skip(4);
            components.clear();
            for (int count = segment.u8(); count > 0; count--) {
                components.add(segment.u8());
                segment.skip(2);
            }
        }
    }
}
