package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.RunningJob;
import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.model.JobStatus;
import io.seine.model.Outcome;
import io.seine.record.JsonRecords;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.Loopback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A list of addresses and an output folder for it, both in a folder of the test's.
///
/// @param folder the test's own
record Batch(Path folder, Settings settings) {
    private static final Duration AWAITED = Duration.ofSeconds(20);

    /// A batch of `rows` addresses that saves whatever comes, does not try again, and asks one host as much as it may.
    static Batch of(Path folder, int rows, IntFunction<String> url) throws IOException {
        var list = Files.write(
                folder.resolve("urls.txt"),
                IntStream.range(0, rows).mapToObj(url).toList());
        return new Batch(
                folder,
                Loopback.settings()
                        .setText("seine.job.source.path", list.toString())
                        .setText(
                                "seine.job.save.directory",
                                folder.resolve("out").toString())
                        .set("seine.job.decode.mode", "none")
                        .set("seine.job.fetch.retries", 0)
                        .set("seine.job.schedule.per-host.parallelism", 1000));
    }

    /// An origin that answers the rows before the `first`, whose paths are their numbers, and then does as `then` says:
    /// by then it has earned about as many transfers at once.
    static Handler earning(int first, Answer then) {
        return request ->
                Integer.parseInt(request.path().substring(1)) < first ? Answer.ok(new byte[] {1}, "image/gif") : then;
    }

    /// This batch with a key of `seine.job` set.
    Batch with(String key, Object value) {
        return new Batch(folder, settings.set("seine.job." + key, value));
    }

    JobSettings job() {
        return settings.job();
    }

    Path out() {
        return folder.resolve("out");
    }

    /// What the ledger holds, line by line.
    List<Outcome> ledger() throws IOException {
        try (var lines = Files.lines(out().resolve("ledger.jsonl"))) {
            return lines.map(JsonRecords::read).toList();
        }
    }

    /// Checks that nothing unfinished is left in the output.
    ///
    /// @param more what may be in Seine's own folder beside what always is
    void expectNothingUnfinished(String... more) throws IOException {
        var expected = Stream.concat(Stream.of("job", "lock", "durable"), Stream.of(more))
                .toList();
        try (var files = Files.walk(out().resolve(".seine"))) {
            assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
                    .isSubsetOf(expected);
        }
    }

    /// The end of `job`, whose counts add up and are those of `ended` records more in the ledger.
    static JobStatus end(RunningJob job) throws Exception {
        assertThat(job.done())
                .as(() -> "how it stands: " + job.status().toCompletableFuture().join())
                .succeedsWithin(Duration.ofSeconds(20));
        var status = job.done().get();
        assertThat(status.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(status.items());
        assertThat(status.inFlight()).isZero();
        return status;
    }

    /// How `job` stands as soon as it stands as `wanted`.
    static JobStatus await(RunningJob job, Predicate<JobStatus> wanted) {
        long begin = System.nanoTime();
        while (true) {
            var status = job.status().toCompletableFuture().join();
            if (wanted.test(status)) {
                return status;
            }
            assertThat(System.nanoTime() - begin).as("%s", status).isLessThan(AWAITED.toNanos());
        }
    }

    /// The first `count` outcomes of `job`.
    static List<Outcome> first(RunningJob job, int count) {
        return Stream.generate(job.iterator()::next).limit(count).toList();
    }
}
