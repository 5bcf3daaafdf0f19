package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.Seine;
import io.seine.config.SettingsException;
import io.seine.model.JobState;
import io.seine.model.Outcome;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Lists that grow while a job reads them.
@Timeout(30)
class FollowTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private Batch batch(ScriptedOrigin origin, int rows) throws IOException {
        return Batch.of(folder, rows, row -> origin.url("/" + row)).with("source.follow", true);
    }

    private void append(String text) throws IOException {
        Files.writeString(folder.resolve("urls.txt"), text, StandardOpenOption.APPEND);
    }

    @Test
    void linesAreTakenAsTheyAreAppendedUntilTheListIsToldToHaveEnded() throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.ok(new byte[] {1}, "image/gif"));
                var seine = Seine.create()) {
            var batch = batch(origin, 2);
            var job = seine.run(batch.job());
            origin.awaitRequests(2, SOON);
            append(origin.url("/2") + "\n" + origin.url("/3")); // the last is not complete
            origin.awaitRequests(3, SOON);
            append("33\n");
            origin.awaitRequests(4, SOON);
            append(origin.url("/4"));
            assertThat(job.endList().toCompletableFuture().get()).isTrue();

            assertThat(job.done().get(SOON.toSeconds(), TimeUnit.SECONDS).state())
                    .isEqualTo(JobState.COMPLETED);
            assertThat(origin.targets()).containsExactlyInAnyOrder("/0", "/1", "/2", "/333", "/4");
            assertThat(batch.ledger()).hasSize(5);
        }
    }

    @Test
    void aFileBesideTheListTellsItsEnd() throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.ok(new byte[] {1}, "image/gif"));
                var seine = Seine.create()) {
            var job = seine.run(batch(origin, 0).job());
            append(origin.url("/0") + "\n");
            origin.awaitRequests(1, SOON);
            append(origin.url("/1") + "\n");
            Files.createFile(folder.resolve("urls.txt.end"));

            assertThat(job.done().get(SOON.toSeconds(), TimeUnit.SECONDS).items())
                    .isEqualTo(2);
        }
    }

    @Test
    void aCancelledJobGoesOnWithWhatWasAppendedMeanwhile() throws Exception {
        try (var origin = ScriptedOrigin.start(_ -> Answer.ok(new byte[] {1}, "image/gif"));
                var seine = Seine.create()) {
            var batch = batch(origin, 3);
            var first = seine.run(batch.job());
            origin.awaitRequests(3, SOON);
            first.cancel();
            assertThat(first.done().get(SOON.toSeconds(), TimeUnit.SECONDS).state())
                    .isEqualTo(JobState.CANCELLED);
            append(origin.url("/3") + "\n");

            var second = seine.run(batch.job());
            append(origin.url("/4") + "\n");
            origin.awaitRequests(5, SOON);
            second.endList();

            assertThat(second.done().get(SOON.toSeconds(), TimeUnit.SECONDS).state())
                    .isEqualTo(JobState.COMPLETED);
            assertThat(batch.ledger().stream()
                            .filter(outcome -> outcome.path() != null)
                            .map(Outcome::item))
                    .extracting(item -> item.index())
                    .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void whatCannotBeFollowedIsRefused() throws Exception {
        var list = Files.writeString(folder.resolve("rows.json"), "[]").toString();
        try (var seine = Seine.create()) {
            for (var path : List.of(list, "-")) {
                var job =
                        Batch.of(folder, 0, row -> "").with("source.path", path).with("source.follow", true);
                assertThatThrownBy(() -> seine.run(job.job()))
                        .isInstanceOf(SettingsException.class)
                        .hasMessageContaining("seine.job.source.follow");
            }
        }
    }
}
