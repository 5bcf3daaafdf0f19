package io.seine.decode;

import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;

/// GIF (CompuServe GIF89a): frames and extensions in blocks, then a trailer.
final class GifStructure implements Structure {

    /// The canvas holds the first frame whatever the screen descriptor says, as browsers have it.
    @Override
    public Header header(MemorySegment file) throws Refusal {
        var blocks = new GifBlocks(file);
        var first = blocks.nextFrame();
        if (first == null) {
            throw Refusal.damaged("the GIF holds no frame");
        }
        long width = Math.max(blocks.screenWidth(), first.left() + first.width());
        long height = Math.max(blocks.screenHeight(), first.top() + first.height());
        long pixels = Math.max(width * height, first.pixels());
        int frames = 1;
        try {
            for (var frame = blocks.nextFrame(); frame != null && frames <= MOST_FRAMES; frame = blocks.nextFrame()) {
                frames++;
                pixels += Math.max(width * height, frame.pixels());
            }
        } catch (Refusal e) {
            // The check will tell; the frames so far are what a decoder would meet.
        }
        return Header.of(ImageFormat.GIF, width, height, frames, pixels);
    }

    @Override
    public void check(MemorySegment file) throws Refusal {
        var blocks = new GifBlocks(file);
        int number = 1;
        for (var frame = blocks.nextFrame(); frame != null; frame = blocks.nextFrame()) {
            long pixels = blocks.countPixels(frame.pixels());
            if (pixels < frame.pixels()) {
                throw Refusal.damaged("frame " + number + " of the GIF ends after " + pixels + " of its "
                        + frame.pixels() + " pixels");
            }
            number++;
        }
    }
}
