package io.seine.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYCOLOR;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/// Seine's codec at the tasks and in the parts that are measured. `-Dseine.codec=imageio` measures the fallback.
final class MeasuredCodec {
    private static final Codec CODEC =
            Codecs.of(Engine.valueOf(System.getProperty("seine.codec", "auto").toUpperCase(Locale.ROOT)));
    private static final Resize SMALLEST_SIDE_256 = new Resize(Fit.KEEP_RATIO, 256, false);
    private static final Resize AS_IT_IS = new Resize(Fit.NONE, 256, false);

    private MeasuredCodec() {}

    static String name() {
        return CODEC.name();
    }

    /// Goes through a file for damage, as thorough jobs do before the codec gets it.
    static void check(byte[] file) throws Refusal {
        var structure = Structure.of(ImageFormat.JPEG);
        var bytes = MemorySegment.ofArray(file).asReadOnly();
        structure.check(bytes);
        structure.checkData(bytes);
    }

    /// Decodes a picture to pixels.
    static void decode(byte[] file) throws Refusal {
        var bytes = MemorySegment.ofArray(file).asReadOnly();
        CODEC.verify(bytes, header(bytes));
    }

    /// Makes its smallest side 256: a JPEG of quality 95.
    static byte[] to256(byte[] file) throws Refusal, IOException {
        return made(file, SMALLEST_SIDE_256, 95);
    }

    /// Writes a JPEG anew, of the same size and of quality 90. A job would leave it as it is.
    static byte[] reEncoded(byte[] file) throws Refusal, IOException {
        return made(file, AS_IT_IS, 90);
    }

    private static byte[] made(byte[] file, Resize resize, int quality) throws Refusal, IOException {
        var bytes = MemorySegment.ofArray(file).asReadOnly();
        var header = header(bytes);
        return CODEC.transform(bytes, header, taskFor(bytes, header, resize, quality));
    }

    private static Header header(MemorySegment file) throws Refusal {
        return Structure.of(ImageFormat.JPEG).header(file);
    }

    private static Codec.Task taskFor(MemorySegment file, Header header, Resize resize, int quality) throws Refusal {
        var encoding = new Encoding(
                ImageFormat.JPEG, quality, false, Chroma.HALF, Encoding.Metadata.STRIP, Grayscale.KEEP, 0xffffff);
        var plan = Plan.of(header.width(), header.height(), resize);
        return new Codec.Task(plan, Structure.of(ImageFormat.JPEG).metadata(file), ImageFormat.JPEG, encoding);
    }

    /// What OpenCV does to make a picture smaller, in parts.
    ///
    /// @param file the JPEG
    /// @param task to a smallest side of 256
    /// @param whole its pixels
    /// @param small its pixels, with a smallest side of 256
    record Parts(MemorySegment file, Codec.Task task, Mat whole, Mat small) {
        static Parts of(byte[] file) throws Refusal {
            var bytes = MemorySegment.ofArray(file).asReadOnly();
            var task = taskFor(bytes, header(bytes), SMALLEST_SIDE_256, 95);
            var whole = Mats.decoded(bytes, IMREAD_ANYCOLOR);
            return new Parts(bytes, task, whole, new MatTransform(task).apply(whole));
        }

        int decode() {
            try (var _ = new PointerScope()) {
                return Mats.decoded(file, IMREAD_ANYCOLOR).cols();
            }
        }

        int scale() {
            try (var _ = new PointerScope()) {
                return new MatTransform(task).apply(whole).cols();
            }
        }

        byte[] encode() throws IOException {
            try (var _ = new PointerScope()) {
                return Mats.encoded(small, task);
            }
        }
    }
}
