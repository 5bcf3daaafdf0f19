package io.seine.decode;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// What four inks look like on paper, as a colour profile (ICC.1) tells.
final class InkProfile {
    private static final int INKS = 4;
    private static final int[] BLUE_GREEN_RED = {2, 1, 0};
    private static final int[] IN_ORDER = {0, 1, 2, 3};

    private final ColorConvertOp conversion;

    private InkProfile(ICC_Profile profile) {
        var srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        conversion = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
    }

    /// The profile in `icc`; null if it is missing, unreadable or not one of four inks. Java finds out only when it
    /// converts whether a profile is any good.
    static @Nullable InkProfile of(@Nullable MemorySegment icc) {
        if (icc == null) {
            return null;
        }
        try {
            var read = ICC_Profile.getInstance(icc.toArray(ValueLayout.JAVA_BYTE));
            if (read.getColorSpaceType() != ColorSpace.TYPE_CMYK) {
                return null;
            }
            var profile = new InkProfile(read);
            profile.convert(new byte[INKS], new byte[3], 0, 1);
            return profile;
        } catch (RuntimeException e) {
            return null;
        }
    }

    /// Converts a row of inks, 0 to 255 each, to row `y` of `pixels`.
    ///
    /// @param profile null to take them for what they are named, on white paper
    static void toRgb(@Nullable InkProfile profile, byte[] inks, Pixels pixels, int y) {
        int at = pixels.at(0, y);
        if (profile != null) {
            profile.convert(inks, pixels.samples(), at, pixels.width());
            return;
        }
        for (int i = 0; i < inks.length; i += INKS) {
            int light = 255 - (inks[i + 3] & 0xff);
            for (int colour = 2; colour >= 0; colour--) {
                pixels.samples()[at++] = (byte) ((255 - (inks[i + colour] & 0xff)) * light / 255);
            }
        }
    }

    private void convert(byte[] inks, byte[] rgb, int at, int count) {
        var converted = new byte[3 * count];
        conversion.filter(raster(inks, INKS, IN_ORDER), raster(converted, 3, BLUE_GREEN_RED));
        System.arraycopy(converted, 0, rgb, at, converted.length);
    }

    private static WritableRaster raster(byte[] samples, int channels, int[] order) {
        var data = new DataBufferByte(samples, samples.length);
        return Raster.createInterleavedRaster(
                data, samples.length / channels, 1, samples.length, channels, order, null);
    }
}
