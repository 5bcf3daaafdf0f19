package io.seine.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;

import io.seine.decode.Metadata.Colours;
import io.seine.model.ImageFormat;
import java.util.List;

/// At which part of its size a JPEG is decoded on the way to a smaller picture: libjpeg computes half, a quarter or
/// an eighth from fewer coefficients, for a fraction of the work.
///
/// Only where the reduced picture is still at least twice as large as what is made of it. There the mean difference
/// from scaling the whole picture is 0.2 to 1.4 levels of 255 for photographs, and up to 2 for the finest textures:
/// half of what area averaging and Lanczos differ by.
///
/// @param divisor 1, 2, 4 or 8
/// @param grey whether the picture has one component
record Reduction(int divisor, boolean grey) {
    private static final long LEAST_LEFT = 2;

    /// As far as the largest of several pictures allows.
    static Reduction of(Header header, List<Codec.Task> tasks) {
        int divisor = 1;
        if (header.format() == ImageFormat.JPEG) {
            while (divisor < 8 && leaves(header, tasks, 2 * divisor)) {
                divisor *= 2;
            }
        }
        return new Reduction(divisor, isGrey(tasks.getFirst().metadata()));
    }

    /// The whole picture.
    static Reduction none(Metadata metadata) {
        return new Reduction(1, isGrey(metadata));
    }

    private static boolean isGrey(Metadata metadata) {
        return metadata.colours() == Colours.GREY;
    }

    private static boolean leaves(Header header, List<Codec.Task> tasks, int divisor) {
        return tasks.stream().allMatch(task -> leaves(header, task.plan(), divisor));
    }

    private static boolean leaves(Header header, Plan plan, int divisor) {
        long longer = Math.max(plan.scaledWidth(), plan.scaledHeight());
        long shorter = Math.min(plan.scaledWidth(), plan.scaledHeight());
        return Math.max(header.width(), header.height()) >= LEAST_LEFT * divisor * longer
                && Math.min(header.width(), header.height()) >= LEAST_LEFT * divisor * shorter;
    }

    /// OpenCV's flags for it; `whole` where nothing is reduced.
    int flags(int whole) {
        return switch (divisor) {
            case 2 -> (grey ? IMREAD_REDUCED_GRAYSCALE_2 : IMREAD_REDUCED_COLOR_2) | IMREAD_IGNORE_ORIENTATION;
            case 4 -> (grey ? IMREAD_REDUCED_GRAYSCALE_4 : IMREAD_REDUCED_COLOR_4) | IMREAD_IGNORE_ORIENTATION;
            case 8 -> (grey ? IMREAD_REDUCED_GRAYSCALE_8 : IMREAD_REDUCED_COLOR_8) | IMREAD_IGNORE_ORIENTATION;
            default -> whole;
        };
    }

    /// The reduced picture's header: sides are rounded up.
    Header of(Header header) {
        int width = Math.ceilDiv(header.width(), divisor);
        int height = Math.ceilDiv(header.height(), divisor);
        return new Header(header.format(), width, height, header.frames(), (long) width * height);
    }
}
