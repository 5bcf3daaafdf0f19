package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.model.JobState;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorNotFound;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The end of an engine while it is at work.
@Timeout(30)
class CloseTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    /// Checks that every thread that an engine started ends; the last ones are still on their way out of their pools.
    private static void expectNoThreads() throws InterruptedException {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("seine")) {
                assertThat(thread.join(PROMPTLY)).as(thread.getName()).isTrue();
            }
        }
    }

    /// Threads but those of the engine and those that the JVM keeps for everybody.
    private static Set<String> otherThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("seine") && !name.startsWith("ForkJoinPool"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void runAndClose(ScriptedOrigin origin, int expected) throws Exception {
        long before = origin.requests();
        var seine = Seine.create();
        var batch = Batch.of(folder, 120, i -> origin.url("/" + i)).with("fetch.parallelism", 20);
        var job = seine.run(batch.job());
        origin.awaitRequests(before + expected, PROMPTLY);
        seine.close();
        assertThat(job.done()).isCompleted();
        var status = job.done().join();
        assertThat(status.state()).isEqualTo(JobState.CANCELLED);
        assertThat(status.count(Status.CANCELLED))
                .isEqualTo(status.items() - status.count(Status.SAVED))
                .isPositive();
        batch.expectNothingUnfinished();
        origin.awaitOpenConnections(0, PROMPTLY);
    }

    @Test
    void anEngineThatIsClosedEndsItsJobsAndLeavesNoThread() throws Exception {
        try (var origin = ScriptedOrigin.start(Batch.earning(20, Answer.neverAnswering()))) {
            runAndClose(origin, 40); // starts what the JVM keeps for everybody
            var before = otherThreads();
            runAndClose(origin, 2); // the others are done, and nothing is earned anew
            expectNoThreads();
            assertThat(otherThreads()).isSubsetOf(before);
        }
    }

    @Test
    void aBorrowedSystemIsLeftAsItWas() throws Exception {
        var kit = ActorTestKit.create();
        try (var origin = ScriptedOrigin.start(Batch.earning(100, Answer.neverAnswering()))) {
            var seine = Seine.create(kit.system());
            var job = seine.run(Batch.of(folder, 200, i -> origin.url("/" + i)).job());
            origin.awaitRequests(200, PROMPTLY);
            seine.close();
            assertThat(job.done().join().state()).isEqualTo(JobState.CANCELLED);
            origin.awaitOpenConnections(0, PROMPTLY);
            assertThat(kit.system().getWhenTerminated().toCompletableFuture()).isNotDone();
            kit.createTestProbe().awaitAssert(() -> {
                var left = kit.system()
                        .classicSystem()
                        .actorSelection("/system/seine")
                        .resolveOne(PROMPTLY);
                assertThat(left.handle((found, failure) -> failure)
                                .toCompletableFuture()
                                .join())
                        .isInstanceOf(ActorNotFound.class);
                return null;
            });
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void aSystemThatIsTerminatedUnderAJobStillEndsIt() throws Exception {
        var kit = ActorTestKit.create();
        try (var origin = ScriptedOrigin.start(Batch.earning(100, Answer.neverAnswering()))) {
            var batch = Batch.of(folder, 200, i -> origin.url("/" + i));
            var seine = Seine.create(kit.system());
            var job = seine.run(batch.job());
            origin.awaitRequests(200, PROMPTLY);
            kit.shutdownTestKit();
            var status = job.done().get(5, TimeUnit.SECONDS);
            assertThat(status.state()).isEqualTo(JobState.FAILED);
            assertThat(Objects.requireNonNull(status.ending()).cause()).isEqualTo(Cause.INTERNAL);
            origin.awaitOpenConnections(0, PROMPTLY);
            seine.close();

            try (var next = Seine.create()) { // the folder is free again
                var second = next.run(batch.job());
                origin.awaitRequests(202, PROMPTLY);
                second.cancel();
                assertThat(second.done().get(5, TimeUnit.SECONDS).state()).isEqualTo(JobState.CANCELLED);
            }
        }
    }
}
