package io.seine.decode;

import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What works wherever Java does: the readers of ImageIO, the JDK's and TwelveMonkeys', in plain Java and the JDK's own
/// libjpeg.
///
/// It passes ImageIO streams of its own, because ImageIO's would go through a cache on the disk. Pictures are kept as
/// 8-bit samples from decoding to encoding, which takes up to 8 bytes per pixel.
final class ImageIoCodec implements Codec {
    private static final Set<ImageFormat> WRITTEN =
            EnumSet.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.GIF, ImageFormat.BMP, ImageFormat.TIFF);

    @Override
    public String name() {
        return "ImageIO " + Runtime.version().feature() + " with TwelveMonkeys " + Readers.version();
    }

    @Override
    public Set<ImageFormat> reads() {
        var read = EnumSet.copyOf(WRITTEN);
        read.add(ImageFormat.WEBP);
        return read;
    }

    @Override
    public Set<ImageFormat> writes() {
        return EnumSet.copyOf(WRITTEN);
    }

    @Override
    public void verify(MemorySegment file, Header header) throws Refusal {
        if (header.format() == ImageFormat.WEBP) {
            verifyWebp(file, header);
            return;
        }
        try (var reader = new FrameReader(file, header)) {
            for (int frame = 0; frame < reader.frames(); frame++) {
                reader.verify(frame);
            }
        }
    }

    private static void verifyWebp(MemorySegment file, Header header) throws Refusal {
        for (var frame : WebpFrame.all(file, header)) {
            frame.decode();
        }
    }

    @Override
    public List<byte[]> transform(MemorySegment file, Header header, List<Task> tasks, boolean whole)
            throws Refusal, IOException {
        var first = first(file, header, tasks.getFirst().metadata());
        var files = new ArrayList<byte[]>();
        for (var task : tasks) {
            files.add(written(first, task));
        }
        return files;
    }

    /// The file that a task makes of a decoded picture, which stays as it is.
    byte[] written(Pixels first, Task task) throws IOException {
        var upright = upright(first, task);
        return ImageWriting.write(Canvas.of(inSrgb(upright, first, task.metadata()), task), task);
    }

    /// The first frame as it is stored, in its own colours, but for inks.
    Pixels first(MemorySegment file, Header header, Metadata metadata) throws Refusal {
        if (header.format() == ImageFormat.WEBP) {
            var first = WebpFrame.all(file, header).getFirst();
            return Canvas.of(first.decode(), first.left(), first.top(), header);
        }
        try (var reader = new FrameReader(file, header)) {
            return reader.first(metadata);
        }
    }

    /// The dimensions of the plan are those of the picture as it stands upright.
    private static Pixels upright(Pixels stored, Task task) {
        var plan = task.plan();
        var orientation = task.metadata().orientation();
        var scaled = orientation.swapsSides()
                ? Scaling.scale(stored, plan.scaledHeight(), plan.scaledWidth())
                : Scaling.scale(stored, plan.scaledWidth(), plan.scaledHeight());
        return scaled.turned(orientation);
    }

    private static Pixels inSrgb(Pixels picture, Pixels first, Metadata metadata) {
        var profile = ColourProfile.of(metadata.icc(), metadata.colours());
        if (profile == null) {
            return picture;
        }
        var own = picture == first ? picture.copy() : picture;
        profile.toSrgb(own.samples(), own.channels());
        return own;
    }
}
