package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.RecordSettings.Sync;
import io.seine.config.RetrySettings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeOwnFolder() throws IOException {
        Files.createDirectory(folder.resolve(".seine"));
    }

    @Test
    void twoRunsAddUp() throws IOException {
        run(
                JobState.CANCELLED,
                new Ending(Ending.Cause.CANCELLED, "cancelled"),
                Outcomes.saved(0),
                Outcomes.ended(1, Kind.DNS),
                Outcomes.ended(2, Kind.CANCELLED));
        assertThat(summary()).isEqualTo("""
                        {
                          "name" : "flags",
                          "state" : "cancelled",
                          "reason" : "cancelled",
                          "items" : 3,
                          "counts" : {
                            "saved" : 1,
                            "not_found" : 0,
                            "failed" : 1,
                            "filtered" : 0,
                            "cancelled" : 1
                          },
                          "elapsed_ms" : 1500,
                          "bytes" : 100,
                          "attempts" : 3,
                          "failures" : {
                            "cancelled" : 1,
                            "dns" : 1
                          }
                        }
                        """);
        run(
                JobState.COMPLETED,
                null,
                Outcomes.saved(2),
                Outcomes.ended(3, Kind.DNS),
                Outcomes.ended(4, Kind.NOT_FOUND));
        assertThat(summary()).isEqualTo("""
                        {
                          "name" : "flags",
                          "state" : "completed",
                          "items" : 5,
                          "counts" : {
                            "saved" : 2,
                            "not_found" : 1,
                            "failed" : 2,
                            "filtered" : 0,
                            "cancelled" : 0
                          },
                          "elapsed_ms" : 1500,
                          "bytes" : 200,
                          "attempts" : 5,
                          "failures" : {
                            "dns" : 2,
                            "not_found" : 1
                          }
                        }
                        """);
        assertThat(folder.resolve(".seine")).isEmptyDirectory();
    }

    @Test
    void theSummaryOfAnEarlierRunIsRemoved() throws IOException {
        Summary.remove(folder);
        run(JobState.COMPLETED, null, Outcomes.saved(0));
        Summary.remove(folder);
        assertThat(folder.resolve("summary.json")).doesNotExist();
        Files.createDirectories(folder.resolve("summary.json/in the way"));
        assertThatThrownBy(() -> Summary.remove(folder))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(folder.resolve("summary.json") + ": cannot be removed: ");
    }

    @Test
    void aSummaryThatCannotBeWrittenIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("summary.json/in the way"));
        assertThatThrownBy(() -> run(JobState.COMPLETED, null, Outcomes.saved(0)))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(folder.resolve("summary.json") + ": cannot be written: ");
    }

    private void run(JobState state, @Nullable Ending ending, Outcome... outcomes) {
        try (var ledger = Ledger.open(folder, Sync.NONE, RetrySettings.NONE)) {
            var tally = new Tally();
            List.of(outcomes).forEach(tally::add);
            ledger.append(List.of(outcomes));
            Summary.write(
                    folder,
                    status(state, ending, tally.counted()),
                    ledger.done().standing(),
                    true);
        }
    }

    private static JobStatus status(JobState state, @Nullable Ending ending, Tally.Counted counted) {
        return new JobStatus(
                "1",
                "flags",
                state,
                ending,
                null,
                counted.items(),
                counted.counts(),
                counted.failures(),
                Map.of(),
                0,
                new JobStatus.Places(1, 1),
                counted.attempts(),
                counted.bytes(),
                Duration.ofMillis(1500),
                counted.itemTime());
    }

    private String summary() throws IOException {
        return Files.readString(folder.resolve("summary.json"));
    }
}
