package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.config.RetrySettings;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import io.seine.record.Ledger;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rows that have failed are taken up again where the job asks for that.
///
/// Of every four rows one fails with `http_status`, one is not found, two are saved; until the origin is healthy.
@Timeout(30)
class RetryTest {
    private static final int ROWS = 40;
    private static final byte[] CONTENT = {1, 2, 3};

    private final Seine seine = Seine.create();
    private final AtomicBoolean healthy = new AtomicBoolean();
    private final AtomicBoolean stuck = new AtomicBoolean();
    private final ScriptedOrigin origin = ScriptedOrigin.start(this::answer);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        seine.close();
        origin.close();
    }

    private static int number(Request request) {
        return Integer.parseInt(request.path().substring(1));
    }

    private Answer answer(Request request) {
        return switch (healthy.get() ? 3 : number(request) % 4) {
            case 0 -> stuck.get() ? Answer.neverAnswering() : Answer.status(500);
            case 1 -> Answer.notFound();
            default -> Answer.ok(CONTENT, "image/gif");
        };
    }

    private Batch batch() throws Exception {
        return Batch.of(folder, ROWS, i -> origin.url("/" + i));
    }

    private JobStatus run(String retry) throws Exception {
        return Batch.end(seine.run(batch().with("retry", retry).job()));
    }

    private Map<Status, Long> recorded() throws Exception {
        return Ledger.look(batch().out(), RetrySettings.NONE).counted().counts();
    }

    @Test
    void failedRowsAreTakenUpAgainAndTheOthersStay() throws Exception {
        assertThat(run("none").count(Status.FAILED)).isEqualTo(10);
        healthy.set(true);
        long asked = origin.requests();
        var status = run("failed");
        assertThat(origin.requests() - asked).isEqualTo(10);
        assertThat(status.counts()).isEqualTo(Map.of(Status.SAVED, 10L));
        assertThat(status.before()).isEqualTo(Map.of(Status.SAVED, 20L, Status.NOT_FOUND, 10L));
        assertThat(recorded()).isEqualTo(Map.of(Status.SAVED, 30L, Status.NOT_FOUND, 10L));
        assertThat(Files.readString(batch().out().resolve("summary.json")))
                .contains("\"items\" : 40", "\"saved\" : 30", "\"not_found\" : 10", "\"failed\" : 0");
        assertThat(run("failed").items()).as("none is left").isZero();
    }

    @Test
    void onlyTheKindsThatAreNamedAreTakenUpAgain() throws Exception {
        run("none");
        healthy.set(true);
        assertThat(run("failed:dns,timeout_idle").items()).isZero();
        var status = run("failed:not_found");
        assertThat(status.counts()).isEqualTo(Map.of(Status.SAVED, 10L));
        assertThat(recorded()).isEqualTo(Map.of(Status.SAVED, 30L, Status.FAILED, 10L));
    }

    @Test
    void whatFailsAgainIsCountedOnce() throws Exception {
        run("none");
        var status = run("failed");
        assertThat(status.counts()).isEqualTo(Map.of(Status.FAILED, 10L));
        assertThat(status.before()).doesNotContainKey(Status.FAILED);
        assertThat(recorded()).isEqualTo(Map.of(Status.SAVED, 20L, Status.NOT_FOUND, 10L, Status.FAILED, 10L));
        assertThat(Files.readString(batch().out().resolve("summary.json")))
                .contains("\"items\" : 40", "\"failed\" : 10", "\"http_status\" : 10");
    }

    /// Rows that it has not come to stand in the ledger, and in the summary, as they were.
    @Test
    void aRetryThatIsCancelledLosesNoCount() throws Exception {
        run("none");
        stuck.set(true);
        long asked = origin.requests();
        var job = seine.run(batch().with("retry", "failed")
                .with("fetch.parallelism", 1)
                .with("schedule.look-ahead", 1)
                .job());
        origin.awaitRequests(asked + 1, Duration.ofSeconds(10));
        job.cancel();
        long cancelled = Batch.end(job).count(Status.CANCELLED);
        assertThat(cancelled).isBetween(1L, 9L);
        assertThat(recorded())
                .isEqualTo(Map.of(Status.SAVED, 20L, Status.NOT_FOUND, 10L, Status.FAILED, 10 - cancelled));
        assertThat(Files.readString(batch().out().resolve("summary.json")))
                .contains("\"items\" : 40", "\"failed\" : " + (10 - cancelled), "\"cancelled\" : " + cancelled);
    }
}
