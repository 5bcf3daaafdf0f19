package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import io.seine.testing.Tmpfs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full in the middle of a job.
@Timeout(60)
class FullDiskTest {
    private static final int LARGE = 100_000;
    private static final String FULL = "no space left on device";

    private final Seine seine = Seine.create();

    @TempDir
    private Path folder;

    private Tmpfs disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Tmpfs.mount(folder, "2m");
    }

    @AfterEach
    void close() throws Exception {
        try (var _ = disk) {
            seine.close();
        }
    }

    /// What the origin has under `request`: no two files are the same.
    private static byte[] content(Request request) {
        return content(Long.parseLong(request.path().substring(1)));
    }

    private static byte[] content(long number) {
        var content = new byte[LARGE];
        Arrays.fill(content, (byte) number);
        return content;
    }

    private static Answer answer(Request request) {
        return Answer.ok(content(request), "image/gif");
    }

    private Batch batch(ScriptedOrigin origin, int rows) throws Exception {
        return Batch.of(disk.folder(), rows, i -> origin.url("/" + i))
                .with("save.min-free", "0")
                .with("save.name", "{index}");
    }

    private static boolean resumed(RunningJob job) {
        return job.resume().toCompletableFuture().join();
    }

    /// Checks that each of `rows` rows has one record, as saved by the first attempt, and its file whole.
    private static void expectEverything(Batch batch, int rows) throws Exception {
        var ledger = batch.ledger();
        assertThat(ledger).allMatch(outcome -> outcome.status() == Status.SAVED);
        assertThat(ledger.stream().map(outcome -> outcome.item().index()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, rows).boxed().toList());
        assertThat(ledger).allMatch(outcome -> outcome.transfer().attempts() == 1);
        for (Outcome outcome : ledger) {
            assertThat(batch.out().resolve(Objects.requireNonNull(outcome.path())))
                    .hasBinaryContent(content(outcome.item().index()));
        }
        try (var files = Files.list(batch.out())) {
            assertThat(files).hasSize(rows + 3); // and .seine, ledger.jsonl, summary.json
        }
        batch.expectNothingUnfinished();
    }

    @Test
    void aFullDiskPausesTheJobWhichGoesOnWhenThereIsRoom() throws Exception {
        try (var origin = ScriptedOrigin.start(FullDiskTest::answer)) {
            var batch = batch(origin, 60);
            var job = seine.run(batch.job());
            var paused = Batch.await(job, status -> status.trouble() != null);
            assertThat(paused.state()).isEqualTo(JobState.PAUSED);
            assertThat(paused.trouble()).isEqualTo(batch.out() + ": " + FULL + "; free some and resume");
            assertThat(resumed(job)).isTrue();
            Batch.await(job, status -> status.state() == JobState.PAUSED); // as nothing has changed
            disk.resize("16m");
            assertThat(resumed(job)).isTrue();
            var end = Batch.end(job);
            assertThat(end.state()).as("%s", end.ending()).isEqualTo(JobState.COMPLETED);
            assertThat(end.count(Status.SAVED)).isEqualTo(60);
            assertThat(origin.requests()).as("nothing is downloaded anew").isEqualTo(60);
            expectEverything(batch, 60);
        }
    }

    @Test
    void aBodyThatFindsNoRoomOnItsWayIsFetchedAnewAndThatCountsAsNoAttempt() throws Exception {
        try (var origin = ScriptedOrigin.start(FullDiskTest::answer)) {
            var batch = batch(origin, 60).with("fetch.spool-above", "1KiB");
            var job = seine.run(batch.job());
            assertThat(Batch.await(job, status -> status.trouble() != null).trouble())
                    .contains(FULL);
            disk.resize("16m");
            assertThat(resumed(job)).isTrue();
            var end = Batch.end(job);
            assertThat(end.state()).as("%s", end.ending()).isEqualTo(JobState.COMPLETED);
            expectEverything(batch, 60);
        }
    }

    /// Rows that save nothing still fill the disk with their records.
    @Test
    void recordsThatFindNoRoomWaitAndAreWrittenOnce() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.notFound())) {
            var batch = batch(origin, 2_000);
            var filler = Files.write(disk.folder().resolve("filler"), new byte[1_800_000]);
            var job = seine.run(batch.job());
            var paused = Batch.await(job, status -> status.trouble() != null);
            assertThat(paused.trouble()).contains(FULL);
            Files.delete(filler);
            assertThat(resumed(job)).isTrue();
            assertThat(Batch.end(job).count(Status.NOT_FOUND)).isEqualTo(2_000);
            assertThat(batch.ledger().stream().map(outcome -> outcome.item().index()))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 2_000).boxed().toList());
        }
    }

    @Test
    void aJobThatWaitsForRoomCanBeCancelledAndTheNextRunHasEverything() throws Exception {
        try (var origin = ScriptedOrigin.start(FullDiskTest::answer)) {
            var batch = batch(origin, 60);
            var job = seine.run(batch.job());
            Batch.await(job, status -> status.trouble() != null);
            assertThat(job.cancel().toCompletableFuture().join()).isTrue();
            assertEndedForNow(job.done().get(5, TimeUnit.SECONDS));
            batch.expectNothingUnfinished();
            disk.resize("16m");
            assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
            assertThat(batch.ledger())
                    .filteredOn(outcome -> outcome.status() == Status.SAVED)
                    .hasSize(60);
        }
    }

    /// With room for the records it was cancelled, without it has failed by its output; the rows are open in both.
    private static void assertEndedForNow(JobStatus status) {
        assertThat(status.state()).isIn(JobState.CANCELLED, JobState.FAILED);
        assertThat(Objects.requireNonNull(status.ending()).cause()).isIn(Cause.CANCELLED, Cause.OUTPUT);
    }

    @Test
    void aFreeSpaceFloorPausesTheJobBeforeTheDiskIsFull() throws Exception {
        disk.resize("6m");
        try (var origin = ScriptedOrigin.start(request -> Answer.delayed(Duration.ofMillis(200), answer(request)))) {
            var batch = batch(origin, 40).with("save.min-free", "5MiB").with("fetch.parallelism", 2);
            var job = seine.run(batch.job());
            var paused = Batch.await(job, status -> status.trouble() != null);
            assertThat(paused.trouble()).contains("less than save.min-free = 5.0 MiB", "free some and resume");
            assertThat(paused.items()).isBetween(8L, 39L);
            assertThat(resumed(job)).isTrue();
            var again = job.status().toCompletableFuture().join();
            assertThat(List.of(again.state(), Objects.requireNonNull(again.trouble())))
                    .as("paused again at once")
                    .contains(JobState.PAUSED);
            disk.resize("32m");
            assertThat(resumed(job)).isTrue();
            assertThat(Batch.end(job).state()).isEqualTo(JobState.COMPLETED);
            expectEverything(batch, 40);
        }
    }
}
