package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.model.JobState;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An output folder that is taken away under a job, whole or in part.
@Timeout(60)
class LostFolderTest {
    private static final int ROWS = 40;
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final Seine seine = Seine.create();
    private final CountDownLatch gate = new CountDownLatch(1);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        seine.close();
    }

    /// Answers the first ten rows, and the others when the gate is open.
    private ScriptedOrigin origin() {
        return ScriptedOrigin.start(request -> {
            if (Integer.parseInt(request.path().substring(1)) >= 10) {
                gate.await();
            }
            return Answer.ok(CONTENT, "image/gif");
        });
    }

    private Batch batch(ScriptedOrigin origin) throws IOException {
        return Batch.of(folder, ROWS, i -> origin.url("/" + i)).with("save.min-free", "0");
    }

    private RunningJob underWay(Batch batch) throws Exception {
        var job = seine.run(batch.job());
        Batch.await(job, status -> status.count(Status.SAVED) == 10);
        return job;
    }

    private String trouble(RunningJob job) {
        var paused = Batch.await(job, status -> status.trouble() != null);
        assertThat(paused.state()).isEqualTo(JobState.PAUSED);
        return Objects.requireNonNull(paused.trouble());
    }

    private static boolean resumed(RunningJob job) {
        return job.resume().toCompletableFuture().join();
    }

    private static void remove(Path path) throws IOException {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void expectEverything(RunningJob job, Batch batch, ScriptedOrigin origin) throws Exception {
        var end = Batch.end(job);
        assertThat(end.state()).as("%s", end.ending()).isEqualTo(JobState.COMPLETED);
        assertThat(batch.ledger()).hasSize(ROWS).allMatch(outcome -> outcome.status() == Status.SAVED);
        assertThat(batch.ledger().stream().map(outcome -> outcome.item().index()))
                .doesNotHaveDuplicates();
        assertThat(batch.ledger())
                .allSatisfy(outcome -> assertThat(batch.out().resolve(Objects.requireNonNull(outcome.path())))
                        .hasBinaryContent(CONTENT));
        assertThat(origin.requests()).as("nothing is downloaded anew").isEqualTo(ROWS);
        batch.expectNothingUnfinished();
    }

    @Test
    void aFolderThatMayNotBeWrittenAnyMorePausesTheJobUntilItMay() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            try {
                assumeTrue(writable(batch.out(), false), "the file system can protect a folder");
                gate.countDown();
                assertThat(trouble(job)).startsWith(batch.out() + ": ").containsPattern("not permitted|denied");
            } finally {
                writable(batch.out(), true);
            }
            assertThat(resumed(job)).isTrue();
            expectEverything(job, batch, origin);
        }
    }

    /// Lets a folder be written, or not; root is only stopped by an attribute. Tells whether that worked.
    private static boolean writable(Path path, boolean may) throws Exception {
        if (!System.getProperty("user.name").equals("root")) {
            return path.toFile().setWritable(may);
        }
        return new ProcessBuilder("chattr", may ? "-i" : "+i", path.toString())
                        .inheritIO()
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void aShardThatCannotBeSealedPausesTheJobAndIsSealedWhenItGoesOn() throws Exception {
        try (var origin = origin()) {
            gate.countDown();
            var batch = batch(origin).with("save.layout", "webdataset").with("save.shard-size", 10);
            var obstacle = batch.out().resolve("00001.tar");
            Files.createDirectories(obstacle.resolve("in the way"));
            var job = seine.run(batch.job());
            assertThat(trouble(job)).startsWith(batch.out() + ": ");
            assertThat(resumed(job)).isTrue();
            assertThat(trouble(job)).as("as nothing has changed").startsWith(batch.out() + ": ");
            remove(obstacle);
            assertThat(resumed(job)).isTrue();
            var end = Batch.end(job);
            assertThat(end.state()).as("%s", end.ending()).isEqualTo(JobState.COMPLETED);
            assertThat(batch.ledger()).hasSize(ROWS);
            for (var tar : List.of("00000.tar", "00001.tar", "00002.tar", "00003.tar")) {
                assertThat(new Dataset(batch.out()).names(tar)).hasSize(20);
            }
        }
    }

    @Test
    void aJobThatIsCancelledWhileAShardCannotBeSealedEnds() throws Exception {
        try (var origin = origin()) {
            gate.countDown();
            var batch = batch(origin).with("save.layout", "webdataset").with("save.shard-size", 10);
            var obstacle = batch.out().resolve("00001.tar");
            Files.createDirectories(obstacle.resolve("in the way"));
            var job = seine.run(batch.job());
            trouble(job);
            job.cancel();
            assertThat(Batch.end(job).state()).isEqualTo(JobState.CANCELLED);
            remove(obstacle);
            assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
            assertThat(new Dataset(batch.out()).names("00001.tar")).hasSize(20);
        }
    }

    @Test
    void seinesOwnFolderIsMadeAnewWhenTheJobGoesOn() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            remove(batch.out().resolve(".seine"));
            gate.countDown();
            assertThat(trouble(job))
                    .isEqualTo(batch.out() + ": " + batch.out().resolve(".seine") + " is gone; put it back and resume");
            assertThat(resumed(job)).isTrue();
            var other = seine.run(batch.job()).done().get(10, TimeUnit.SECONDS);
            assertThat(Objects.requireNonNull(other.ending()).message()).contains("another job is writing");
            expectEverything(job, batch, origin);
            assertThat(Batch.end(seine.run(batch.job())).alreadyDone()).isEqualTo(ROWS);
        }
    }

    @Test
    void aFileInTheWayIsWaitedFor() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            var temporary = batch.out().resolve(".seine/tmp");
            remove(temporary);
            Files.createFile(temporary);
            gate.countDown();
            assertThat(trouble(job)).contains("a file stands where a folder should be", "see to it and resume");
            assertThat(resumed(job)).isTrue();
            assertThat(trouble(job)).contains(temporary + " is in the way");
            Files.delete(temporary);
            assertThat(resumed(job)).isTrue();
            expectEverything(job, batch, origin);
        }
    }

    @Test
    void aFolderThatIsPutBackLosesNothing() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            var aside = Files.move(batch.out(), folder.resolve("aside"));
            gate.countDown();
            assertThat(trouble(job)).isEqualTo(batch.out() + ": " + batch.out() + " is gone; put it back and resume");
            Files.move(aside, batch.out());
            assertThat(resumed(job)).isTrue();
            expectEverything(job, batch, origin);
        }
    }

    /// The records are gone with the folder: a second ledger would tell half the truth, so there is none.
    @Test
    void aJobWhoseLedgerIsGoneEndsWhenItIsToldToGoOn() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            remove(batch.out());
            gate.countDown();
            trouble(job);
            assertThat(resumed(job)).isTrue();
            var ending =
                    Objects.requireNonNull(job.done().get(10, TimeUnit.SECONDS).ending());
            assertThat(ending.cause()).isEqualTo(Cause.OUTPUT);
            assertThat(ending.message())
                    .startsWith(batch.out().resolve("ledger.jsonl") + ": ")
                    .contains("removed", "the record of what is done");
            assertThat(batch.out().resolve("ledger.jsonl")).doesNotExist();
        }
    }

    @Test
    void aLedgerThatIsReplacedIsNotWrittenTo() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            var ledger = batch.out().resolve("ledger.jsonl");
            var aside = Files.move(ledger, batch.out().resolve("aside"));
            Files.writeString(ledger, "somebody else's\n");
            gate.countDown();
            assertThat(trouble(job)).contains("ledger.jsonl is gone");
            Files.move(aside, ledger, StandardCopyOption.REPLACE_EXISTING);
            assertThat(resumed(job)).isTrue();
            expectEverything(job, batch, origin);
        }
    }

    @Test
    void aJobWhoseFolderIsGoneCanBeCancelledAndDoesNotHang() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            Files.move(batch.out(), folder.resolve("aside"));
            gate.countDown();
            trouble(job);
            assertThat(job.cancel().toCompletableFuture().join()).isTrue();
            var end = job.done().get(2, TimeUnit.SECONDS);
            assertThat(end.state()).isEqualTo(JobState.FAILED);
            assertThat(Objects.requireNonNull(end.ending()).cause()).isEqualTo(Cause.OUTPUT);
            origin.awaitOpenConnections(0, PROMPTLY);
        }
    }

    @Test
    void aJobThatNobodyWillSeeToFailsByItsTroubleAndItsRowsStayOpen() throws Exception {
        try (var origin = origin()) {
            var batch = batch(origin);
            var job = underWay(batch);
            assertThat(job.giveUp().toCompletableFuture().join())
                    .as("without trouble")
                    .isFalse();
            var temporary = batch.out().resolve(".seine/tmp");
            remove(temporary);
            gate.countDown();
            trouble(job);
            assertThat(job.giveUp().toCompletableFuture().join()).isTrue();
            var end = job.done().get(10, TimeUnit.SECONDS);
            assertThat(end.state()).isEqualTo(JobState.FAILED);
            var ending = Objects.requireNonNull(end.ending());
            assertThat(ending.cause()).isEqualTo(Cause.OUTPUT);
            assertThat(ending.message()).contains("cannot be written", "is gone");
            assertThat(batch.ledger()).hasSize(10);
            assertThat(Batch.end(seine.run(batch.job())).count(Status.SAVED)).isEqualTo(ROWS - 10);
        }
    }

    @Test
    void aJobThatBeginsWithTooLittleRoomAsksForNothing() throws Exception {
        try (var origin = origin()) {
            var job =
                    seine.run(batch(origin).with("save.min-free", "8000000TiB").job());
            assertThat(trouble(job)).contains("save.min-free");
            assertThat(List.of(
                            origin.requests(),
                            job.status().toCompletableFuture().join().items()))
                    .containsOnly(0L);
            assertThat(job.cancel().toCompletableFuture().join()).isTrue();
            assertThat(job.done().get(10, TimeUnit.SECONDS).state()).isEqualTo(JobState.CANCELLED);
        }
    }
}
