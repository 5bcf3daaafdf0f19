package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @EnumSource
    void outcomesAreWrittenAndHandedOnInTheirOrder(Sync sync) throws Exception {
        var outcomes = LongStream.range(0, 500).mapToObj(Outcomes::saved).toList();
        try (var ledger = Ledger.open(folder, sync, RetrySettings.NONE)) {
            assertThat(Source.from(outcomes)
                            .via(RecordStage.flow(ledger, Storekeeper.NONE, Runnable::run))
                            .runWith(Sink.seq(), KIT.system())
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo(outcomes);
        }
        assertThat(written()).isEqualTo(outcomes);
    }

    /// The first write waits until 50 outcomes have come; those that came meanwhile are one write.
    @Test
    void outcomesThatComeWhileOthersAreBeingWrittenAreWrittenTogether() throws Exception {
        var come = new CountDownLatch(50);
        var writes = new AtomicInteger();
        try (var ledger = Ledger.open(folder, Sync.BATCH, RetrySettings.NONE);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var recorded = Source.fromJavaStream(() -> LongStream.range(0, 50).mapToObj(Outcomes::saved))
                    .map(outcome -> {
                        come.countDown();
                        return outcome;
                    })
                    .via(RecordStage.flow(
                            ledger,
                            Storekeeper.NONE,
                            write -> threads.execute(() -> {
                                writes.incrementAndGet();
                                await(come);
                                write.run();
                            })))
                    .runWith(Sink.seq(), KIT.system());
            assertThat(recorded.toCompletableFuture().get(20, TimeUnit.SECONDS)).hasSize(50);
        }
        assertThat(writes).hasValueLessThanOrEqualTo(3);
        assertThat(written()).hasSize(50);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLedgerThatCannotBeWrittenFailsTheStream() {
        var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE);
        ledger.close();
        var recorded = Source.single(Outcomes.saved(0))
                .via(RecordStage.flow(ledger, Storekeeper.NONE, Runnable::run))
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture();
        assertThatThrownBy(() -> recorded.get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IOException.class)
                .cause()
                .isInstanceOf(OutputException.class);
    }

    /// The ledger is not in its place until the storekeeper has put it back, at the second time of asking.
    @Test
    void whatCouldNotBeWrittenIsWrittenOnceWhenThatIsSeenTo() throws Exception {
        var outcomes = LongStream.range(0, 500).mapToObj(Outcomes::saved).toList();
        var aside = folder.resolve("aside");
        var troubles = new ArrayList<StorageTrouble>();
        try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            Files.move(Ledger.in(folder), aside);
            Storekeeper storekeeper = (trouble, begun) -> {
                troubles.add(trouble);
                return CompletableFuture.completedFuture(troubles.size() == 1 || moved(aside, Ledger.in(folder)));
            };
            assertThat(Source.from(outcomes)
                            .via(RecordStage.flow(ledger, storekeeper, Runnable::run))
                            .runWith(Sink.seq(), KIT.system())
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .isEqualTo(outcomes);
        }
        assertThat(troubles).hasSize(2).containsOnly(new StorageTrouble(folder, "ledger.jsonl is gone"));
        assertThat(written()).isEqualTo(outcomes);
    }

    private static boolean moved(Path from, Path to) {
        try {
            Files.move(from, to);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Outcome> written() throws IOException {
        return Files.readAllLines(Ledger.in(folder)).stream()
                .map(JsonRecords::read)
                .toList();
    }
}
