package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/// PNG (W3C Portable Network Graphics, third edition): chunks with checksums, of which the last is `IEND`.
final class PngStructure implements Structure {
    private static final int SIGNATURE = 8;

    @Override
    public Header header(MemorySegment file) throws Refusal {
        var in = chunks(file);
        long length = in.u32();
        if (!in.word().equals("IHDR") || length != 13) {
            throw Refusal.damaged("the PNG does not begin with IHDR");
        }
        long width = in.u32();
        long height = in.u32();
        in.skip(9);
        int frames = frames(in);
        return Header.of(ImageFormat.PNG, width, height, frames, pixels(width, height, frames));
    }

    /// An animated PNG tells its number of frames in a chunk before the image data.
    private static int frames(Cursor in) throws Refusal {
        while (in.left() >= 12) {
            long length = in.u32();
            var name = in.word();
            if (name.equals("acTL")) {
                return Math.clamp(in.u32(), 1, Integer.MAX_VALUE);
            } else if (name.equals("IDAT") || length + 4 > in.left()) {
                break;
            }
            in.skip(length + 4);
        }
        return 1;
    }

    /// Both sides have at most 32 bits, so that only the frames can carry the product beyond 63.
    private static long pixels(long width, long height, int frames) {
        double pixels = (double) width * height * frames;
        return pixels < Long.MAX_VALUE ? width * height * frames : Long.MAX_VALUE;
    }

    @Override
    public void check(MemorySegment file) throws Refusal {
        var in = chunks(file);
        boolean hasData = false;
        String name;
        do {
            name = checkedChunk(in);
            hasData |= name.equals("IDAT");
        } while (!name.equals("IEND"));
        if (!hasData) {
            throw Refusal.damaged("the PNG has no image data");
        }
    }

    @Override
    public Metadata metadata(MemorySegment file) {
        return PngMetadata.read(file);
    }

    private static Cursor chunks(MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.BIG_ENDIAN);
        in.skip(SIGNATURE);
        return in;
    }

    private static String checkedChunk(Cursor in) throws Refusal {
        long start = in.at();
        long length = in.u32();
        var name = in.word();
        in.seek(start + 4);
        var sum = new CRC32();
        sum.update(in.slice(length + 4).asByteBuffer());
        if (in.u32() != sum.getValue()) {
            throw Refusal.damaged("the checksum of the PNG's chunk at byte " + start + " is wrong");
        }
        return name;
    }
}
