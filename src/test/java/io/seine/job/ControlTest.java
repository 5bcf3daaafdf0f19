package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.FetchSettings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How soon a job obeys while a thousand transfers are in flight. These times are promised; that of a cancellation is
/// in [ManyItemsTest].
@Timeout(90)
class ControlTest {
    private static final Duration PAUSED_WITHIN = Duration.ofMillis(100);
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final Seine seine = Seine.create();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        seine.close();
    }

    private static JobStatus status(RunningJob job) {
        return job.status().toCompletableFuture().join();
    }

    private static int number(Request request) {
        return Integer.parseInt(request.path().substring(1));
    }

    private static boolean retuned(RunningJob job, int parallelism, int perHost) {
        return job.retune(parallelism, perHost).toCompletableFuture().join();
    }

    /// No item begins later than is allowed. When it is asked for the origin tells, which may be late itself on a busy
    /// machine: not every time.
    @Test
    void afterAPauseNothingNewIsAskedForAndWhatIsInFlightEnds() throws Exception {
        var latest = new AtomicLong();
        var took = new ArrayList<Duration>();
        try (var origin = ScriptedOrigin.start(request -> {
            latest.accumulateAndGet(System.nanoTime(), Math::max);
            return Answer.delayed(Duration.ofMillis(100), Answer.ok(CONTENT, "image/gif"));
        })) {
            var batch = Batch.of(folder, 8_000, i -> origin.url("/" + i)).with("fetch.parallelism", 1_000);
            var job = seine.run(batch.job());
            for (int round = 1; round <= 4; round++) {
                origin.awaitRequests(1_500L * round, PROMPTLY);
                assertThat(job.pause().toCompletableFuture().join()).isTrue();
                long answered = System.nanoTime();
                var allowed = Instant.now().plus(PAUSED_WITHIN);
                var idle = Batch.await(job, status -> status.inFlight() == 0 && status.items() == origin.requests());
                assertThat(batch.ledger())
                        .allMatch(outcome -> outcome.startedAt().isBefore(allowed));
                took.add(Duration.ofNanos(latest.get() - answered));
                assertThat(idle.state()).isEqualTo(JobState.PAUSED);
                assertThat(idle.count(Status.SAVED)).isEqualTo(idle.items());
                assertThat(job.resume().toCompletableFuture().join()).isTrue();
            }
            assertThat(took).anySatisfy(time -> assertThat(time).isLessThan(PAUSED_WITHIN));
            assertThat(Batch.end(job).count(Status.SAVED)).isEqualTo(8_000);
            assertThat(origin.requests()).isEqualTo(8_000);
        }
    }

    /// An item in flight that wants a further document does not get it while the job is paused.
    @Test
    void aPausedJobAsksForNoLinkedDocumentEither() throws Exception {
        var gate = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(request -> {
            if (request.path().endsWith(".json")) {
                return Answer.ok("{\"a\": 1}".getBytes(StandardCharsets.US_ASCII), "application/json");
            }
            gate.await();
            return Answer.ok(CONTENT, "image/gif");
        })) {
            var job = seine.run(Batch.of(folder, 2, i -> origin.url("/" + i))
                    .with("enrich", List.of(Map.of("url", "{url}.json", "fields", Map.of("a", "/a"))))
                    .job());
            origin.awaitRequests(2, PROMPTLY);
            assertThat(job.pause().toCompletableFuture().join()).isTrue();
            gate.countDown();
            assertThatThrownBy(() -> origin.awaitRequests(3, A_MOMENT)).isInstanceOf(AssertionError.class);
            assertThat(status(job).inFlight()).isEqualTo(2);
            assertThat(job.resume().toCompletableFuture().join()).isTrue();
            assertThat(Batch.end(job).count(Status.SAVED)).isEqualTo(2);
            assertThat(origin.requests()).isEqualTo(4);
        }
    }

    /// Up to a thousand and down to ten while every transfer waits for the test: each row is asked for once.
    @Test
    void aRetuneReachesItsNumberUpAndDownWithoutDroppingAnything() throws Exception {
        var answers = new Semaphore(0);
        try (var origin = ScriptedOrigin.start(request -> {
            if (number(request) >= 1_000) { // before, the host earns its transfers
                answers.acquire();
            }
            return Answer.ok(CONTENT, "image/gif");
        })) {
            var batch = Batch.of(folder, 3_000, i -> origin.url("/" + i))
                    .with("fetch.parallelism", 64)
                    .with("fetch.first-byte-timeout", "1m");
            var job = seine.run(batch.job());
            origin.awaitRequests(1_064, PROMPTLY);
            assertThat(Batch.await(job, status -> status.items() == 1_000).inFlight())
                    .isEqualTo(64);
            assertThat(retuned(job, 1_000, 1_000)).isTrue();
            origin.awaitRequests(2_000, Duration.ofSeconds(2));
            assertThat(status(job).inFlight()).isEqualTo(1_000);
            assertThat(retuned(job, 10, 1_000)).isTrue();
            answers.release(990);
            assertThat(Batch.await(job, status -> status.items() == 1_990).inFlight())
                    .isEqualTo(10);
            assertThat(origin.requests())
                    .as("none of them was started or dropped")
                    .isEqualTo(2_000);
            answers.release(5);
            origin.awaitRequests(2_005, Duration.ofSeconds(2));
            assertThat(Batch.await(job, status -> status.items() == 1_995).inFlight())
                    .isEqualTo(10);
            assertThat(origin.requests()).isEqualTo(2_005);
            answers.release(3_000);
            assertThat(Batch.end(job).count(Status.SAVED)).isEqualTo(3_000);
            assertThat(origin.targets()).hasSize(3_000).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRetuneGoesAsFarAsTheConfigurationDoes() throws Exception {
        int many = 4_500; // each has two ends in this process
        assumeTrue(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        && unix.getMaxFileDescriptorCount() > 2 * many + 1_000,
                "too few file descriptors");
        try (var origin = ScriptedOrigin.start(Batch.earning(many, Answer.neverAnswering()))) {
            var batch = Batch.of(folder, 2 * many + 1_000, i -> origin.url("/" + i))
                    .with("schedule.per-host.parallelism", many)
                    .with("fetch.parallelism", 64);
            var job = seine.run(batch.job());
            Batch.await(job, status -> status.count(Status.SAVED) == many);
            assertThat(retuned(job, many, many)).isTrue();
            origin.awaitRequests(2L * many, PROMPTLY);
            assertThat(status(job).inFlight()).isEqualTo(many);
            assertThat(job.cancel().toCompletableFuture().join()).isTrue();
            var status = job.done().get(10, TimeUnit.SECONDS);
            assertThat(status.state()).isEqualTo(JobState.CANCELLED);
            assertThat(batch.ledger()).hasSize((int) status.items());
        }
    }

    @Test
    void aRetuneBeyondTheConfigurationIsRefused() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var job = seine.run(Batch.of(folder, 1, i -> origin.url("/" + i)).job());
            int most = FetchSettings.MOST_PARALLEL;
            assertThatThrownBy(() -> job.retune(most + 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65536");
            assertThatThrownBy(() -> job.retune(1, most + 1)).isInstanceOf(IllegalArgumentException.class);
            Batch.end(job);
        }
    }
}
