package io.seine.decode;

import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.model.ImageFormat;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Encodes pictures through ImageIO, in memory.
final class ImageWriting {
    private static final int[][] ORDERS = {{0}, {0, 1}, {2, 1, 0}, {2, 1, 0, 3}};

    private ImageWriting() {}

    static byte[] write(Pixels pixels, Codec.Task task) throws IOException {
        var image = image(layout(pixels, task));
        var writer = Readers.writer(task.format());
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            if (task.format() == ImageFormat.JPEG) {
                JpegWriting.write(writer, image, task.encoding());
            } else {
                writer.write(null, new IIOImage(image, null, null), null);
            }
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /// Grey with transparency is known to PNG alone.
    private static Pixels layout(Pixels pixels, Codec.Task task) {
        boolean coloured =
                task.encoding().grayscale() == Grayscale.RGB || (pixels.hasAlpha() && task.format() != ImageFormat.PNG);
        return coloured ? pixels.coloured() : pixels;
    }

    /// The same samples as Java has pictures.
    private static BufferedImage image(Pixels pixels) {
        int channels = pixels.channels();
        var data = new DataBufferByte(pixels.samples(), pixels.samples().length);
        var raster = Raster.createInterleavedRaster(
                data, pixels.width(), pixels.height(), channels * pixels.width(), channels, ORDERS[channels - 1], null);
        return new BufferedImage(model(pixels), raster, false, null);
    }

    private static ColorModel model(Pixels pixels) {
        var colours = ColorSpace.getInstance(pixels.isGrey() ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        int transparency = pixels.hasAlpha() ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE;
        return new ComponentColorModel(colours, pixels.hasAlpha(), false, transparency, DataBuffer.TYPE_BYTE);
    }
}
