package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What `scripts/bench decode` measures does what it says.
class MeasuredCodecTest {
    private static final int NUMBER = 7;

    @Test
    void aPictureOfTheCorpusIsTheSameEachTime() throws Exception {
        assertThat(BenchCorpus.picture(NUMBER)).isEqualTo(BenchCorpus.picture(NUMBER));
        assertThat(BenchCorpus.picture(NUMBER)).isNotEqualTo(BenchCorpus.picture(NUMBER + 1));
    }

    @Test
    void aPictureOfTheCorpusIsSoundAndOfCommonSize() throws Exception {
        var file = BenchCorpus.picture(NUMBER);
        var image = Pictures.decoded(file);
        MeasuredCodec.check(file);
        MeasuredCodec.decode(file);
        assertThat(file).hasSizeBetween(60 << 10, 170 << 10);
        assertThat(image.getWidth() * image.getHeight()).isBetween(350_000, 570_000);
    }

    @Test
    void aPictureEncodedAnewKeepsItsDimensionsButNotItsBytes() throws Exception {
        var file = BenchCorpus.picture(NUMBER);
        var anew = MeasuredCodec.reEncoded(file);
        assertThat(anew).isNotEqualTo(file);
        assertThat(Pictures.decoded(anew).getWidth())
                .isEqualTo(Pictures.decoded(file).getWidth());
        assertThat(Pictures.decoded(anew).getHeight())
                .isEqualTo(Pictures.decoded(file).getHeight());
    }

    @Test
    void theWholeAndThePartsMakeTheSmallestSide256() throws Exception {
        var file = BenchCorpus.picture(NUMBER);
        assertThat(smallestSide(MeasuredCodec.to256(file))).isEqualTo(256);
        assertThat(smallestSide(MeasuredCodec.Parts.of(file).encode())).isEqualTo(256);
    }

    private static int smallestSide(byte[] file) {
        var image = Pictures.decoded(file);
        return Math.min(image.getWidth(), image.getHeight());
    }
}
