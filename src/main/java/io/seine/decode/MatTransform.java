package io.seine.decode;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGBA2mRGBA;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_mRGBA2RGBA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LANCZOS4;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.decode.Metadata.Colours;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.jspecify.annotations.Nullable;

/// What a task makes of OpenCV's pictures: scaled, turned, in sRGB, on their canvas.
///
/// Pictures with transparency, which are few, are laid on their canvas as Java's pictures are.
final class MatTransform {
    private static final int MIRROR = 1;

    private final Codec.Task task;
    private final Plan plan;
    private final Orientation orientation;
    private final @Nullable ColourProfile profile;

    MatTransform(Codec.Task task) {
        this.task = task;
        this.plan = task.plan();
        this.orientation = task.metadata().orientation();
        this.profile = ColourProfile.of(task.metadata().icc(), task.metadata().colours());
    }

    Mat apply(Mat original) {
        return widened(original.channels() == 4 ? transparent(original) : opaque(original));
    }

    private Mat opaque(Mat original) {
        return onCanvas(coloured(turned(scaled(original))));
    }

    private Mat transparent(Mat original) {
        var pixels = Mats.pixels(coloured(turned(scaledByAlpha(original))));
        boolean grey = task.metadata().colours() == Colours.GREY;
        return Mats.of(Canvas.of(grey ? pixels.withoutColours() : pixels, task));
    }

    /// What can't be seen must not shine through: colours count as much as they are opaque.
    private Mat scaledByAlpha(Mat picture) {
        return isScaled(picture)
                ? Mats.converted(scaled(Mats.converted(picture, COLOR_RGBA2mRGBA)), COLOR_mRGBA2RGBA)
                : picture;
    }

    private Mat scaled(Mat picture) {
        if (!isScaled(picture)) {
            return picture;
        }
        boolean smaller = storedWidth() <= picture.cols() && storedHeight() <= picture.rows();
        if (smaller && picture.channels() < 4) { // OpenCV gives the same, but takes twice as long
            return Mats.of(Scaling.scale(Mats.pixels(picture), storedWidth(), storedHeight()));
        }
        var scaled = new Mat();
        var size = new Size(storedWidth(), storedHeight());
        resize(picture, scaled, size, 0, 0, smaller ? INTER_AREA : INTER_LANCZOS4);
        return scaled;
    }

    private boolean isScaled(Mat picture) {
        return storedWidth() != picture.cols() || storedHeight() != picture.rows();
    }

    /// The width of the scaled picture before it is turned.
    private int storedWidth() {
        return orientation.swapsSides() ? plan.scaledHeight() : plan.scaledWidth();
    }

    private int storedHeight() {
        return orientation.swapsSides() ? plan.scaledWidth() : plan.scaledHeight();
    }

    private Mat turned(Mat picture) {
        var mirrored = picture;
        if (orientation.mirrored()) {
            mirrored = new Mat();
            flip(picture, mirrored, MIRROR);
        }
        return switch (orientation.quarterTurns()) {
            case 1 -> rotated(mirrored, ROTATE_90_CLOCKWISE);
            case 2 -> rotated(mirrored, ROTATE_180);
            case 3 -> rotated(mirrored, ROTATE_90_COUNTERCLOCKWISE);
            default -> mirrored;
        };
    }

    private static Mat rotated(Mat picture, int turn) {
        var rotated = new Mat();
        rotate(picture, rotated, turn);
        return rotated;
    }

    private Mat coloured(Mat picture) {
        if (profile == null) {
            return picture;
        }
        var pixels = Mats.pixels(picture);
        profile.toSrgb(pixels.samples(), pixels.channels());
        return Mats.of(pixels);
    }

    private Mat onCanvas(Mat picture) {
        if (plan.isPlain()) {
            return picture;
        }
        return plan.left() < 0 || plan.top() < 0 ? cut(picture) : padded(picture);
    }

    private Mat cut(Mat picture) {
        return new Mat(picture, new Rect(-plan.left(), -plan.top(), plan.width(), plan.height()));
    }

    private Mat padded(Mat picture) {
        int rgb = task.encoding().background();
        boolean grey = picture.channels() == 1 && Canvas.isGrey(rgb);
        var colours = grey ? picture : inColour(picture);
        int right = plan.width() - plan.left() - plan.scaledWidth();
        int below = plan.height() - plan.top() - plan.scaledHeight();
        var canvas = new Mat();
        var background = new Scalar(rgb & 0xff, rgb >> 8 & 0xff, rgb >> 16 & 0xff, 0);
        copyMakeBorder(colours, canvas, plan.top(), below, plan.left(), right, BORDER_CONSTANT, background);
        return canvas;
    }

    private Mat widened(Mat picture) {
        return task.encoding().grayscale() == Grayscale.RGB ? inColour(picture) : picture;
    }

    private static Mat inColour(Mat picture) {
        return picture.channels() == 1 ? Mats.converted(picture, COLOR_GRAY2BGR) : picture;
    }
}
