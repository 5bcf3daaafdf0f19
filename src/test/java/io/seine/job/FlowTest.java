package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.model.Item;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Loopback;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The embedded flow between a source and a sink of the test's, in an actor system of the test's.
@Timeout(30)
class FlowTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(3);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final ActorTestKit kit = ActorTestKit.create();
    private final Seine seine = Seine.create(kit.system());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        seine.close();
        kit.shutdownTestKit();
    }

    private JobSettings settings() {
        return changed("retries", "0");
    }

    private JobSettings changed(String key, String value) {
        return base().set("seine.job.fetch." + key, value).job();
    }

    private Settings base() {
        return Loopback.settings()
                .setText("seine.job.save.directory", folder.toString())
                .set("seine.job.decode.mode", "none")
                .set("seine.job.fetch.parallelism", 4)
                .set("seine.job.schedule.look-ahead", 10);
    }

    private static Source<Item, NotUsed> items(ScriptedOrigin origin, AtomicInteger made) {
        return Source.from(() -> IntStream.range(0, 1_000_000).iterator())
                .map(i -> Item.of(made.getAndIncrement(), origin.url("/" + i)));
    }

    /// Waits until nothing unfinished is left in the output folder.
    private void awaitNothingUnfinished() throws Exception {
        var own = folder.resolve(".seine");
        try (var watch = folder.getFileSystem().newWatchService()) {
            own.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            while (!isEmpty(own)) {
                var change = watch.poll(PROMPTLY.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(change).as("the temporary folder goes away").isNotNull();
                change.reset();
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void cancellingTheStreamDropsWhatIsInFlight() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.stalling(new byte[1_000], 500))) {
            var made = new AtomicInteger();
            var sink = items(origin, made)
                    .via(seine.flow(changed("spool-above", "100B")))
                    .runWith(TestSink.create(kit.system()), kit.system());
            sink.request(10);
            origin.awaitRequests(2, PROMPTLY); // as many as a new host is given
            sink.cancel();
            origin.awaitOpenConnections(0, PROMPTLY);
            awaitNothingUnfinished();
            assertThat(origin.requests()).isEqualTo(2);
        }
    }

    @Test
    void takingTheFirstFewIsEnough() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var made = new AtomicInteger();
            var outcomes = items(origin, made)
                    .via(seine.flow(settings()))
                    .take(25)
                    .runWith(Sink.seq(), kit.system())
                    .toCompletableFuture()
                    .get();
            assertThat(outcomes).hasSize(25).allMatch(outcome -> outcome.status() == Status.SAVED);
            origin.awaitOpenConnections(0, PROMPTLY);
            awaitNothingUnfinished();
        }
    }

    @Test
    void aSlowReaderHoldsTheSourceBack() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var made = new AtomicInteger();
            TestSubscriber.Probe<Outcome> sink = items(origin, made)
                    .via(seine.flow(settings()))
                    .runWith(TestSink.create(kit.system()), kit.system());
            sink.request(1);
            sink.expectNext();
            assertThatThrownBy(() -> origin.awaitRequests(100, Duration.ofMillis(500)))
                    .isInstanceOf(AssertionError.class);
            assertThat(made.get()).isLessThan(100);
            sink.request(200);
            sink.expectNextN(200);
            sink.cancel();
        }
    }

    @Test
    void aSourceThatBreaksFailsTheStreamBehindItsLastItem() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var sink = Source.range(0, 9)
                    .map(i -> {
                        if (i == 5) {
                            throw new IllegalStateException("the list has gone");
                        }
                        return Item.of(i, origin.url("/" + i));
                    })
                    .via(seine.flow(settings()))
                    .runWith(TestSink.create(kit.system()), kit.system());
            sink.request(10);
            for (int i = 0; i < 5; i++) {
                assertThat(sink.expectNext().status()).isEqualTo(Status.SAVED);
            }
            assertThat(sink.expectError()).hasMessage("the list has gone");
            awaitNothingUnfinished();
        }
    }

    @Test
    void aFlowMayRunTwiceAtOnce() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var flow = seine.flow(settings());
            var runs = IntStream.range(0, 2)
                    .mapToObj(run -> Source.range(0, 49)
                            .map(i -> Item.of(run * 50 + i, origin.url("/" + i)))
                            .via(flow)
                            .runWith(Sink.seq(), kit.system())
                            .toCompletableFuture())
                    .toList();
            for (var run : runs) {
                assertThat(run.get()).hasSize(50).allMatch(outcome -> outcome.status() == Status.SAVED);
            }
            awaitNothingUnfinished();
        }
    }

    @Test
    void badAddressesAreOutcomes() throws Exception {
        var outcome = Source.single(Item.of(0, "mailto:x"))
                .via(seine.flow(settings()))
                .runWith(Sink.head(), kit.system())
                .toCompletableFuture()
                .get();
        assertThat(outcome.status()).isEqualTo(Status.FAILED);
    }

    @Test
    void closingTheEngineEndsAStreamAsCancelled() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.neverAnswering())) {
            var made = new AtomicInteger();
            var ends = items(origin, made)
                    .via(seine.flow(settings()))
                    .toMat(Sink.seq(), Keep.right())
                    .run(kit.system())
                    .toCompletableFuture();
            origin.awaitRequests(2, PROMPTLY);
            seine.close();
            assertThat(ends.get()).isNotEmpty().allMatch(outcome -> outcome.status() == Status.CANCELLED);
            origin.awaitOpenConnections(0, PROMPTLY);
            awaitNothingUnfinished();
        }
    }
}
