package io.seine.decode;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seine.decode.Metadata.Colours;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads colour profiles, and remembers what came of it: millions of pictures share a handful of them.
final class ColourProfiles {
    private static final long MOST_BYTES = 32 << 20;
    private static final int TRANSFORM_BYTES = 256 << 10;

    private static final Cache<Key, Optional<ColourProfile>> KNOWN = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .<Key, Optional<ColourProfile>>weigher((key, _) -> key.size + TRANSFORM_BYTES)
            .build();

    private record Key(String sha256, int size, Colours colours) {}

    private ColourProfiles() {}

    /// The profile in `icc` if it is one for grey or RGB pictures, as `colours` says, and not sRGB.
    static @Nullable ColourProfile get(byte[] icc, Colours colours) {
        var key = new Key(sha256(icc), icc.length, colours);
        return KNOWN.get(key, _ -> read(icc, colours)).orElse(null);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Java answers bad profiles with exceptions of several kinds, some of them only when colours are converted.
    private static Optional<ColourProfile> read(byte[] icc, Colours colours) {
        try {
            var profile = ICC_Profile.getInstance(icc);
            return isFor(colours, profile) ? Optional.ofNullable(from(profile)) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isFor(Colours colours, ICC_Profile profile) {
        return profile.getColorSpaceType() == (colours == Colours.GREY ? ColorSpace.TYPE_GRAY : ColorSpace.TYPE_RGB);
    }

    private static @Nullable ColourProfile from(ICC_Profile profile) {
        var srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        var conversion = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
        return profile.getNumComponents() == 1
                ? ColourProfile.Grey.unlessSrgb(conversion)
                : ColourProfile.Rgb.unlessSrgb(conversion);
    }
}
