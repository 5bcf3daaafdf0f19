package io.seine.decode;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/// Encodes JPEG through ImageIO.
final class JpegWriting {
    /// The JDK's own description of the segments of a JPEG.
    private static final String TREE = "javax_imageio_jpeg_image_1.0";

    private JpegWriting() {}

    static void write(ImageWriter writer, BufferedImage image, Encoding encoding) throws IOException {
        var settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(quality(encoding.quality()));
        settings.setProgressiveMode(
                encoding.progressive() ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        var metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), settings);
        if (image.getRaster().getNumBands() == 3) {
            sample(metadata, encoding.chroma());
        }
        writer.write(null, new IIOImage(image, null, metadata), settings);
    }

    /// What ImageIO understands as libjpeg understands `quality`: below 50, libjpeg rounds; and where a factor of the
    /// tables comes out half way between two numbers, the larger one is meant.
    private static float quality(int quality) {
        int percent = 5000 / quality;
        float exact = quality < 50 ? 50f / percent : quality / 100f;
        return exact * 0.999_999f;
    }

    /// The resolution of the colours is told by that of the brightness, beside which they have one sample.
    private static void sample(IIOMetadata metadata, Chroma chroma) throws IOException {
        var tree = (IIOMetadataNode) metadata.getAsTree(TREE);
        var brightness =
                (IIOMetadataNode) tree.getElementsByTagName("componentSpec").item(0);
        brightness.setAttribute("HsamplingFactor", chroma == Chroma.FULL ? "1" : "2");
        brightness.setAttribute("VsamplingFactor", chroma == Chroma.HALF ? "2" : "1");
        metadata.setFromTree(TREE, tree);
    }
}
