package io.seine.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYCOLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;

import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/// OpenCV for JPEG, PNG and WebP, with libjpeg-turbo, libpng and libwebp in it; everything else by ImageIO.
///
/// OpenCV's decoders of the other formats are little used and not safe against just any input, as Java's are. It
/// passes over damage, too, which is for [Structure] and [JpegScans] to find. What it can't decode ImageIO gets a
/// look at: it knows more kinds of JPEG.
///
/// Native memory lives in a scope per call and is freed at its end, however that comes.
final class OpenCvCodec implements Codec {
    private static final Set<ImageFormat> OWN = EnumSet.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.WEBP);

    private final String version;
    private final ImageIoCodec other;

    OpenCvCodec(String version, ImageIoCodec other) {
        this.version = version;
        this.other = other;
    }

    @Override
    public String name() {
        return "OpenCV " + version + " and " + other.name();
    }

    @Override
    public Set<ImageFormat> reads() {
        var all = other.reads();
        all.addAll(OWN);
        return all;
    }

    @Override
    public Set<ImageFormat> writes() {
        var all = other.writes();
        all.addAll(OWN);
        return all;
    }

    @Override
    public void verify(MemorySegment file, Header header) throws Refusal {
        if (!isRead(file, header)) {
            other.verify(file, header);
        }
    }

    private static boolean isRead(MemorySegment file, Header header) throws Refusal {
        try (var _ = new PointerScope()) {
            return decodes(file, header) && fits(Mats.decoded(file, flags(header)), header);
        }
    }

    @Override
    public List<byte[]> transform(MemorySegment file, Header header, List<Task> tasks, boolean whole)
            throws Refusal, IOException {
        if (!tasks.stream().allMatch(task -> OWN.contains(task.format()))) {
            return mixed(other.first(file, header, tasks.getFirst().metadata()), tasks);
        }
        try (var _ = new PointerScope()) {
            var original = original(file, header, tasks, whole);
            var files = new ArrayList<byte[]>();
            for (var task : tasks) {
                files.add(written(original, task));
            }
            return files;
        }
    }

    /// Only pictures that ImageIO decodes are written in formats that only ImageIO writes.
    private List<byte[]> mixed(Pixels first, List<Task> tasks) throws IOException {
        var files = new ArrayList<byte[]>();
        for (var task : tasks) {
            if (OWN.contains(task.format())) {
                try (var _ = new PointerScope()) {
                    files.add(written(Mats.of(first), task));
                }
            } else {
                files.add(other.written(first, task));
            }
        }
        return files;
    }

    private static byte[] written(Mat original, Task task) throws IOException {
        try (var _ = new PointerScope()) {
            return Mats.encoded(new MatTransform(task).apply(original), task);
        }
    }

    private Mat original(MemorySegment file, Header header, List<Task> tasks, boolean whole) throws Refusal {
        var metadata = tasks.getFirst().metadata();
        if (decodes(file, header) && metadata.colours() != Colours.CMYK) {
            var reduction = whole ? Reduction.none(metadata) : Reduction.of(header, tasks);
            var picture = Mats.decoded(file, reduction.flags(flags(header)));
            if (fits(picture, reduction.of(header))) {
                return Mats.eightBit(picture);
            }
        }
        return Mats.of(other.first(file, header, metadata));
    }

    private static boolean decodes(MemorySegment file, Header header) throws Refusal {
        return OWN.contains(header.format())
                && header.frames() == 1
                && file.byteSize() <= Integer.MAX_VALUE
                && !(header.format() == ImageFormat.PNG && PngTransparency.isIn(file)); // which OpenCV would lose
    }

    private static int flags(Header header) {
        return header.format() == ImageFormat.JPEG ? IMREAD_ANYCOLOR | IMREAD_IGNORE_ORIENTATION : IMREAD_UNCHANGED;
    }

    /// Whether the picture was decoded, and is the one whose header was judged.
    private static boolean fits(Mat picture, Header header) {
        return picture.cols() == header.width() && picture.rows() == header.height();
    }
}
