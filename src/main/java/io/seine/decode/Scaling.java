package io.seine.decode;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/// Scales pictures: down by the average over the area that a pixel covers, up by bicubic interpolation.
final class Scaling {
    private Scaling() {}

    static Pixels scale(Pixels picture, int width, int height) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        var scaled = new BufferedImage(width, height, picture.image().getType());
        var result = new Pixels(scaled, picture.grey());
        if (width <= picture.width() && height <= picture.height()) {
            new AreaAverage(picture, result).run();
        } else {
            enlarge(picture.image(), scaled);
        }
        return result;
    }

    private static void enlarge(BufferedImage picture, BufferedImage scaled) {
        var graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture, 0, 0, scaled.getWidth(), scaled.getHeight(), null);
        graphics.dispose();
    }
}
