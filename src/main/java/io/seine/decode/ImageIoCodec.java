package io.seine.decode;

import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;

/// What the JDK brings: every format of ImageIO, in plain Java and its own libjpeg.
///
/// It passes ImageIO streams of its own, because ImageIO's would go through a cache on the disk.
final class ImageIoCodec implements Codec {
    private static final Set<ImageFormat> FORMATS =
            EnumSet.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.GIF, ImageFormat.BMP, ImageFormat.TIFF);

    @Override
    public String name() {
        return "ImageIO " + Runtime.version().feature();
    }

    @Override
    public Set<ImageFormat> reads() {
        return EnumSet.copyOf(FORMATS);
    }

    @Override
    public Set<ImageFormat> writes() {
        return EnumSet.copyOf(FORMATS);
    }

    @Override
    public void verify(MemorySegment file, Header header) throws Refusal {
        try (var reader = new FrameReader(file, header)) {
            for (int frame = 0; frame < reader.frames(); frame++) {
                reader.verify(frame);
            }
        }
    }

    @Override
    public byte[] transform(MemorySegment file, Header header, Task task) throws Refusal, IOException {
        var original = first(file, header);
        var plan = task.plan();
        var scaled = Scaling.scale(original, plan.scaledWidth(), plan.scaledHeight());
        return ImageWriting.write(scaled.on(task), task);
    }

    /// The first frame as it is stored.
    Pixels first(MemorySegment file, Header header) throws Refusal {
        try (var reader = new FrameReader(file, header)) {
            return reader.first();
        }
    }
}
