package io.seine.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
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
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.model.ImageFormat;
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

    /// Java's picture.
    static Mat of(Pixels pixels) {
        var coloured = pixels.channels() == 2 ? pixels.coloured() : pixels;
        var picture = new Mat(coloured.height(), coloured.width(), CV_8UC(coloured.channels()));
        picture.data().put(coloured.samples());
        return picture;
    }

    /// The picture as Java's.
    static Pixels pixels(Mat picture) {
        var whole = picture.isContinuous() ? picture : picture.clone();
        var samples = new byte[(int) (whole.total() * whole.channels())];
        whole.data().get(samples);
        return new Pixels(whole.cols(), whole.rows(), whole.channels(), samples);
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
