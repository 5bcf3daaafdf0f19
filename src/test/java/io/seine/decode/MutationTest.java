package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.Decoded;
import io.seine.model.Fate;
import io.seine.model.Fate.Ended;
import io.seine.model.Fate.Open;
import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Item;
import io.seine.model.Kind;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Damaged pictures by the hundred: whatever they are, each ends once, in time, and never as a bug.
class MutationTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int CASES = 640;
    private static final String TRUNCATED = "truncated";

    private final Random random = new Random(42);

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void noDamageIsABugWhenVerifying() throws Exception {
        check(Pictures.VERIFY);
    }

    @Test
    void noDamageIsABugWhenTransforming() throws Exception {
        check(Pictures.settings(Mode.TRANSFORM, ImageFormat.JPEG, new Resize(Fit.BORDER, 64, false)));
    }

    private void check(DecodeSettings settings) throws Exception {
        var fates = Source.from(mutants())
                .via(DecodeStage.flow(settings, ForkJoinPool.commonPool(), () -> false))
                .runWith(Sink.<Fate<Decoded>>seq(), KIT.system())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS); // a hang, not a measure: two seconds are usual
        var seen = new HashSet<Long>();
        for (var fate : fates) {
            assertThat(seen.add(item(fate).index())).isTrue();
            assertSound(fate);
        }
        assertThat(seen).hasSize(CASES);
    }

    private static void assertSound(Fate<Decoded> fate) {
        switch (fate) {
            case Open<Decoded> open -> assertThat(open.item().url()).isNotEqualTo(TRUNCATED);
            case Ended<Decoded> ended -> {
                var failure = ended.outcome().failure();
                assertThat(failure).isNotNull();
                assertThat(failure.kind())
                        .as(failure.message())
                        .isIn(Kind.UNDECODABLE, Kind.UNSUPPORTED, Kind.TOO_MANY_PIXELS);
            }
        }
    }

    private static Item item(Fate<Decoded> fate) {
        return switch (fate) {
            case Open<Decoded> open -> open.item();
            case Ended<Decoded> ended -> ended.outcome().item();
        };
    }

    private List<Fate<Fetched>> mutants() throws Exception {
        var originals = originals();
        var mutants = new ArrayList<Fate<Fetched>>();
        for (int i = 0; i < CASES; i++) {
            var original = originals.get(i % originals.size());
            var other = originals.get(random.nextInt(originals.size()));
            mutants.add(
                    i % 2 == 0
                            ? open(i, TRUNCATED, Arrays.copyOf(original, random.nextInt(original.length)))
                            : open(
                                    i,
                                    "damaged",
                                    random.nextInt(3) == 0 ? spliced(original, other) : flipped(original)));
        }
        return mutants;
    }

    private static Fate<Fetched> open(long index, String damage, byte[] content) {
        return new Open<>(Item.of(index, damage), Instant.now(), Pictures.fetched(content));
    }

    /// One to eight bits turned, half of the time among the first bytes, where the header is.
    private byte[] flipped(byte[] original) {
        var copy = original.clone();
        int within = random.nextBoolean() ? Math.min(200, copy.length) : copy.length;
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
            copy[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    /// The beginning of one file before the rest of another.
    private byte[] spliced(byte[] head, byte[] tail) {
        int length = random.nextInt(Math.min(300, head.length));
        int from = random.nextInt(Math.min(300, tail.length));
        return Pictures.join(Arrays.copyOf(head, length), Arrays.copyOfRange(tail, from, tail.length));
    }

    private static List<byte[]> originals() throws Exception {
        var red = Pictures.plain(90, 70, Color.RED, BufferedImage.TYPE_BYTE_INDEXED);
        var flag = Pictures.photo("fr.gif");
        return List.of(
                Pictures.photo("chelsea.jpg"),
                Pictures.photo("horse.png"),
                Pictures.photo("np.gif"),
                Pictures.photo("br.gif"),
                Pictures.progressive(Pictures.photo("chelsea.jpg")),
                Pictures.frames(ImageFormat.GIF, red, red, red),
                Pictures.frames(ImageFormat.TIFF, red, red),
                Pictures.encoded(Pictures.encoded(flag, ImageFormat.PNG), ImageFormat.TIFF),
                Pictures.encoded(red, ImageFormat.BMP));
    }
}
