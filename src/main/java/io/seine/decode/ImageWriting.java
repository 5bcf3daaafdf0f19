package io.seine.decode;

import io.seine.model.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Encodes pictures through ImageIO, in memory.
final class ImageWriting {
    private ImageWriting() {}

    static byte[] write(Pixels pixels, Codec.Task task) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName(task.format().word()).next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(layout(pixels), null, null), settings(writer, task));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static ImageWriteParam settings(ImageWriter writer, Codec.Task task) {
        var settings = writer.getDefaultWriteParam();
        if (task.format() == ImageFormat.JPEG) {
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(task.encoding().quality() / 100f);
        }
        return settings;
    }

    /// What encoders understand: alpha not premultiplied, grey in one channel.
    private static BufferedImage layout(Pixels pixels) {
        if (!pixels.isOpaque()) {
            return drawn(pixels, BufferedImage.TYPE_INT_ARGB);
        }
        return pixels.grey() ? grey(pixels) : pixels.image();
    }

    private static BufferedImage drawn(Pixels pixels, int type) {
        var image = new BufferedImage(pixels.width(), pixels.height(), type);
        var graphics = image.createGraphics();
        graphics.drawImage(pixels.image(), 0, 0, null);
        graphics.dispose();
        return image;
    }

    private static BufferedImage grey(Pixels pixels) {
        var image = new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, pixels.width(), pixels.height(), blue(pixels));
        return image;
    }

    private static int[] blue(Pixels pixels) {
        var values = pixels.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] &= 0xff;
        }
        return values;
    }
}
