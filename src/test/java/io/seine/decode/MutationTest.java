package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings;
import io.seine.config.DecodeSettings.Engine;
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
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Damaged pictures by the thousand, of every format: whatever they are, each ends once, in time, and never as a bug;
/// what was cut short is never saved, nor is a PNG with any bit turned; and nothing of them stays in memory.
@ParameterizedClass
@EnumSource(
        value = Engine.class,
        names = {"OPENCV", "IMAGEIO"})
class MutationTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int CASES = 1600;
    private static final long NOISE = 32 << 20; // Java's own compilers allocate, too
    private static final String WRONG_IF_SAVED = "wrong-if-saved";
    private static final String DAMAGED = "damaged";

    @Parameter
    private Engine engine;

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
        run(settings, mutants());
        long before = NativeHeap.used();
        run(settings, mutants());
        assertThat(NativeHeap.used() - before).isLessThan(NOISE);
    }

    private void run(DecodeSettings settings, List<Fate<Fetched>> mutants) throws Exception {
        var decoder = new Decoder(settings, Codecs.of(engine));
        var fates = Source.from(mutants)
                .via(DecodeStage.flow(decoder, 2, ForkJoinPool.commonPool(), () -> false))
                .runWith(Sink.<Fate<Decoded>>seq(), KIT.system())
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS); // a hang, not a measure: a few seconds are usual
        var seen = new HashSet<Long>();
        for (var fate : fates) {
            assertThat(seen.add(item(fate).index())).isTrue();
            assertSound(fate);
        }
        assertThat(seen).hasSize(CASES);
    }

    private static void assertSound(Fate<Decoded> fate) {
        switch (fate) {
            case Open<Decoded> open -> assertThat(open.item().url()).isNotEqualTo(WRONG_IF_SAVED);
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
            mutants.add(i % 2 == 0 ? truncated(i, original) : damaged(i, original, other));
        }
        return mutants;
    }

    private Fate<Fetched> truncated(int index, byte[] original) {
        return open(index, WRONG_IF_SAVED, Arrays.copyOf(original, random.nextInt(original.length)));
    }

    private Fate<Fetched> damaged(int index, byte[] original, byte[] other) {
        boolean splices = random.nextInt(3) == 0;
        var mutant = splices ? spliced(original, other) : flipped(original);
        boolean isPng = ImageFormat.detect(original).equals(Optional.of(ImageFormat.PNG));
        boolean mustFail = isPng && !splices && !Arrays.equals(mutant, original);
        return open(index, mustFail ? WRONG_IF_SAVED : DAMAGED, mutant);
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
                Pictures.encoded(red, ImageFormat.BMP),
                Pictures.picture("codec/jpeg/cmyk.jpg"),
                Pictures.picture("codec/png/palette4-transparent.png"),
                Pictures.picture("codec/webp/lossy.webp"),
                Pictures.picture("codec/webp/lossless.webp"),
                Pictures.picture("codec/webp/alpha.webp"),
                Pictures.picture("codec/webp/film.webp"));
    }
}
