package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.seine.decode.IccProfiles.Curve;
import io.seine.decode.IccProfiles.Space;
import io.seine.decode.Metadata.Colours;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColourProfileTest {
    private static final byte[] P3 = IccProfiles.rgb(IccProfiles.DISPLAY_P3);

    @Test
    void displayP3BecomesWhatItsPrimariesSay() {
        assertConverts(IccProfiles.DISPLAY_P3);
    }

    @Test
    void adobeRgbBecomesWhatItsPrimariesSay() {
        assertConverts(IccProfiles.ADOBE_RGB);
    }

    @Test
    void aColourThatSrgbLacksIsClipped() {
        var green = new byte[] {0, (byte) 255, 0};
        profile(P3).toSrgb(green, 3);
        assertThat(green).containsExactly(0, 255, 0);
    }

    @Test
    void alphaStaysAsItIs() {
        var three = new byte[] {10, (byte) 200, 90, 60, 70, 80};
        var four = new byte[] {10, (byte) 200, 90, 7, 60, 70, 80, (byte) 130};
        profile(P3).toSrgb(three, 3);
        profile(P3).toSrgb(four, 4);
        assertThat(four).containsExactly(three[0], three[1], three[2], 7, three[3], three[4], three[5], 130);
        assertThat(three).isNotEqualTo(new byte[] {10, (byte) 200, 90, 60, 70, 80});
    }

    @Test
    void everyPixelOfALargePictureIsConverted() {
        var samples = new byte[3 * 10_007];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = new byte[] {10, (byte) 200, 90}[i % 3];
        }
        var pixel = Arrays.copyOf(samples, 3);
        profile(P3).toSrgb(pixel, 3);
        profile(P3).toSrgb(samples, 3);
        for (int i = 0; i < samples.length; i++) {
            assertThat(samples[i]).isEqualTo(pixel[i % 3]);
        }
    }

    @Test
    void greyFollowsItsCurve() {
        var curve = new Curve(1.8);
        var profile = Objects.requireNonNull(of(IccProfiles.grey(curve), Colours.GREY));
        var samples = new byte[256];
        for (int i = 0; i < 256; i++) {
            samples[i] = (byte) i;
        }
        profile.toSrgb(samples, 1);
        for (int i = 0; i < 256; i++) {
            assertThat(samples[i] & 0xff).isCloseTo(IccProfiles.encoded(curve.light(i / 255.0)), within(1));
        }
    }

    @Test
    void greyInSeveralChannelsStaysGrey() {
        var profile = Objects.requireNonNull(of(IccProfiles.grey(new Curve(1)), Colours.GREY));
        var one = new byte[] {50};
        var four = new byte[] {50, 50, 50, 50};
        profile.toSrgb(one, 1);
        profile.toSrgb(four, 4);
        assertThat(four).containsExactly(one[0], one[0], one[0], 50);
        assertThat(one[0] & 0xff).isCloseTo(IccProfiles.encoded(50 / 255.0), within(1));
    }

    @Test
    void srgbIsNothingToConvertByWhateverName() {
        assertThat(of(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData(), Colours.RGB))
                .isNull();
        assertThat(of(IccProfiles.rgb(IccProfiles.SRGB), Colours.RGB)).isNull();
        assertThat(of(IccProfiles.grey(Curve.SRGB), Colours.GREY)).isNull();
        var metadata = new WebpStructure().metadata(MemorySegment.ofArray(Pictures.picture("metadata.webp")));
        assertThat(metadata.icc()).isNotNull();
        assertThat(ColourProfile.of(metadata.icc(), Colours.RGB)).isNull();
    }

    @Test
    void primariesOfSrgbOnAnotherCurveAreNotSrgb() {
        var srgb = IccProfiles.SRGB;
        var space = new Space(srgb.xr(), srgb.yr(), srgb.xg(), srgb.yg(), srgb.xb(), srgb.yb(), new Curve(2.2));
        assertThat(of(IccProfiles.rgb(space), Colours.RGB)).isNotNull();
    }

    @Test
    void whatIsNoProfileIsNone() {
        assertThat(ColourProfile.of(null, Colours.RGB)).isNull();
        assertThat(of(new byte[0], Colours.RGB)).isNull();
        assertThat(of("no profile at all".repeat(30).getBytes(StandardCharsets.US_ASCII), Colours.RGB))
                .isNull();
        for (int length = 0; length < P3.length; length += 7) {
            assertThat(of(Arrays.copyOf(P3, length), Colours.RGB)).isNull();
        }
        assertThat(of(Arrays.copyOf(P3, Metadata.LARGEST_BLOCK + 1), Colours.RGB))
                .isNull();
        assertThat(of(Arrays.copyOf(P3, P3.length + 3), Colours.RGB)).isNotNull();
    }

    @Test
    void aProfileForOtherPicturesIsNone() {
        assertThat(of(IccProfiles.grey(new Curve(1.8)), Colours.RGB)).isNull();
        assertThat(of(P3, Colours.GREY)).isNull();
        assertThat(of(P3, Colours.CMYK)).isNull();
        assertThat(of(patched(P3, 12, "link"), Colours.RGB)).isNull();
        assertThat(of(patched(P3, 12, "nmcl"), Colours.RGB)).isNull();
        assertThat(of(patched(P3, 16, "CMYK"), Colours.RGB)).isNull();
    }

    @Test
    void aProfileOfThreeColoursIsNotForGreySamples() {
        assertThatIllegalArgumentException().isThrownBy(() -> profile(P3).toSrgb(new byte[4], 1));
    }

    @Test
    void aKnownProfileIsReadOnce() {
        assertThat(of(P3.clone(), Colours.RGB)).isSameAs(profile(P3));
    }

    @Test
    void manyThreadsShareAProfile() throws Exception {
        var expected = samples();
        profile(P3).toSrgb(expected, 3);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var results = new ArrayList<Future<byte[]>>();
            for (int i = 0; i < 64; i++) {
                results.add(threads.submit(() -> {
                    var samples = samples();
                    profile(P3).toSrgb(samples, 3);
                    return samples;
                }));
            }
            for (var result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void noDamageIsABug() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            var damaged = (i % 2 == 0
                            ? P3
                            : ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData())
                    .clone();
            for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            var profile = of(damaged, Colours.RGB);
            if (profile != null) {
                profile.toSrgb(samples(), 3);
            }
        }
    }

    /// Colours from all over the space, each within two levels of what doubles make of it.
    private static void assertConverts(Space space) {
        var profile = profile(IccProfiles.rgb(space));
        for (int red = 0; red <= 255; red += 15) {
            for (int green = 0; green <= 255; green += 51) {
                for (int blue = 0; blue <= 255; blue += 17) {
                    var pixel = new byte[] {(byte) blue, (byte) green, (byte) red};
                    profile.toSrgb(pixel, 3);
                    assertClose(pixel, space.toSrgb(red, green, blue));
                }
            }
        }
    }

    private static void assertClose(byte[] pixel, int[] rgb) {
        for (int i = 0; i < 3; i++) {
            assertThat(pixel[2 - i] & 0xff).isCloseTo(rgb[i], within(2));
        }
    }

    private static ColourProfile profile(byte[] icc) {
        return Objects.requireNonNull(of(icc, Colours.RGB));
    }

    private static @Nullable ColourProfile of(byte[] icc, Colours colours) {
        return ColourProfile.of(MemorySegment.ofArray(icc), colours);
    }

    private static byte[] samples() {
        var samples = new byte[3 * 5000];
        new Random(1).nextBytes(samples);
        return samples;
    }

    private static byte[] patched(byte[] profile, int at, String word) {
        var copy = profile.clone();
        System.arraycopy(word.getBytes(StandardCharsets.US_ASCII), 0, copy, at, 4);
        return copy;
    }
}
