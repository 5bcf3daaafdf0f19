package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.record.Ledger;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A folder as a power cut leaves it: of forty rows twenty were on the disk; of ten more the ledger's lines are there,
/// but their files are torn; of the last ten the files are there, torn, and no lines.
@Timeout(30)
class PowerCutTest {
    private static final int ROWS = 40;
    private static final int SAFE = 20;
    private static final int RECORDED = 30;
    private static final Handler HANDLER =
            request -> Answer.ok(content(Integer.parseInt(request.path().substring(1))), "image/gif");

    private final Seine seine = Seine.create();

    /// When what is on the disk began to be written.
    private final Instant promise = Instant.now().minusSeconds(1000);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        seine.close();
    }

    private static byte[] content(int row) {
        return ("content of row " + row).repeat(100).getBytes(StandardCharsets.UTF_8);
    }

    private JobStatus run(Batch batch) throws Exception {
        var status = Batch.end(seine.run(batch.job()));
        assertThat(status.state()).isEqualTo(JobState.COMPLETED);
        return status;
    }

    /// Of the forty rows, those that ended first are on the disk.
    private void cutPower(Batch batch) throws IOException {
        var lines = Files.readAllLines(batch.out().resolve("ledger.jsonl"));
        var outcomes = batch.ledger();
        for (int line = 0; line < ROWS; line++) {
            var file = file(batch, outcomes.get(line));
            if (line >= SAFE) {
                var whole = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(whole, line % 3 == 0 ? 0 : whole.length / 2));
            }
            Files.setLastModifiedTime(file, FileTime.from(promise.plusSeconds(line < SAFE ? -5 : 5)));
        }
        Files.write(batch.out().resolve("ledger.jsonl"), lines.subList(0, RECORDED));
        int safe = lines.subList(0, SAFE).stream()
                .mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length + 1)
                .sum();
        Files.writeString(
                batch.out().resolve(".seine/durable"),
                "boot = another\nlength = " + safe + "\nmoment = " + promise + "\n");
    }

    private static Path file(Batch batch, Outcome outcome) {
        return batch.out().resolve(Objects.requireNonNull(outcome.path()));
    }

    private void expectWhole(Batch batch) throws IOException {
        for (var outcome : batch.ledger()) {
            assertThat(file(batch, outcome))
                    .hasBinaryContent(content((int) outcome.item().index()));
        }
        assertThat(batch.ledger())
                .extracting(outcome -> outcome.item().index())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, ROWS).mapToObj(row -> (long) row).toList());
        assertThat(pictures(batch))
                .containsExactlyElementsOf(
                        IntStream.range(0, ROWS).mapToObj("%09d.gif"::formatted).toList());
        assertThat(Files.readString(batch.out().resolve("summary.json"))).contains("\"items\" : 40", "\"saved\" : 40");
        batch.expectNothingUnfinished();
    }

    private static List<String> pictures(Batch batch) throws IOException {
        try (var files = Files.list(batch.out())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".gif"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theNextRunTakesUpWhatWasNotOnTheDiskAndLeavesNoTornFile() throws Exception {
        try (var origin = ScriptedOrigin.start(HANDLER)) {
            var batch = Batch.of(folder, ROWS, i -> origin.url("/" + i));
            run(batch);
            cutPower(batch);
            assertThat(Ledger.look(batch.out(), RetrySettings.NONE).counted().items())
                    .isEqualTo(SAFE);
            var status = run(batch);
            assertThat(status.counts()).isEqualTo(Map.of(Status.SAVED, (long) ROWS - SAFE));
            assertThat(status.before()).isEqualTo(Map.of(Status.SAVED, (long) SAFE));
            expectWhole(batch);
        }
    }

    /// The run after the power cut was killed when it had cut the ledger and come to no row.
    @Test
    void soDoesTheRunAfterOneThatWasKilled() throws Exception {
        try (var origin = ScriptedOrigin.start(HANDLER)) {
            var batch = Batch.of(folder, ROWS, i -> origin.url("/" + i));
            run(batch);
            cutPower(batch);
            try (var ledger = Ledger.open(batch.out(), Sync.BATCH, RetrySettings.NONE)) {
                assertThat(ledger.leftovers().spans()).hasSize(1);
            }
            run(batch);
            expectWhole(batch);
        }
    }

    /// Whoever put a file there before the promise, or had a recorded one there, keeps it.
    @Test
    void whatIsOlderThanThePromiseIsNotReplaced() throws Exception {
        try (var origin = ScriptedOrigin.start(HANDLER)) {
            var batch = Batch.of(folder, ROWS, i -> origin.url("/" + i));
            run(batch);
            cutPower(batch);
            var last = batch.out().resolve("000000039.gif");
            Files.writeString(last, "the owner's");
            Files.setLastModifiedTime(last, FileTime.from(promise.minusSeconds(60)));
            run(batch);
            assertThat(last).hasContent("the owner's");
            assertThat(pictures(batch)).contains("000000039-2.gif").hasSize(ROWS + 1);
        }
    }

    /// Two rows of one name and one content share a file, of which the first record is on the disk.
    @Test
    void aFileThatAnEarlierRecordNamesStays() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(content(0), "image/gif"))) {
            var batch = Batch.of(folder, 2, i -> origin.url("/" + i))
                    .with("save.name", "same")
                    .with("fetch.parallelism", 1);
            run(batch);
            var lines = Files.readAllLines(batch.out().resolve("ledger.jsonl"));
            Files.setLastModifiedTime(batch.out().resolve("same.gif"), FileTime.from(promise.minusSeconds(5)));
            Files.writeString(
                    batch.out().resolve(".seine/durable"),
                    "boot = another\nlength = " + (lines.getFirst().length() + 1) + "\nmoment = " + promise + "\n");
            assertThat(run(batch).count(Status.SAVED)).isEqualTo(1);
            assertThat(pictures(batch)).containsExactly("same.gif");
        }
    }
}
