package io.seine.decode;

import io.seine.decode.WebpChunks.Chunk;
import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;

/// WebP (RFC 9649): chunks in a RIFF container. A simple file is one image; an extended one begins with a canvas, on
/// which there is one image or the frames of an animation.
final class WebpStructure implements Structure {
    private static final String FRAME = "ANMF";

    @Override
    public Header header(MemorySegment file) throws Refusal {
        var chunks = WebpChunks.of(file);
        var first = first(chunks);
        if (!isCanvas(first)) {
            var image = WebpImage.of(first);
            return Header.single(ImageFormat.WEBP, image.width(), image.height());
        }
        var canvas = WebpCanvas.of(first.data());
        if (!canvas.isAnimated()) {
            canvas.mustBeFilledBy(firstImage(chunks));
        }
        int frames = canvas.isAnimated() ? frames(chunks) : 1;
        long area = (long) canvas.width() * canvas.height();
        return Header.of(ImageFormat.WEBP, canvas.width(), canvas.height(), frames, frames * area);
    }

    static Chunk first(WebpChunks chunks) throws Refusal {
        var first = chunks.next();
        if (first == null) {
            throw Refusal.damaged("the WebP is empty");
        }
        return first;
    }

    static boolean isCanvas(Chunk chunk) {
        return chunk.name().equals(WebpCanvas.CHUNK);
    }

    private static WebpImage firstImage(WebpChunks chunks) throws Refusal {
        for (var chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
            if (WebpImage.isIn(chunk)) {
                return WebpImage.of(chunk);
            }
        }
        throw Refusal.damaged("the WebP has no image");
    }

    /// Each costs the pixels of the whole canvas, on which it is laid.
    private static int frames(WebpChunks chunks) throws Refusal {
        int frames = 0;
        for (var chunk = chunks.next(); chunk != null && frames <= MOST_FRAMES; chunk = chunks.next()) {
            frames += chunk.name().equals(FRAME) ? 1 : 0;
        }
        if (frames == 0) {
            throw Refusal.damaged("the animated WebP has no frame");
        }
        return frames;
    }

    @Override
    public void check(MemorySegment file) throws Refusal {
        header(file);
        var chunks = WebpChunks.of(file);
        var first = first(chunks);
        if (!isCanvas(first)) {
            WebpImage.only(WebpChunks.of(file));
        } else if (WebpCanvas.of(first.data()).isAnimated()) {
            checkFrames(WebpCanvas.of(first.data()), chunks);
        } else {
            WebpImage.only(chunks);
        }
    }

    private static void checkFrames(WebpCanvas canvas, WebpChunks chunks) throws Refusal {
        for (var chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
            if (chunk.name().equals(FRAME)) {
                canvas.checkFrame(chunk.data());
            }
        }
    }

    @Override
    public Metadata metadata(MemorySegment file) {
        return WebpMetadata.read(file);
    }
}
