package io.seine;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.Settings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs of a size at which leaks, lost items and unbounded buffers show.
class LargeRunsTest {
    private static final byte[] BODY = "a small body".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Settings settings(ScriptedOrigin origin, int items) throws IOException {
        var list = Files.write(
                folder.resolve("urls-" + items + ".txt"),
                IntStream.range(0, items).mapToObj(i -> origin.url("/" + i)).toList());
        return Settings.defaults()
                .set("seine.job.source.path", list.toString())
                .set("seine.job.save.directory", folder.resolve("out-" + items).toString())
                .set("seine.job.decode.mode", "none")
                .set("seine.job.fetch.allow-addresses", List.of("127.0.0.0/8"));
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void twentyThousandItemsHaveTwentyThousandOutcomesAndLeaveNothingBehind() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(BODY, "text/plain"));
                var seine = Seine.create()) {
            assertThat(run(seine, origin, 2_000).count(Status.SAVED)).isEqualTo(2_000);
            long afterFew = heapInUse();
            var status = run(seine, origin, 20_000);
            long afterMany = heapInUse();
            assertThat(status.state()).isEqualTo(JobState.COMPLETED);
            assertThat(status.items()).isEqualTo(20_000);
            assertThat(status.count(Status.SAVED)).isEqualTo(20_000);
            assertThat(indexes(folder.resolve("out-20000/ledger.jsonl")).cardinality())
                    .isEqualTo(20_000);
            assertThat(afterMany - afterFew).isLessThan(8 << 20);
            origin.awaitOpenConnections(0, Duration.ofSeconds(10));
        }
    }

    private JobStatus run(Seine seine, ScriptedOrigin origin, int items) throws IOException {
        return seine.run(settings(origin, items).job()).done().join();
    }

    private static BitSet indexes(Path ledger) throws IOException {
        var indexes = new BitSet();
        for (var line : Files.readAllLines(ledger)) {
            int index = Integer.parseInt(line.replaceAll("^\\{\"index\":(\\d+),.*", "$1"));
            assertThat(indexes.get(index)).as("row %d is recorded once", index).isFalse();
            indexes.set(index);
        }
        return indexes;
    }

    @Test
    void cancellingAThousandTransfersThatNobodyAnswersTakesLessThanTwoSeconds() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.neverAnswering());
                var seine = Seine.create()) {
            var job = seine.run(settings(origin, 3_000)
                    .set("seine.job.fetch.parallelism", 1_000)
                    .set("seine.job.schedule.per-host.parallelism", 1_000)
                    .job());
            origin.awaitRequests(1_000, Duration.ofSeconds(30));
            job.cancel();
            var status = job.done().get(2, TimeUnit.SECONDS);
            assertThat(status.state()).isEqualTo(JobState.CANCELLED);
            assertThat(status.count(Status.CANCELLED)).isEqualTo(status.items()).isGreaterThanOrEqualTo(1_000);
            origin.awaitOpenConnections(0, Duration.ofSeconds(2));
            assertThat(folder.resolve("out-3000/.seine/tmp")).doesNotExist();
            assertThat(Files.readAllLines(folder.resolve("out-3000/ledger.jsonl")))
                    .hasSize((int) status.items());
        }
    }
}
