package io.seine.decode;

import io.seine.decode.Metadata.Colours;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Colours other than sRGB's, and the way from them to sRGB. Thread-safe.
///
/// They are rendered perceptually, the default of most that read pictures and of Java's [ColorConvertOp]; those of
/// printers colorimetrically. Nearly all profiles in pictures are a matrix and curves, to which every intent is the
/// same: what sRGB cannot show is clipped.
sealed interface ColourProfile {

    /// Converts 8-bit samples to sRGB in their place.
    ///
    /// @param samples pixel after pixel, without gaps
    /// @param channels 1: grey; 3: blue, green, red; 2 and 4: the same and alpha, which stays
    void toSrgb(byte[] samples, int channels);

    /// What `icc` says about pictures of `colours`.
    ///
    /// @return null if there is nothing to convert: the profile is missing, unreadable, made for other pictures, or
    ///     sRGB, by whatever name
    static @Nullable ColourProfile of(@Nullable MemorySegment icc, Colours colours) {
        if (icc == null || icc.byteSize() > Metadata.LARGEST_BLOCK || colours == Colours.CMYK) {
            return null;
        }
        return ColourProfiles.get(icc.toArray(ValueLayout.JAVA_BYTE), colours);
    }

    private static WritableRaster raster(byte[] samples, int channels) {
        int[] order = channels == 1 ? new int[] {0} : new int[] {2, 1, 0};
        int width = samples.length / channels;
        var data = new DataBufferByte(samples, samples.length);
        return Raster.createInterleavedRaster(data, width, 1, samples.length, channels, order, null);
    }

    /// Whether any sample differs by more than rounding makes it.
    private static boolean differ(byte[] before, byte[] after) {
        for (int i = 0; i < before.length; i++) {
            if (Math.abs((before[i] & 0xff) - (after[i] & 0xff)) > 1) {
                return true;
            }
        }
        return false;
    }

    /// Grey on a curve of its own.
    final class Grey implements ColourProfile {
        private final byte[] table;

        /// @param table what each of the 256 samples becomes
        private Grey(byte[] table) {
            this.table = table;
        }

        static @Nullable ColourProfile unlessSrgb(ColorConvertOp conversion) {
            var all = new byte[256];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) i;
            }
            var converted = new byte[3 * all.length];
            conversion.filter(raster(all, 1), raster(converted, 3));
            var table = new byte[all.length];
            for (int i = 0; i < table.length; i++) {
                table[i] = converted[3 * i];
            }
            return differ(all, table) ? new Grey(table) : null;
        }

        /// A grey picture that was decoded to several channels has the same sample in each.
        @Override
        public void toSrgb(byte[] samples, int channels) {
            for (int i = 0; i < samples.length; i++) {
                if (channels % 2 == 1 || i % channels < channels - 1) {
                    samples[i] = table[samples[i] & 0xff];
                }
            }
        }
    }

    /// Three colours.
    ///
    /// @param conversion to sRGB
    record Rgb(ColorConvertOp conversion) implements ColourProfile {
        private static final int[] LEVELS = {0, 16, 64, 128, 192, 255};

        /// Pixels that are converted at once: Java copies the arrays that it hands to its colour management.
        private static final int BAND = 4096;

        static @Nullable ColourProfile unlessSrgb(ColorConvertOp conversion) {
            var profile = new Rgb(conversion);
            var grid = grid();
            var converted = grid.clone();
            profile.toSrgb(converted, 3);
            return differ(grid, converted) ? profile : null;
        }

        private static byte[] grid() {
            var grid = new byte[3 * LEVELS.length * LEVELS.length * LEVELS.length];
            for (int i = 0; i < grid.length / 3; i++) {
                grid[3 * i] = (byte) LEVELS[i % LEVELS.length];
                grid[3 * i + 1] = (byte) LEVELS[i / LEVELS.length % LEVELS.length];
                grid[3 * i + 2] = (byte) LEVELS[i / LEVELS.length / LEVELS.length];
            }
            return grid;
        }

        @Override
        public void toSrgb(byte[] samples, int channels) {
            if (channels < 3) {
                throw new IllegalArgumentException("a profile of three colours for " + channels + " channels");
            }
            int pixels = samples.length / channels;
            for (int first = 0; first < pixels; first += BAND) {
                int end = Math.min(first + BAND, pixels);
                convert(samples, channels, first * channels, end * channels);
            }
        }

        private void convert(byte[] samples, int channels, int start, int end) {
            var band = new byte[(end - start) / channels * 3];
            var converted = new byte[band.length];
            for (int i = start, to = 0; i < end; i += channels, to += 3) {
                band[to] = samples[i];
                band[to + 1] = samples[i + 1];
                band[to + 2] = samples[i + 2];
            }
            conversion.filter(raster(band, 3), raster(converted, 3));
            for (int i = start, from = 0; i < end; i += channels, from += 3) {
                samples[i] = converted[from];
                samples[i + 1] = converted[from + 1];
                samples[i + 2] = converted[from + 2];
            }
        }
    }
}
