package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.schedule.TransferLimit.Share;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TransferLimitTest {
    private static void nobody() {}

    private static List<Share> shares(TransferLimit limit, int... wanted) {
        return Arrays.stream(wanted)
                .mapToObj(each -> limit.join(each, TransferLimitTest::nobody))
                .toList();
    }

    private static int taken(Share share) {
        return (int) Stream.generate(share::take).takeWhile(took -> took).count();
    }

    @Test
    void whatOneDoesNotWantIsForTheOthersInEqualParts() {
        assertThat(shares(new TransferLimit(100), 10, 128, 64))
                .extracting(Share::size)
                .containsExactly(10, 45, 45);
        assertThat(shares(new TransferLimit(100), 128, 0, 128))
                .extracting(Share::size)
                .containsExactly(50, 0, 50);
        assertThat(shares(new TransferLimit(100), 20, 30))
                .extracting(Share::size)
                .containsExactly(20, 30);
        assertThat(shares(new TransferLimit(20), 32, 32, 32))
                .extracting(Share::size)
                .containsExactlyInAnyOrder(6, 7, 7);
        assertThat(shares(new TransferLimit(1), 32, 32)).extracting(Share::size).containsExactly(1, 1);
    }

    @Test
    void sharesFollowWhoComesAndGoesAndWhatTheyWant() {
        var limit = new TransferLimit(100);
        var first = limit.join(128, TransferLimitTest::nobody);
        assertThat(first.size()).isEqualTo(100);
        var second = limit.join(128, TransferLimitTest::nobody);
        assertThat(first.size()).isEqualTo(50);
        second.want(20);
        assertThat(first.size()).isEqualTo(80);
        second.leave();
        assertThat(first.size()).isEqualTo(100);
    }

    @Test
    void whoWaitsForTheTotalIsRungWhenAPlaceIsGivenBack() {
        var limit = new TransferLimit(10);
        var rings = new AtomicInteger();
        var first = limit.join(10, TransferLimitTest::nobody);
        assertThat(taken(first)).isEqualTo(10);
        var second = limit.join(10, rings::incrementAndGet);
        assertThat(second.take()).isFalse();
        rings.set(0);
        first.release();
        assertThat(rings).hasValue(1);
        assertThat(first.take()).as("above its share").isFalse();
        assertThat(second.take()).isTrue();
        first.release();
        assertThat(rings).as("nobody waits").hasValue(1);
    }

    @Test
    void whoLeavesGivesBackAllThatItHad() {
        var limit = new TransferLimit(10);
        var first = limit.join(10, TransferLimitTest::nobody);
        taken(first);
        first.leave();
        first.release(); // of a transfer that was torn down with the rest
        assertThat(taken(limit.join(10, TransferLimitTest::nobody))).isEqualTo(10);
    }

    @Test
    void theTotalIsNeverExceededByManyThreads() throws Exception {
        int total = 7;
        var limit = new TransferLimit(total);
        var atOnce = new AtomicInteger();
        var peak = new AtomicInteger();
        var done = new CountDownLatch(4);
        for (int job = 0; job < 4; job++) {
            var share = limit.join(5, TransferLimitTest::nobody);
            var random = new Random(job);
            Thread.startVirtualThread(() -> {
                IntStream.range(0, 20_000).forEach(i -> takeAndRelease(share, atOnce, peak));
                share.want(1 + random.nextInt(5));
                IntStream.range(0, 20_000).forEach(i -> takeAndRelease(share, atOnce, peak));
                share.leave();
                done.countDown();
            });
        }
        done.await();
        assertThat(peak.get()).isBetween(1, total);
        assertThat(taken(limit.join(100, TransferLimitTest::nobody))).isEqualTo(total);
    }

    private static void takeAndRelease(Share share, AtomicInteger atOnce, AtomicInteger peak) {
        if (share.take()) {
            peak.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            atOnce.decrementAndGet();
            share.release();
        }
    }
}
