package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// TIFF 6.0: a chain of directories, one per page, whose fields point to strips or tiles of data.
final class TiffStructure implements Structure {

    @Override
    public Header header(MemorySegment file) throws Refusal {
        var pages = new Pages(file);
        var first = pages.next();
        if (first == null) {
            throw Refusal.damaged("the TIFF has no page");
        }
        long pixels = first.pixels();
        int frames = 1;
        for (var page = pages.next(); page != null && frames <= MOST_FRAMES; page = pages.next()) {
            frames++;
            pixels += page.pixels();
        }
        return Header.of(ImageFormat.TIFF, first.width(), first.height(), frames, pixels);
    }

    @Override
    public void check(MemorySegment file) throws Refusal {
        var pages = new Pages(file);
        for (var page = pages.next(); page != null; page = pages.next()) {
            page.check();
        }
    }

    @Override
    public Metadata metadata(MemorySegment file) {
        try {
            var first = new Pages(file).next();
            return first == null ? Metadata.NONE : first.metadata();
        } catch (Refusal e) {
            return Metadata.NONE; // the check will tell
        }
    }

    /// Goes from page to page. Pages that share bytes would let a small file cost a long walk, so that the bytes
    /// walked through are limited by the file's own.
    private static final class Pages {
        private final MemorySegment file;
        private final Cursor in;
        private final Set<Long> seen = new HashSet<>();
        private long budget;

        Pages(MemorySegment file) throws Refusal {
            this.file = file;
            budget = 2 * file.byteSize();
            boolean little = new Cursor(file, ByteOrder.BIG_ENDIAN).u8() == 'I';
            in = new Cursor(file, little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            in.skip(4);
        }

        @Nullable
        TiffPage next() throws Refusal {
            long at = in.u32();
            if (at == 0) {
                return null;
            }
            in.seek(at);
            var page = TiffPage.read(file, in);
            budget -= page.size();
            if (!seen.add(at) || budget < 0) {
                throw Refusal.damaged("the TIFF's pages go in a circle or lie on top of each other");
            }
            return page;
        }
    }
}
