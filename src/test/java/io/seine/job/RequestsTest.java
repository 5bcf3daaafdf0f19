package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.job.Job.Command;
import io.seine.job.Job.Pause;
import io.seine.job.Job.Promises;
import io.seine.job.Job.Response;
import io.seine.model.JobState;
import io.seine.model.Telemetry;
import io.seine.pipeline.Workers;
import io.seine.schedule.TransferLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a job without rows answers while its output is being opened and let go, which here takes as long as a test
/// wants.
@Timeout(30)
class RequestsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final int MANY = 2_000;

    private final Semaphore works = new Semaphore(0);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(work -> Thread.ofVirtual().unstarted(() -> {
                works.acquireUninterruptibly();
                work.run();
            }));
    private final Workers workers = new Workers(threads, Executors.newSingleThreadExecutor(), Telemetry.NONE);
    private final Promises promises = new Promises();
    private final TestProbe<Response> client = KIT.createTestProbe();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        works.release(MANY);
        workers.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private ActorRef<Command> opening() throws Exception {
        var tools = new Job.Tools(workers, TransferLimit.none());
        var job = KIT.spawn(Job.create("a", Batch.of(folder, 0, i -> "").job(), tools, promises));
        job.tell(new Job.Start());
        return job;
    }

    @Test
    void whatIsAskedOfAnEndingJobIsAnsweredWhenItHasEnded() throws Exception {
        var job = opening();
        works.release();
        promises.ledger().get();
        while (!works.hasQueuedThreads()) { // what lets the output go
            Thread.onSpinWait();
        }

        job.tell(new Pause(client.getRef()));
        client.expectNoMessage(A_MOMENT);
        works.release(MANY);

        var answer = client.receiveMessage(PROMPTLY);
        assertThat(answer.accepted()).isFalse();
        assertThat(answer.status().state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void moreRequestsThanCanWaitForAJobThatIsBeingOpenedAreRefused() throws Exception {
        var job = opening();
        for (int i = 0; i < MANY; i++) {
            job.tell(new Pause(client.getRef()));
        }
        var refused = client.receiveSeveralMessages(1_000, PROMPTLY);
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.accepted()).isFalse();
            assertThat(answer.status().state()).isEqualTo(JobState.QUEUED);
        });
        works.release(MANY);

        assertThat(client.receiveMessage(PROMPTLY).accepted()).isTrue();
        client.receiveSeveralMessages(999, PROMPTLY);
        job.tell(new Job.Resume(client.getRef()));
        assertThat(promises.ended().get().state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aJobThatIsStoppedWhileItIsBeingOpenedAnswersFirst() throws Exception {
        var job = opening();
        job.tell(new Pause(client.getRef()));
        job.tell(new Job.Stop());
        job.tell(new Pause(client.getRef()));
        works.release(MANY);

        client.receiveSeveralMessages(2, PROMPTLY);
        assertThat(promises.ended().get().state()).isIn(JobState.CANCELLED, JobState.COMPLETED);
        client.expectTerminated(job, PROMPTLY);
    }
}
