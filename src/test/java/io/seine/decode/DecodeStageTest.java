package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.Body;
import io.seine.model.Decoded;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Fate.Ended;
import io.seine.model.Fate.Open;
import io.seine.model.Fetched;
import io.seine.model.ImageFormat;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Executor HERE = Runnable::run;

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void aPictureGoesOnWithItsTransferAndDimensions() throws Exception {
        var fate = only(DecodeStage.flow(Pictures.VERIFY, HERE, () -> false), open(Pictures.photo("chelsea.jpg")));
        assertThat(fate)
                .isInstanceOfSatisfying(
                        Open.class,
                        open -> assertThat(((Decoded) open.value()).transfer()).isEqualTo(Pictures.TRANSFER));
    }

    @Test
    void anEndedItemPassesUntouched() throws Exception {
        var outcome = Outcome.ended(Item.of(7, "http://h/"), new Failure(Stage.FETCH, Kind.DNS, "no such host"));
        assertThat(only(DecodeStage.flow(Pictures.VERIFY, HERE, () -> false), new Ended<>(outcome)))
                .isEqualTo(new Ended<>(outcome));
    }

    @Test
    void aRefusedPictureEndsWithItsTransferAndLeavesNoFile() throws Exception {
        var file = Files.writeString(folder.resolve("spooled"), "<html>");
        var outcome = ended(DecodeStage.flow(Pictures.VERIFY, HERE, () -> false), open(spooled(file)));
        assertThat(kind(outcome)).isEqualTo(Kind.UNSUPPORTED);
        assertThat(outcome.transfer()).isEqualTo(Pictures.TRANSFER);
        assertThat(file).doesNotExist();
    }

    @Test
    void aVerifiedBodyStaysAndATransformedOneIsReplaced() throws Exception {
        var file = Files.write(folder.resolve("spooled"), Pictures.photo("brick.jpg"));
        only(DecodeStage.flow(Pictures.VERIFY, HERE, () -> false), open(spooled(file)));
        assertThat(file).exists();
        var resize = new Resize(Fit.KEEP_RATIO, 64, false);
        only(DecodeStage.flow(Pictures.settings(Mode.TRANSFORM, null, resize), HERE, () -> false), open(spooled(file)));
        assertThat(file).doesNotExist();
    }

    @Test
    void aCancelledJobsItemsEndBeforeTheirTurn() throws Exception {
        var file = Files.write(folder.resolve("spooled"), Pictures.photo("brick.jpg"));
        var outcome = ended(DecodeStage.flow(Pictures.VERIFY, HERE, () -> true), open(spooled(file)));
        assertThat(kind(outcome)).isEqualTo(Kind.CANCELLED);
        assertThat(file).doesNotExist();
    }

    @Test
    void aLostFileIsTroubleWithTheStorage() throws Exception {
        var outcome = ended(
                DecodeStage.flow(Pictures.VERIFY, HERE, () -> false),
                open(new Body.Spooled(folder.resolve("missing"), 9)));
        assertThat(kind(outcome)).isEqualTo(Kind.STORAGE);
        assertThat(outcome.transfer()).isEqualTo(Pictures.TRANSFER);
    }

    @Test
    void anExecutorThatRefusesEndsTheItem() throws Exception {
        Executor closed = work -> {
            throw new RejectedExecutionException("shut down");
        };
        var outcome = ended(DecodeStage.flow(Pictures.VERIFY, closed, () -> false), open(Pictures.photo("brick.jpg")));
        assertThat(kind(outcome)).isEqualTo(Kind.INTERNAL);
        assertThat(outcome.transfer()).isEqualTo(Pictures.TRANSFER);
    }

    @Test
    void whateverACodecThrowsBecomesTheItemsOutcome() throws Exception {
        assertThat(message(new StackOverflowError())).isEqualTo("java.lang.StackOverflowError");
        assertThat(message(new OutOfMemoryError("Java heap space")))
                .isEqualTo("not enough memory to decode 451 × 300 pixels");
        assertThat(message(new AssertionError("a bug"))).isEqualTo("java.lang.AssertionError: a bug");
    }

    private String message(Error thrown) throws Exception {
        var decoder = new Decoder(Pictures.VERIFY, new FaultyCodec(thrown));
        var outcome = ended(DecodeStage.flow(decoder, 1, HERE, () -> false), open(Pictures.photo("chelsea.jpg")));
        assertThat(kind(outcome)).isEqualTo(Kind.INTERNAL);
        assertThat(outcome.transfer()).isEqualTo(Pictures.TRANSFER);
        return outcome.failure() == null ? "" : outcome.failure().message();
    }

    private static Fate<Decoded> only(Flow<Fate<Fetched>, Fate<Decoded>, NotUsed> flow, Fate<Fetched> fate)
            throws Exception {
        var fates = run(flow, List.of(fate));
        assertThat(fates).hasSize(1);
        return fates.getFirst();
    }

    private static Outcome ended(Flow<Fate<Fetched>, Fate<Decoded>, NotUsed> flow, Fate<Fetched> fate)
            throws Exception {
        return ((Ended<Decoded>) only(flow, fate)).outcome();
    }

    private static List<Fate<Decoded>> run(Flow<Fate<Fetched>, Fate<Decoded>, NotUsed> flow, List<Fate<Fetched>> fates)
            throws Exception {
        return Source.from(fates)
                .via(flow)
                .runWith(Sink.<Fate<Decoded>>seq(), KIT.system())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Kind kind(Outcome outcome) {
        var failure = outcome.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.stage()).isEqualTo(Stage.DECODE);
        return failure.kind();
    }

    private static Fate<Fetched> open(byte[] content) {
        return open(Body.of(content));
    }

    private static Fate<Fetched> open(Body body) {
        return new Open<>(Item.of(7, "http://h/"), Instant.now(), new Fetched(Pictures.TRANSFER, body));
    }

    private static Body spooled(Path file) throws IOException {
        return new Body.Spooled(file, Files.size(file));
    }

    /// A codec that throws instead of decoding.
    private record FaultyCodec(Error fault) implements Codec {
        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public Set<ImageFormat> reads() {
            return Set.of(ImageFormat.values());
        }

        @Override
        public Set<ImageFormat> writes() {
            return Set.of();
        }

        @Override
        public void verify(MemorySegment file, Header header) {
            throw fault;
        }

        @Override
        public List<byte[]> transform(MemorySegment file, Header header, List<Task> tasks, boolean whole) {
            throw new UnsupportedOperationException();
        }
    }
}
