package io.seine.decode;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.ImageReaderWriterSpi;

/// Chooses among the readers and writers that ImageIO knows, whatever their order on the class path.
final class Readers {
    private static final int OS2_HEADER = 64;

    private Readers() {}

    /// What reads `file` best. WebP is decoded without ImageIO: see [WebpFrame].
    ///
    /// - JPEG: the JDK's, which is libjpeg. TwelveMonkeys' calls the same one, after it has repaired the file.
    /// - PNG, GIF: the JDK's, there is no other.
    /// - BMP: the JDK's, because TwelveMonkeys' fails where run lengths leave pixels out; but for OS/2 2.x, which
    ///   the JDK's does not know.
    /// - TIFF: TwelveMonkeys', because the JDK's lacks four inks, and differences of 16 bits; but for JPEG in the
    ///   way of TIFF 6.0, which TwelveMonkeys' copies to a temporary file.
    static ImageReader of(MemorySegment file, ImageFormat format) throws Refusal {
        try {
            return switch (format) {
                case BMP -> isOs2(file) ? new BMPImageReaderSpi().createReaderInstance() : ofJdk(format);
                case TIFF -> OldJpeg.isIn(file) ? ofJdk(format) : new TIFFImageReaderSpi().createReaderInstance();
                case JPEG, PNG, GIF, WEBP, AVIF -> ofJdk(format);
            };
        } catch (IOException e) {
            throw new IllegalStateException("no reader for " + format, e);
        }
    }

    static ImageWriter writer(ImageFormat format) {
        return jdks(ImageIO.getImageWritersByFormatName(format.word()), ImageWriter::getOriginatingProvider);
    }

    /// The version of TwelveMonkeys.
    static String version() {
        return new TIFFImageReaderSpi().getVersion();
    }

    private static ImageReader ofJdk(ImageFormat format) {
        return jdks(ImageIO.getImageReadersByFormatName(format.word()), ImageReader::getOriginatingProvider);
    }

    private static <T> T jdks(Iterator<T> all, Function<T, ImageReaderWriterSpi> provider) {
        while (all.hasNext()) {
            var next = all.next();
            if (provider.apply(next).getClass().getModule() == ImageIO.class.getModule()) {
                return next;
            }
        }
        throw new IllegalStateException("this JDK lacks a part of ImageIO");
    }

    private static boolean isOs2(MemorySegment file) throws Refusal {
        var in = new Cursor(file, ByteOrder.LITTLE_ENDIAN);
        in.skip(14);
        return in.u32() == OS2_HEADER;
    }
}
