package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.model.Item;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import io.seine.model.Status;
import io.seine.record.Summary;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A job as its owner sees it: through the engine, against a real origin.
@Timeout(30)
class JobTest {
    private static final Duration A_MOMENT = Duration.ofMillis(200);
    private static final Duration PROMPTLY = Duration.ofSeconds(5);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final Seine seine = Seine.create();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        seine.close();
    }

    private static int number(Request request) {
        return Integer.parseInt(request.path().substring(1));
    }

    private JobStatus ended(Batch batch) throws Exception {
        return Batch.end(seine.run(batch.job()));
    }

    private static Cause cause(JobStatus status) {
        assertThat(status.state()).isEqualTo(JobState.FAILED);
        return Objects.requireNonNull(status.ending()).cause();
    }

    // Counts.

    @Test
    void everyRowEndsOnceWhateverTheOriginDoes() throws Exception {
        var flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
        try (var origin = ScriptedOrigin.start(request -> switch (number(request) % 8) {
            case 0 -> Answer.resetBeforeAnswering();
            case 1 -> Answer.resetInBody(flag, 50);
            case 2 -> Answer.ok(CONTENT, "image/gif"); // no picture
            case 3 -> Answer.garbage();
            case 4 -> Answer.cutShort(flag, 50);
            case 5 -> Answer.notFound();
            default -> Answer.ok(flag, "image/gif");
        })) {
            var batch = Batch.of(folder, 400, i -> origin.url("/" + i)).with("decode.mode", "verify");
            var status = ended(batch);
            assertThat(status.state()).isEqualTo(JobState.COMPLETED);
            assertThat(status.items()).isEqualTo(400);
            assertThat(status.count(Status.SAVED)).isEqualTo(100);
            assertThat(status.count(Status.NOT_FOUND)).isEqualTo(50);
            assertThat(status.count(Status.FAILED)).isEqualTo(250);
            assertThat(status.failures().stream()
                            .mapToLong(JobStatus.FailureCount::count)
                            .sum())
                    .isEqualTo(300);
            assertThat(batch.ledger().stream().map(outcome -> outcome.item().index()))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 400).mapToObj(i -> (long) i).toList());
            batch.expectNothingUnfinished();
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }

    @Test
    void badRowsAreOutcomesAmongTheOthers() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var status = ended(Batch.of(folder, 30, i -> i % 3 == 0 ? "no address" : origin.url("/" + i)));
            assertThat(status.state()).isEqualTo(JobState.COMPLETED);
            assertThat(status.count(Status.SAVED)).isEqualTo(20);
            assertThat(status.count(Status.FAILED)).isEqualTo(10);
        }
    }

    // Policies.

    @Test
    void stopAtFirstEndsTheJobWithTheFirstFailure() throws Exception {
        try (var origin = ScriptedOrigin.start(
                request -> number(request) == 10 ? Answer.status(500) : Answer.ok(CONTENT, "image/gif"))) {
            var batch = Batch.of(folder, 5_000, i -> origin.url("/" + i))
                    .with("failure.policy", "stop-at-first")
                    .with("fetch.parallelism", 4);
            var status = ended(batch);
            assertThat(cause(status)).isEqualTo(Cause.POLICY);
            assertThat(Objects.requireNonNull(status.ending()).message()).contains(origin.url("/10"));
            assertThat(status.count(Status.FAILED)).isEqualTo(1);
            assertThat(origin.requests()).isLessThan(1_000);
            assertThat(batch.ledger()).hasSize((int) status.items());
        }
    }

    @Test
    void aRowThatIsNotFoundIsNoFailureOfTheJob() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.notFound())) {
            var status = ended(Batch.of(folder, 50, i -> origin.url("/" + i)).with("failure.policy", "stop-at-first"));
            assertThat(status.state()).isEqualTo(JobState.COMPLETED);
            assertThat(status.count(Status.NOT_FOUND)).isEqualTo(50);
        }
    }

    @Test
    void stopAboveEndsTheJobOnceTooManyHaveFailed() throws Exception {
        try (var origin = ScriptedOrigin.start(
                request -> number(request) % 4 == 0 ? Answer.ok(CONTENT, "image/gif") : Answer.status(500))) {
            var batch = Batch.of(folder, 5_000, i -> origin.url("/" + i))
                    .with("failure", Map.of("policy", "stop-above", "ratio", 0.5, "after", 60))
                    .with("fetch.parallelism", 4);
            var status = ended(batch);
            assertThat(cause(status)).isEqualTo(Cause.POLICY);
            assertThat(status.count(Status.FAILED)).isGreaterThan(30);
            assertThat(origin.requests()).isBetween(60L, 1_000L);
            assertThat(batch.ledger()).hasSize((int) status.items());
        }
    }

    @Test
    void stopAboveLetsAJobWithFewFailuresEnd() throws Exception {
        try (var origin = ScriptedOrigin.start(
                request -> number(request) % 4 == 0 ? Answer.status(500) : Answer.ok(CONTENT, "image/gif"))) {
            var batch = Batch.of(folder, 200, i -> origin.url("/" + i))
                    .with("failure", Map.of("policy", "stop-above", "ratio", 0.5, "after", 60));
            assertThat(ended(batch).state()).isEqualTo(JobState.COMPLETED);
        }
    }

    // Steering.

    @Test
    void aPausedJobAsksForNothingNewAndGoesOnWhenResumed() throws Exception {
        var gate = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(request -> {
            gate.await();
            return Answer.ok(CONTENT, "image/gif");
        })) {
            var job = seine.run(Batch.of(folder, 100, i -> origin.url("/" + i))
                    .with("fetch.parallelism", 2)
                    .job());
            origin.awaitRequests(2, PROMPTLY);
            assertThat(job.pause().toCompletableFuture().join()).isTrue();
            assertThat(job.pause().toCompletableFuture().join()).isFalse();
            gate.countDown();
            assertThat(Batch.first(job, 2)).allMatch(outcome -> outcome.status() == Status.SAVED);
            assertThatThrownBy(() -> origin.awaitRequests(3, A_MOMENT)).isInstanceOf(AssertionError.class);
            assertThat(status(job).state()).isEqualTo(JobState.PAUSED);
            assertThat(status(job).items()).isEqualTo(2);
            assertThat(job.resume().toCompletableFuture().join()).isTrue();
            assertThat(Batch.end(job).count(Status.SAVED)).isEqualTo(100);
        }
    }

    @Test
    void aGlanceShowsWhatWasAnswered() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.neverAnswering())) {
            var job = seine.run(Batch.of(folder, 10, i -> origin.url("/" + i)).job());
            Batch.await(job, status -> status.state() == JobState.RUNNING);
            for (int places = 1; places <= 100; places++) {
                assertThat(job.pause().toCompletableFuture().join()).isTrue();
                assertThat(job.glance()).map(JobStatus::state).contains(JobState.PAUSED);
                assertThat(job.retune(places, 1).toCompletableFuture().join()).isTrue();
                assertThat(job.glance().map(JobStatus::places)).contains(new JobStatus.Places(places, 1));
                assertThat(job.resume().toCompletableFuture().join()).isTrue();
                assertThat(job.glance()).map(JobStatus::state).contains(JobState.RUNNING);
            }
            job.cancel();
            var end = Batch.end(job);
            assertThat(job.glance()).as("time stands still").contains(end);
        }
    }

    @Test
    void aJobThatShowsItsEndHasNothingLeftToDo() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var batch = Batch.of(folder, 100, i -> origin.url("/" + i));
            var job = seine.run(batch.job());
            while (job.glance().filter(status -> status.state().terminal()).isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(batch.out().resolve(Summary.NAME)).exists();
            assertThat(job.glance()).contains(Batch.end(job));
        }
    }

    @Test
    void aPausedJobCanBeCancelled() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var job =
                    seine.run(Batch.of(folder, 5_000, i -> origin.url("/" + i)).job());
            Batch.first(job, 10);
            assertThat(job.pause().toCompletableFuture().join()).isTrue();
            assertThat(job.cancel().toCompletableFuture().join()).isTrue();
            var status = Batch.end(job);
            assertThat(status.state()).isEqualTo(JobState.CANCELLED);
            assertThat(job.cancel().toCompletableFuture().join()).isFalse();
        }
    }

    @Test
    void aJobCanBeMadeFasterWhileItRuns() throws Exception {
        var gate = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(request -> {
            if (number(request) >= 30) { // before, the host earns its transfers
                gate.await();
            }
            return Answer.ok(CONTENT, "image/gif");
        })) {
            var job = seine.run(Batch.of(folder, 130, i -> origin.url("/" + i))
                    .with("fetch.parallelism", 2)
                    .job());
            origin.awaitRequests(32, PROMPTLY);
            assertThat(job.retune(20, 10).toCompletableFuture().join()).isTrue();
            origin.awaitRequests(40, PROMPTLY);
            assertThat(job.retune(20, 20).toCompletableFuture().join()).isTrue();
            origin.awaitRequests(50, PROMPTLY);
            assertThat(origin.openConnections()).isEqualTo(20);
            assertThatThrownBy(() -> job.retune(0, 1)).isInstanceOf(IllegalArgumentException.class);
            gate.countDown();
            assertThat(Batch.end(job).count(Status.SAVED)).isEqualTo(130);
        }
    }

    private static JobStatus status(RunningJob job) {
        return job.status().toCompletableFuture().join();
    }

    // Runs over the same folder.

    @Test
    void aRunAfterACancelTakesUpExactlyWhatIsMissing() throws Exception {
        var stuck = new AtomicBoolean(true);
        var served = ConcurrentHashMap.<Integer>newKeySet();
        try (var origin = ScriptedOrigin.start(request -> {
            if (stuck.get() && number(request) % 2 == 1) {
                return Answer.neverAnswering();
            }
            assertThat(served.add(number(request))).as("first request for it").isTrue();
            return Answer.ok(CONTENT, "image/gif");
        })) {
            var batch = Batch.of(folder, 200, i -> origin.url("/" + i)).with("fetch.parallelism", 200);
            var first = seine.run(batch.job());
            Batch.first(first, 100);
            origin.awaitRequests(200, PROMPTLY);
            first.cancel();
            var cancelled = Batch.end(first);
            assertThat(cancelled.count(Status.SAVED)).isEqualTo(100);
            assertThat(cancelled.count(Status.CANCELLED)).isEqualTo(100);
            stuck.set(false);

            var second = ended(batch);
            assertThat(second.state()).isEqualTo(JobState.COMPLETED);
            assertThat(second.alreadyDone()).isEqualTo(100);
            assertThat(second.items()).isEqualTo(100);
            assertThat(second.count(Status.SAVED)).isEqualTo(100);
            assertThat(served).hasSize(200);

            var requests = origin.requests();
            var third = ended(batch);
            assertThat(third.state()).isEqualTo(JobState.COMPLETED);
            assertThat(third.items()).isZero();
            assertThat(third.alreadyDone()).isEqualTo(200);
            assertThat(origin.requests()).isEqualTo(requests);
            assertThat(batch.ledger().stream()
                            .filter(outcome -> outcome.status() == Status.SAVED)
                            .map(outcome -> outcome.item().index()))
                    .hasSize(200)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aSecondJobInTheSameFolderFailsAndLeavesTheFirstAlone() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.neverAnswering())) {
            var batch = Batch.of(folder, 10, i -> origin.url("/" + i));
            var first = seine.run(batch.job());
            origin.awaitRequests(2, PROMPTLY);
            var second = ended(batch);
            assertThat(cause(second)).isEqualTo(Cause.OUTPUT);
            assertThat(Objects.requireNonNull(second.ending()).message()).contains("another job");
            assertThat(origin.openConnections()).isEqualTo(2);
            first.cancel();
            assertThat(Batch.end(first).count(Status.CANCELLED)).isEqualTo(10);
        }
    }

    @Test
    void theFolderOfAnotherJobIsRefusedByName() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var batch = Batch.of(folder, 10, i -> origin.url("/" + i));
            ended(batch.with("name", "birds"));
            var refused = ended(batch.with("name", "fish"));
            assertThat(cause(refused)).isEqualTo(Cause.OUTPUT);
            assertThat(Objects.requireNonNull(refused.ending()).message()).contains("birds", "fish");
            assertThat(origin.requests()).isEqualTo(10);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold() throws Exception {
        Files.createFile(folder.resolve("out"));
        var job = seine.run(Batch.of(folder, 10, i -> "http://127.0.0.1/").job());
        assertThat(cause(Batch.end(job))).isEqualTo(Cause.OUTPUT);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> job.outcomes()
                        .runWith(Sink.seq(), seine.system())
                        .toCompletableFuture()
                        .join())
                .withCauseInstanceOf(OutputException.class);
    }

    // Outcomes.

    @Test
    void outcomesAreCompleteAndInOrderWheneverTheyAreAskedFor() throws Exception {
        try (var origin = ScriptedOrigin.start(
                request -> number(request) % 5 == 0 ? Answer.notFound() : Answer.ok(CONTENT, "image/gif"))) {
            var batch = Batch.of(folder, 2_000, i -> origin.url("/" + i));
            var job = seine.run(batch.job());
            var during = job.outcomes().runWith(Sink.seq(), seine.system()).toCompletableFuture();
            Batch.end(job);
            var after = job.outcomes().runWith(Sink.seq(), seine.system()).toCompletableFuture();
            var ledger =
                    batch.ledger().stream().map(Outcome::item).map(Item::index).toList();
            assertThat(ledger).hasSize(2_000).doesNotHaveDuplicates();
            assertThat(during.join().stream().map(Outcome::item).map(Item::index))
                    .isEqualTo(ledger);
            assertThat(after.join().stream().map(Outcome::item).map(Item::index))
                    .isEqualTo(ledger);
            assertThat(after.join())
                    .filteredOn(outcome -> outcome.failure() != null)
                    .hasSize(400)
                    .allMatch(
                            outcome -> Objects.requireNonNull(outcome.failure()).kind() == Kind.NOT_FOUND);
        }
    }
}
