package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What hosts see of a whole job, over real sockets.
@Timeout(60)
class PoliteTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

    private final List<Long> arrivals = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private static JobStatus ended(Batch batch) throws Exception {
        try (var seine = Seine.create()) {
            return Batch.end(seine.run(batch.job()));
        }
    }

    private Duration between(int first, int second) {
        return Duration.ofNanos(arrivals.get(second) - arrivals.get(first));
    }

    @Test
    void aHostThatAsksToBeLeftAloneIsLeftAloneByAllItsItems() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> {
            arrivals.add(System.nanoTime());
            return arrivals.size() <= 2 ? Answer.status(503, "Retry-After: 1") : Answer.ok(CONTENT, "image/gif");
        })) {
            var status = ended(Batch.of(folder, 20, i -> origin.url("/" + i)).with("fetch.retries", 1));
            assertThat(status.count(Status.SAVED)).isEqualTo(20);
            assertThat(arrivals).hasSize(22);
            assertThat(between(1, 2)).isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    void aRateIsKept() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> {
            arrivals.add(System.nanoTime());
            return Answer.ok(CONTENT, "image/gif");
        })) {
            var batch = Batch.of(folder, 11, i -> origin.url("/" + i)).with("schedule.per-host.rate", "20/s");
            assertThat(ended(batch).count(Status.SAVED)).isEqualTo(11);
            assertThat(between(0, 10)).isGreaterThan(Duration.ofMillis(450));
        }
    }

    @Test
    void aHostWhereNobodyListensDoesNotHoldUpAnotherAndIsNotAskedForEveryRow() throws Exception {
        int closed;
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"))) {
            closed = server.getLocalPort();
        }
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"))) {
            var batch = Batch.of(
                            folder, 400, i -> i % 2 == 0 ? origin.url("/" + i) : "http://127.0.0.2:" + closed + "/" + i)
                    .with("fetch.parallelism", 2);
            try (var seine = Seine.create()) {
                var job = seine.run(batch.job());
                var outcomes = Batch.first(job, 205);
                assertThat(outcomes)
                        .filteredOn(outcome -> outcome.status() == Status.FAILED)
                        .hasSizeBetween(5, 9); // five open the breaker, then probes follow one by one
                assertThat(outcomes)
                        .filteredOn(outcome -> outcome.status() == Status.SAVED)
                        .hasSizeGreaterThanOrEqualTo(196);
                job.cancel();
                assertThat(Batch.end(job).count(Status.CANCELLED)).isBetween(190L, 200L);
            }
        }
    }
}
