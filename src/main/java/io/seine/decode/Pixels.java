package io.seine.decode;

import io.seine.model.ImageFormat;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/// A decoded picture in the two layouts that everything here works on: opaque RGB, or RGB premultiplied by alpha.
///
/// @param image of type `INT_RGB` or `INT_ARGB_PRE`
/// @param grey whether the original had no colour
record Pixels(BufferedImage image, boolean grey) {

    /// A black picture to be filled by [#set].
    static Pixels opaque(int width, int height, boolean grey) {
        return new Pixels(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), grey);
    }

    /// What a decoder returned.
    static Pixels of(BufferedImage decoded) {
        boolean grey = decoded.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        grey &= decoded.getSampleModel().getSampleSize(0) <= 16; // not the fractions that a TIFF may hold
        var pixels = like(decoded, decoded.getWidth(), decoded.getHeight(), grey);
        if (grey) {
            pixels.copyGrey(decoded);
        } else {
            pixels.draw(decoded, 0, 0);
        }
        return pixels;
    }

    private static Pixels like(BufferedImage model, int width, int height, boolean grey) {
        boolean opaque = model.getTransparency() == Transparency.OPAQUE;
        int type = opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB_PRE;
        return new Pixels(new BufferedImage(width, height, type), grey);
    }

    /// Java takes grey for linear light and would brighten some layouts of it, so that samples are copied as they are.
    private void copyGrey(BufferedImage decoded) {
        var samples = decoded.getRaster();
        int bands = samples.getNumBands();
        int white = (1 << samples.getSampleModel().getSampleSize(0)) - 1;
        var row = new int[width() * bands];
        for (int y = 0; y < height(); y++) {
            samples.getPixels(0, y, width(), 1, row);
            for (int x = 0; x < width(); x++) {
                int grey = row[x * bands] * 255 / white;
                int alpha = isOpaque() ? 255 : row[x * bands + bands - 1] * 255 / white;
                set(x, y, alpha << 24 | (grey * alpha + 127) / 255 * 0x010101);
            }
        }
    }

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    boolean isOpaque() {
        return image.getTransparency() == Transparency.OPAQUE;
    }

    /// The pixels, row by row, as 0xAARRGGBB; alpha is meaningless where the picture is opaque.
    int[] values() {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    void set(int x, int y, int argb) {
        values()[y * width() + x] = argb;
    }

    /// This picture as a frame on a larger, transparent canvas.
    Pixels at(GifBlocks.Frame place, int canvasWidth, int canvasHeight) {
        if (width() == canvasWidth && height() == canvasHeight) {
            return this;
        }
        var canvas = new Pixels(new BufferedImage(canvasWidth, canvasHeight, BufferedImage.TYPE_INT_ARGB_PRE), grey);
        canvas.draw(image, place.left(), place.top());
        return canvas;
    }

    /// The canvas of `task`, with this scaled picture in its place. Alpha ends here if the format has none.
    Pixels on(Codec.Task task) {
        var plan = task.plan();
        boolean opaque = isOpaque() || !hasAlpha(task.format());
        if (plan.isPlain() && opaque == isOpaque()) {
            return this;
        }
        int type = opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB_PRE;
        var canvas = new Pixels(
                new BufferedImage(plan.width(), plan.height(), type),
                grey && isGrey(task.encoding().background()));
        canvas.fill(task.encoding().background());
        if (!opaque) {
            canvas.clear(plan);
        }
        canvas.draw(image, plan.left(), plan.top());
        return canvas;
    }

    private void fill(int background) {
        var graphics = image.createGraphics();
        graphics.setColor(new Color(background));
        graphics.fillRect(0, 0, width(), height());
        graphics.dispose();
    }

    /// Background is beside a transparent picture, not behind it.
    private void clear(Plan plan) {
        var graphics = image.createGraphics();
        graphics.setComposite(AlphaComposite.Clear);
        graphics.fillRect(plan.left(), plan.top(), plan.scaledWidth(), plan.scaledHeight());
        graphics.dispose();
    }

    private void draw(BufferedImage picture, int left, int top) {
        var graphics = image.createGraphics();
        graphics.drawImage(picture, left, top, null);
        graphics.dispose();
    }

    private static boolean hasAlpha(ImageFormat format) {
        return switch (format) {
            case PNG, GIF, TIFF, WEBP, AVIF -> true;
            case JPEG, BMP -> false;
        };
    }

    static boolean isGrey(int rgb) {
        return (rgb & 0xff) * 0x010101 == rgb;
    }
}
