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
        settings.setCompressionQuality(encoding.quality() / 100f);
        settings.setProgressiveMode(
                encoding.progressive() ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        var metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), settings);
        if (image.getRaster().getNumBands() == 3) {
            sample(metadata, encoding.chroma());
        }
        writer.write(null, new IIOImage(image, null, metadata), settings);
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
