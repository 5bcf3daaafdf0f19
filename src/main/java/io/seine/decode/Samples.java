package io.seine.decode;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import org.jspecify.annotations.Nullable;

/// Takes the samples out of the pictures that ImageIO returns, in whatever layout they are.
///
/// Colours are not converted: Java would apply colour profiles where it knows of them, and takes grey for linear light,
/// which it brightens. Only those that are neither grey nor RGB become sRGB.
final class Samples {
    private final BufferedImage image;
    private final ColorModel model;
    private final int width;
    private final int height;

    private Samples(BufferedImage image) {
        this.image = image;
        model = image.getColorModel();
        width = image.getWidth();
        height = image.getHeight();
    }

    /// @param image whose array of samples may be used
    /// @param grey whether the file has grey alone, which may be in a palette here
    static Pixels of(BufferedImage image, boolean grey) {
        var samples = new Samples(image);
        if (samples.model instanceof IndexColorModel palette) {
            return samples.indexed(palette, grey);
        }
        if (!samples.hasComponents()) {
            return samples.converted();
        }
        var own = samples.own();
        var pixels = own == null ? samples.copied() : own;
        if (samples.model.isAlphaPremultiplied() && pixels.hasAlpha()) {
            divideByAlpha(pixels);
        }
        return pixels;
    }

    /// Grey or RGB, in whole numbers of up to 16 bits.
    private boolean hasComponents() {
        int type = model.getColorSpace().getType();
        int data = model.getTransferType();
        return model instanceof ComponentColorModel
                && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB)
                && (data == DataBuffer.TYPE_BYTE || data == DataBuffer.TYPE_USHORT);
    }

    /// The array of the image itself, if only the order of its channels differs.
    private @Nullable Pixels own() {
        int channels = model.getNumComponents();
        if (!(image.getSampleModel() instanceof PixelInterleavedSampleModel layout)
                || !(image.getRaster().getDataBuffer() instanceof DataBufferByte data)
                || layout.getNumBands() != channels
                || layout.getPixelStride() != channels
                || layout.getScanlineStride() != channels * width
                || data.getData().length != channels * width * height) {
            return null;
        }
        order(data.getData(), layout.getBandOffsets());
        return new Pixels(width, height, channels, data.getData());
    }

    /// From red, green, blue at `offsets` to blue, green, red; grey stays.
    private static void order(byte[] samples, int[] offsets) {
        int channels = offsets.length;
        var wanted = offsets.clone();
        if (channels >= 3) {
            wanted[0] = offsets[2];
            wanted[2] = offsets[0];
        }
        var pixel = new byte[channels];
        for (int at = 0; at < samples.length; at += channels) {
            System.arraycopy(samples, at, pixel, 0, channels);
            for (int channel = 0; channel < channels; channel++) {
                samples[at + channel] = pixel[wanted[channel]];
            }
        }
    }

    private Pixels copied() {
        int channels = model.getNumComponents();
        int white = (1 << model.getComponentSize(0)) - 1;
        var pixels = Pixels.blank(width, height, channels);
        var row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int channel = 0; channel < channels; channel++) {
                image.getRaster().getSamples(0, y, width, 1, channel, row);
                int at = pixels.at(0, y) + (channels >= 3 && channel < 3 ? 2 - channel : channel);
                for (int x = 0; x < width; x++) {
                    pixels.samples()[at + x * channels] = (byte) ((row[x] * 255 + white / 2) / white);
                }
            }
        }
        return pixels;
    }

    private Pixels indexed(IndexColorModel palette, boolean grey) {
        var colours = new int[1 << palette.getPixelSize()];
        palette.getRGBs(colours);
        var pixels = Pixels.blank(width, height, (grey ? 1 : 3) + (palette.hasAlpha() ? 1 : 0));
        var row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRaster().getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                set(pixels, pixels.at(x, y), colours[row[x]]);
            }
        }
        return pixels;
    }

    private Pixels converted() {
        var pixels = Pixels.blank(width, height, model.hasAlpha() ? 4 : 3);
        var row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                set(pixels, pixels.at(x, y), row[x]);
            }
        }
        return pixels;
    }

    private static void set(Pixels pixels, int at, int argb) {
        for (int channel = 0; channel < pixels.colours(); channel++) {
            pixels.samples()[at + channel] = (byte) (argb >> (8 * channel));
        }
        if (pixels.hasAlpha()) {
            pixels.samples()[at + pixels.colours()] = (byte) (argb >>> 24);
        }
    }

    private static void divideByAlpha(Pixels pixels) {
        int colours = pixels.colours();
        for (int at = 0; at < pixels.samples().length; at += pixels.channels()) {
            int alpha = Math.max(1, pixels.sample(at + colours));
            for (int channel = 0; channel < colours; channel++) {
                int sample = (pixels.sample(at + channel) * 255 + alpha / 2) / alpha;
                pixels.samples()[at + channel] = (byte) Math.min(255, sample);
            }
        }
    }
}
