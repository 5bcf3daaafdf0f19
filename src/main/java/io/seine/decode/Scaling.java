package io.seine.decode;

/// Scales pictures: down by the average over the area that a pixel covers, up by Lanczos' kernel.
final class Scaling {
    private Scaling() {}

    static Pixels scale(Pixels picture, int width, int height) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        var scaled = Pixels.blank(width, height, picture.channels());
        if (width > picture.width() || height > picture.height()) {
            new Lanczos(picture, scaled).run();
        } else if (picture.hasAlpha()) {
            new AreaAverage(picture, scaled).run();
        } else {
            new OpaqueAverage(picture, scaled).run();
        }
        return scaled;
    }
}
