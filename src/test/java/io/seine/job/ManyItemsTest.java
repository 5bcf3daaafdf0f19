package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.model.JobState;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorNotFound;
import org.apache.pekko.actor.ActorSelection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs of a size at which leaks, lost items and unbounded buffers show.
@Timeout(90)
class ManyItemsTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final int MEBIBYTE = 1 << 20;
    private static final byte[] CONTENT = "a small body".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// Checks that no actor is left of a job's fetchers.
    private static void expectNoFetchers(Seine seine, String job) {
        var supervisor = seine.system().classicSystem().actorSelection("/user/" + job + "/fetch-supervisor");
        assertThat(resolved(supervisor)).isInstanceOf(ActorNotFound.class);
    }

    private static Throwable resolved(ActorSelection selection) {
        return selection
                .resolveOne(PROMPTLY)
                .handle((found, failure) -> failure)
                .toCompletableFuture()
                .join();
    }

    @Test
    void twentyThousandItemsHaveTwentyThousandOutcomesAndTakeNoMoreMemoryThanTwoThousand() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"));
                var seine = Seine.create()) {
            var batch = Batch.of(folder, 20_000, i -> origin.url("/" + i))
                    .with("fetch.parallelism", 64)
                    .with("schedule.look-ahead", 500)
                    .with("schedule.per-host.parallelism", 64);
            var job = seine.run(batch.job());
            origin.awaitRequests(2_000, PROMPTLY);
            long early = heapInUse();
            origin.awaitRequests(19_000, Duration.ofSeconds(60));
            long late = heapInUse();
            var status = Batch.end(job);
            assertThat(status.state()).isEqualTo(JobState.COMPLETED);
            assertThat(status.count(Status.SAVED)).isEqualTo(20_000);
            assertThat(indexes(batch).cardinality()).isEqualTo(20_000);
            assertThat(late - early).as("growth of the heap").isLessThan(8 * MEBIBYTE);
            assertThat(origin.peakConnections()).isLessThanOrEqualTo(64);
            origin.awaitOpenConnections(0, PROMPTLY);
            expectNoFetchers(seine, job.id());
        }
    }

    private static BitSet indexes(Batch batch) throws Exception {
        var indexes = new BitSet();
        for (Outcome outcome : batch.ledger()) {
            int index = (int) outcome.item().index();
            assertThat(indexes.get(index)).as("row %d is recorded twice", index).isFalse();
            indexes.set(index);
        }
        return indexes;
    }

    @Test
    void cancellingAThousandTransfersThatNobodyAnswersTakesLessThanTwoSeconds() throws Exception {
        try (var origin = ScriptedOrigin.start(Batch.earning(1_000, Answer.neverAnswering()));
                var seine = Seine.create()) {
            var batch = Batch.of(folder, 4_000, i -> origin.url("/" + i)).with("fetch.parallelism", 1_000);
            var job = seine.run(batch.job());
            origin.awaitRequests(2_000, Duration.ofSeconds(30));
            job.cancel();
            var status = job.done().get(2, TimeUnit.SECONDS);
            expectNoFetchers(seine, job.id());
            assertThat(status.state()).isEqualTo(JobState.CANCELLED);
            assertThat(status.count(Status.CANCELLED))
                    .isEqualTo(status.items() - 1_000)
                    .isGreaterThanOrEqualTo(1_000);
            assertThat(batch.ledger()).hasSize((int) status.items());
            batch.expectNothingUnfinished();
            origin.awaitOpenConnections(0, Duration.ofSeconds(2));
        }
    }

    @Test
    void cancellingHundredsOfSpooledBodiesLeavesNoFile() throws Exception {
        try (var origin = ScriptedOrigin.start(Batch.earning(300, Answer.stalling(new byte[100_000], 50_000)));
                var seine = Seine.create()) {
            var batch = Batch.of(folder, 600, i -> origin.url("/" + i))
                    .with("fetch.parallelism", 300)
                    .with("fetch.spool-above", "1KiB");
            var job = seine.run(batch.job());
            origin.awaitRequests(600, Duration.ofSeconds(30));
            job.cancel();
            var status = job.done().get(2, TimeUnit.SECONDS);
            assertThat(status.state()).as("%s", status.ending()).isEqualTo(JobState.CANCELLED);
            assertThat(status.count(Status.CANCELLED)).isEqualTo(300);
            batch.expectNothingUnfinished();
            origin.awaitOpenConnections(0, Duration.ofSeconds(2));
        }
    }
}
