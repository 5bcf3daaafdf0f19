package io.seine.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_422;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_mRGBA2RGBA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.model.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/// OpenCV's pictures: from files and to files, from Java's pictures and to them.
///
/// They have 8 bits per sample and one channel (grey), three (blue, green, red) or four (alpha last). What is made
/// here belongs to the caller's scope.
final class Mats {
    private static final double FROM_16_BITS = 1 / 257.0;
    private static final int PNG_EFFORT = 6;

    private Mats() {}

    /// The picture in a file; empty where OpenCV can't decode it.
    static Mat decoded(MemorySegment file, int flags) {
        int size = (int) file.byteSize();
        try {
            return imdecode(new Mat(1, size, CV_8UC1, bytes(file, size)), flags);
        } catch (RuntimeException e) { // what JavaCPP makes of cv::Exception
            return new Mat();
        }
    }

    private static BytePointer bytes(MemorySegment file, int size) {
        var bytes = file.asByteBuffer();
        if (bytes.isDirect()) {
            return new BytePointer(bytes);
        }
        var copy = new BytePointer(size);
        copy.asByteBuffer().put(bytes);
        return copy;
    }

    /// The same picture with 8 bits per sample.
    static Mat eightBit(Mat picture) {
        if (picture.depth() != CV_16U) {
            return picture;
        }
        var converted = new Mat();
        picture.convertTo(converted, CV_8U, FROM_16_BITS, 0);
        return converted;
    }

    /// Java's picture; its alpha, if any, no longer multiplied in.
    static Mat of(Pixels pixels) {
        var picture = new Mat(pixels.height(), pixels.width(), CV_8UC4);
        new IntPointer(picture.data()).put(pixels.values());
        return pixels.isOpaque() ? opaque(picture, pixels.grey()) : converted(picture, COLOR_mRGBA2RGBA);
    }

    private static Mat opaque(Mat picture, boolean grey) {
        if (!grey) {
            return converted(picture, COLOR_BGRA2BGR);
        }
        var channel = new Mat();
        extractChannel(picture, channel, 0);
        return channel;
    }

    /// The picture, of four channels of which alpha is multiplied in, as Java's.
    static Pixels pixels(Mat premultiplied, boolean grey) {
        var image = new BufferedImage(premultiplied.cols(), premultiplied.rows(), BufferedImage.TYPE_INT_ARGB_PRE);
        var pixels = new Pixels(image, grey);
        new IntPointer(premultiplied.data()).get(pixels.values());
        return pixels;
    }

    static Mat converted(Mat picture, int conversion) {
        var converted = new Mat();
        cvtColor(picture, converted, conversion);
        return converted;
    }

    /// The file of a picture.
    static byte[] encoded(Mat picture, Codec.Task task) throws IOException {
        var out = new BytePointer();
        if (!imencode("." + task.format().extension(), picture, out, parameters(task.format(), task.encoding()))) {
            throw new IOException(
                    "OpenCV cannot write this picture as " + task.format().word());
        }
        var file = new byte[(int) out.limit()];
        out.get(file);
        return file;
    }

    private static IntPointer parameters(ImageFormat format, Encoding encoding) {
        return switch (format) {
            case JPEG ->
                new IntPointer(
                        IMWRITE_JPEG_QUALITY,
                        encoding.quality(),
                        IMWRITE_JPEG_PROGRESSIVE,
                        encoding.progressive() ? 1 : 0,
                        IMWRITE_JPEG_SAMPLING_FACTOR,
                        factor(encoding.chroma()));
            case WEBP -> new IntPointer(IMWRITE_WEBP_QUALITY, encoding.quality());
            default -> new IntPointer(IMWRITE_PNG_COMPRESSION, PNG_EFFORT);
        };
    }

    private static int factor(Encoding.Chroma chroma) {
        return switch (chroma) {
            case HALF -> IMWRITE_JPEG_SAMPLING_FACTOR_420;
            case HALF_WIDTH -> IMWRITE_JPEG_SAMPLING_FACTOR_422;
            case FULL -> IMWRITE_JPEG_SAMPLING_FACTOR_444;
        };
    }
}
