package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.ImageFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int CASES = 20_000;

    @Test
    void keepRatioMakesTheSmallestSideTheSize() {
        assertThat(plan(451, 300, Fit.KEEP_RATIO, 100)).isEqualTo(new Plan(150, 100, 150, 100));
        assertThat(plan(300, 451, Fit.KEEP_RATIO, 600)).isEqualTo(new Plan(600, 902, 600, 902));
    }

    @Test
    void keepRatioLargestMakesTheLargestSideTheSize() {
        assertThat(plan(451, 300, Fit.KEEP_RATIO_LARGEST, 100)).isEqualTo(new Plan(100, 67, 100, 67));
    }

    @Test
    void centerCropCutsTheMiddleSquareOfTheSmallestSide() {
        var plan = plan(451, 300, Fit.CENTER_CROP, 100);
        assertThat(plan).isEqualTo(new Plan(150, 100, 100, 100));
        assertThat(plan.left()).isEqualTo(-25);
        assertThat(plan.top()).isZero();
    }

    @Test
    void borderPadsTheLargestSideToASquare() {
        var plan = plan(451, 300, Fit.BORDER, 100);
        assertThat(plan).isEqualTo(new Plan(100, 67, 100, 100));
        assertThat(plan.left()).isZero();
        assertThat(plan.top()).isEqualTo(16); // the odd row goes below, as with Albumentations
    }

    @Test
    void sidesRoundHalfToEven() {
        assertThat(plan(200, 101, Fit.KEEP_RATIO_LARGEST, 100).height()).isEqualTo(50);
        assertThat(plan(200, 103, Fit.KEEP_RATIO_LARGEST, 100).height()).isEqualTo(52);
    }

    @Test
    void onlyIfBiggerComparesTheSideThatTheModeIsAbout() {
        assertThat(onlyIfBigger(200, 90, Fit.KEEP_RATIO).keeps(200, 90)).isTrue();
        assertThat(onlyIfBigger(200, 90, Fit.CENTER_CROP).keeps(200, 90)).isTrue();
        assertThat(onlyIfBigger(200, 90, Fit.KEEP_RATIO_LARGEST)).isEqualTo(new Plan(100, 45, 100, 45));
        assertThat(onlyIfBigger(200, 90, Fit.BORDER)).isEqualTo(new Plan(100, 45, 100, 100));
        assertThat(onlyIfBigger(100, 90, Fit.BORDER).keeps(100, 90)).isTrue();
    }

    @Test
    void noneKeepsEverything() {
        assertThat(plan(451, 300, Fit.NONE, 100).keeps(451, 300)).isTrue();
    }

    @Test
    void aTurnedPictureIsPlannedUpright() throws Exception {
        var header = Header.single(ImageFormat.JPEG, 451, 300);
        var resize = new Resize(Fit.KEEP_RATIO, 100, false);
        assertThat(Plan.of(header, Orientation.TURNED_RIGHT, resize)).isEqualTo(new Plan(100, 150, 100, 150));
        assertThat(Plan.of(header, Orientation.TURNED_HALF, resize)).isEqualTo(new Plan(150, 100, 150, 100));
    }

    @Test
    void anExtremeRatioNeitherVanishesNorOverflows() {
        assertThat(plan(10_000, 1, Fit.KEEP_RATIO_LARGEST, 100)).isEqualTo(new Plan(100, 1, 100, 1));
        var huge = plan(1, Integer.MAX_VALUE, Fit.KEEP_RATIO, 65_535);
        assertThat(huge.scaledArea()).isGreaterThan(Integer.MAX_VALUE);
    }

    @Test
    void everyPlanKeepsThePromisesOfItsMode() {
        var random = new Random(20250101);
        for (int i = 0; i < CASES; i++) {
            int width = 1 + random.nextInt(1 << random.nextInt(1, 14));
            int height = 1 + random.nextInt(1 << random.nextInt(1, 14));
            int size = 1 + random.nextInt(2000);
            for (var fit : Fit.values()) {
                check(width, height, new Resize(fit, size, random.nextBoolean()));
            }
        }
    }

    private static void check(int width, int height, Resize resize) {
        var plan = Plan.of(width, height, resize);
        var what = width + " × " + height + " " + resize + " " + plan;
        boolean smallest = resize.mode() == Fit.KEEP_RATIO || resize.mode() == Fit.CENTER_CROP;
        int side = smallest ? Math.min(width, height) : Math.max(width, height);
        if (resize.mode() == Fit.NONE || (resize.onlyIfBigger() && side <= resize.size())) {
            assertTrue(what, plan.keeps(width, height));
            return;
        }
        double factor = (double) resize.size() / side;
        assertTrue(what, isRounded(plan.scaledWidth(), width * factor));
        assertTrue(what, isRounded(plan.scaledHeight(), height * factor));
        assertTrue(what, plan.isPlain() || (plan.width() == resize.size() && plan.height() == resize.size()));
        assertTrue(what, isCentred(plan.left(), plan.scaledWidth(), plan.width()));
        assertTrue(what, isCentred(plan.top(), plan.scaledHeight(), plan.height()));
    }

    private static boolean isRounded(int side, double exact) {
        return side >= 1 && Math.abs(side - Math.max(1, exact)) <= 0.5;
    }

    private static boolean isCentred(int before, int length, int whole) {
        int behind = whole - length - before;
        return Math.abs(behind) - Math.abs(before) <= 1 && Math.abs(behind) >= Math.abs(before);
    }

    private static void assertTrue(String what, boolean holds) {
        assertThat(holds).as(what).isTrue();
    }

    private static Plan plan(int width, int height, Fit fit, int size) {
        return Plan.of(width, height, new Resize(fit, size, false));
    }

    private static Plan onlyIfBigger(int width, int height, Fit fit) {
        return Plan.of(width, height, new Resize(fit, 100, true));
    }
}
