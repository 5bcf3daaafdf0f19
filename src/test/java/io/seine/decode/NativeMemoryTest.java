package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Animated;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Filter;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.DataSize;
import io.seine.model.Decoded;
import io.seine.model.Fate;
import io.seine.model.Fate.Open;
import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Item;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What OpenCV allocates is bounded by the budget, and freed.
class NativeMemoryTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int SIDE = 2000;
    private static final long MIB = 1 << 20;
    private static final DataSize BUDGET = new DataSize(80 * MIB); // for two of the pictures at eight bytes a pixel
    private static final long NOISE = 24 * MIB; // Java's own compilers allocate, too
    private static final DecodeSettings SETTINGS = new DecodeSettings(
            Mode.TRANSFORM,
            Engine.OPENCV,
            false,
            8,
            BUDGET,
            50_000_000,
            Animated.FIRST,
            new Resize(Fit.KEEP_RATIO, 1001, false),
            Pictures.encoding(ImageFormat.JPEG, 0),
            Filter.NONE);
    private static final byte[] PICTURE =
            Pictures.encoded(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), ImageFormat.JPEG);

    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @BeforeAll
    static void warmUp() throws Exception {
        try (var warm = Executors.newFixedThreadPool(8)) {
            all(16, warm, new AtomicBoolean());
        }
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void itStaysWithinTheBudgetHoweverManyAreDecodedAtOnce() throws Exception {
        long before = NativeHeap.used();
        var ended = new AtomicBoolean();
        var most = CompletableFuture.supplyAsync(() -> most(ended));
        all(24, threads, new AtomicBoolean());
        ended.set(true);
        assertThat(most.get(10, TimeUnit.SECONDS) - before)
                .isBetween(SIDE * SIDE * 3L, BUDGET.bytes() + NOISE); // it was used at all, and not too much
    }

    @Test
    void allOfItIsFreedAlsoWhenTheJobIsCancelledInTheMiddle() throws Exception {
        long before = NativeHeap.used();
        var cancelled = new AtomicBoolean();
        var seen = new AtomicInteger();
        Source.range(1, 1000)
                .map(NativeMemoryTest::open)
                .via(DecodeStage.flow(SETTINGS, threads, cancelled::get))
                .takeWhile(fate -> seen.incrementAndGet() < 20) // in the middle, while others are being decoded
                .runWith(Sink.ignore(), KIT.system())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        cancelled.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(NativeHeap.used() - before).isLessThan(NOISE);
    }

    private static void all(int count, ExecutorService threads, AtomicBoolean cancelled) throws Exception {
        var saved = Source.range(1, count)
                .map(NativeMemoryTest::open)
                .via(DecodeStage.flow(SETTINGS, threads, cancelled::get))
                .filter(fate -> fate instanceof Open<Decoded>)
                .runWith(Sink.<Fate<Decoded>>seq(), KIT.system())
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS);
        assertThat(saved).hasSize(count);
    }

    private static long most(AtomicBoolean ended) {
        long most = 0;
        while (!ended.get()) {
            most = Math.max(most, NativeHeap.used());
            LockSupport.parkNanos(500_000);
        }
        return most;
    }

    private static Fate<Fetched> open(int index) {
        return new Open<>(Item.of(index, "http://h/"), Instant.now(), Pictures.fetched(PICTURE));
    }
}
