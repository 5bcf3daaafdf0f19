package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.Capacity;
import io.seine.config.Settings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import io.seine.model.Telemetry;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What several jobs of one engine may use together.
@Timeout(60)
class CapacityTest {
    private static final int ROWS = 500;
    /// Rows that every host answers at once, by which it earns its transfers.
    private static final int AT_ONCE = 100;

    private static final int TOTAL = 20;
    private static final int POLLS = 2_000;

    @TempDir
    private Path folder;

    private final Semaphore answers = new Semaphore(0, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Seine seine = Seine.create(Settings.defaults(), new Capacity(3, TOTAL), Telemetry.NONE);
    private final ScriptedOrigin origin = ScriptedOrigin.start(this::answer);

    @AfterEach
    void close() {
        seine.close();
        origin.close();
    }

    /// The first rows of every job are answered, the others wait for the test.
    private Answer answer(Request request) throws InterruptedException {
        if (Integer.parseInt(request.path().replaceAll(".*/", "")) >= AT_ONCE) {
            most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            answers.acquire();
            waiting.decrementAndGet();
        }
        return Answer.ok(new byte[] {1}, "image/gif");
    }

    private RunningJob start(String name) throws IOException {
        return start(name, 100);
    }

    private RunningJob start(String name, int parallelism) throws IOException {
        var batch =
                Batch.of(Files.createDirectories(folder.resolve(name)), ROWS, i -> origin.url("/" + name + "/" + i));
        return seine.run(batch.with("name", name)
                .with("fetch.parallelism", parallelism)
                .with("fetch.first-byte-timeout", "1m")
                .job());
    }

    /// Waits until each job has as many transfers in flight, all of which wait for the test. A place that was given
    /// away just before the shares changed is given in the new way when it is free again: now and then one is.
    private void awaitInFlight(List<RunningJob> jobs, int... each) {
        for (int i = 0; i < each.length; i++) {
            int wanted = each[i];
            var polls = new AtomicInteger();
            Batch.await(jobs.get(i), status -> {
                if (polls.incrementAndGet() % POLLS == 0) {
                    answers.release();
                }
                return status.items() >= AT_ONCE && status.inFlight() == wanted;
            });
        }
    }

    private static JobState state(RunningJob job) {
        return job.status().toCompletableFuture().join().state();
    }

    @Test
    void jobsNeverExceedTheTotalAndHaveEqualShares() throws Exception {
        var first = start("first");
        awaitInFlight(List.of(first), TOTAL);
        var second = start("second");
        Batch.await(second, status -> status.state() == JobState.RUNNING);
        answers.release(TOTAL / 2); // of the first, which then has its half, and takes no more
        awaitInFlight(List.of(first, second), TOTAL / 2, TOTAL / 2);
        var third = start("third", 4);
        Batch.await(third, status -> status.state() == JobState.RUNNING);
        assertThat(third.status().toCompletableFuture().join().inFlight()).isZero();
        answers.release(TOTAL); // of each as it comes
        awaitInFlight(List.of(first, second, third), 8, 8, 4);
        answers.release(10 * ROWS);
        for (var job : List.of(first, second, third)) {
            assertThat(Batch.end(job).count(Status.SAVED)).isEqualTo(ROWS);
        }
        assertThat(most).hasValue(TOTAL);
    }

    @Test
    void aJobThatIsPausedOrCancelledLeavesItsShareToTheOthers() throws Exception {
        var jobs = List.of(start("first"), start("second"));
        answers.release(TOTAL); // of whichever came first, if one had all
        awaitInFlight(jobs, TOTAL / 2, TOTAL / 2);
        jobs.get(0).pause().toCompletableFuture().join();
        answers.release(TOTAL);
        awaitInFlight(jobs, 0, TOTAL);
        jobs.get(0).resume().toCompletableFuture().join();
        answers.release(TOTAL / 2);
        awaitInFlight(jobs, TOTAL / 2, TOTAL / 2);
        jobs.get(1).cancel().toCompletableFuture().join();
        jobs.get(1).done().get(10, TimeUnit.SECONDS);
        awaitInFlight(jobs.subList(0, 1), TOTAL);
        jobs.get(0).cancel();
    }

    @Test
    void aRetuneChangesTheSharesOfTheOthers() throws Exception {
        var jobs = List.of(start("first"), start("second", 5));
        awaitInFlight(jobs, 15, 5);
        jobs.get(0).retune(2, 100).toCompletableFuture().join();
        jobs.get(1).retune(100, 100).toCompletableFuture().join();
        answers.release(TOTAL);
        awaitInFlight(jobs, 2, 18);
        jobs.forEach(RunningJob::cancel);
    }

    @Test
    void aStreamThatIsTornDownGivesItsPlacesBack() throws Exception {
        var job = start("first");
        awaitInFlight(List.of(job), TOTAL);
        job.cancel();
        job.done().get(10, TimeUnit.SECONDS);
        var next = start("next");
        awaitInFlight(List.of(next), TOTAL);
        next.cancel();
    }

    @Test
    void jobsBeyondTheLimitWaitAndStartInTheirOrder() throws Exception {
        var atWork = List.of(start("a"), start("b"), start("c"));
        for (var job : atWork) {
            Batch.await(job, status -> status.state() == JobState.RUNNING);
        }
        var queued = List.of(start("d"), start("e"), start("f"));
        assertThat(queued).extracting(CapacityTest::state).containsOnly(JobState.QUEUED);
        assertThat(queued.get(1).cancel().toCompletableFuture().join()).isTrue();
        assertThat(queued.get(1).done().get(10, TimeUnit.SECONDS).state()).isEqualTo(JobState.CANCELLED);
        assertThat(queued.get(0).pause().toCompletableFuture().join())
                .as("nothing runs that could pause")
                .isFalse();
        atWork.get(1).cancel();
        Batch.await(queued.get(0), status -> status.state() == JobState.RUNNING);
        assertThat(state(queued.get(2))).isEqualTo(JobState.QUEUED);
        answers.release(10 * ROWS);
        for (var job : List.of(atWork.get(0), atWork.get(2), queued.get(0), queued.get(2))) {
            assertThat(Batch.end(job)).extracting(JobStatus::state).isEqualTo(JobState.COMPLETED);
        }
        assertThat(origin.targets()).noneMatch(target -> target.startsWith("/e/"));
        assertThat(Stream.of("d", "f").map(name -> folder.resolve(name + "/out/summary.json")))
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(folder.resolve("e/out")).doesNotExist();
    }
}
