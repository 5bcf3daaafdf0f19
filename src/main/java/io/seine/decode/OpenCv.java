package io.seine.decode;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.jspecify.annotations.Nullable;

/// OpenCV's natives, loaded once for the process where they can be.
///
/// @param version of OpenCV; null where it could not be loaded
/// @param trouble why it could not be loaded; null where it could
record OpenCv(@Nullable String version, @Nullable String trouble) {

    /// Loads at first use, which takes a few tenths of a second, or seconds where the natives have yet to be unpacked.
    static OpenCv instance() {
        return Holder.INSTANCE;
    }

    boolean isLoaded() {
        return version != null;
    }

    private static final class Holder {
        static final OpenCv INSTANCE = load();
    }

    private static OpenCv load() {
        try {
            Loader.load(opencv_imgcodecs.class);
            opencv_core.setNumThreads(1); // the stream brings the parallelism
            return new OpenCv(opencv_core.CV_VERSION(), null);
        } catch (LinkageError | RuntimeException e) {
            return new OpenCv(null, e.toString());
        }
    }
}
