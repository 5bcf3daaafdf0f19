package io.seine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.Outcome;
import io.seine.record.JsonRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a job has left.
///
/// @param outcomes the ledger's
/// @param took how long the job took
record EndedJob(Path out, JobStatus status, List<Outcome> outcomes, Duration took) {
    private static final Set<String> BESIDE_THE_SAVED =
            Set.of("ledger.jsonl", "summary.json", ".seine/job", ".seine/lock", ".seine/durable");

    /// Runs a job over `urls` to its end.
    static EndedJob of(Seine seine, Settings settings, List<String> urls, Path out) throws Exception {
        var job = settings.set("seine.job.source.urls", urls)
                .setText("seine.job.save.directory", out.toString())
                .job();
        long start = System.nanoTime();
        var status = seine.run(job).done().get(30, TimeUnit.SECONDS);
        var took = Duration.ofNanos(System.nanoTime() - start);
        try (var lines = Files.lines(out.resolve("ledger.jsonl"))) {
            return new EndedJob(out, status, lines.map(JsonRecords::read).toList(), took);
        }
    }

    /// Checks that the job has completed, and has one outcome for each of so many items.
    void expectOneOutcomeEach(int items) {
        assertThat(status.state()).isEqualTo(JobState.COMPLETED);
        assertThat(status.items()).isEqualTo(items);
        assertThat(outcomes.stream().map(outcome -> outcome.item().index()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, items).mapToObj(Long::valueOf).toList());
    }

    /// Checks that the output holds what was saved, and nothing else but the job's own files.
    void expectNothingUnfinished() throws IOException {
        try (var files = Files.walk(out)) {
            var names = files.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString())
                    .filter(name -> !BESIDE_THE_SAVED.contains(name));
            assertThat(names)
                    .containsExactlyInAnyOrderElementsOf(
                            saved().map(Outcome::path).toList());
        }
    }

    /// The outcomes that are saved.
    Stream<Outcome> saved() {
        return outcomes.stream().filter(outcome -> outcome.failure() == null);
    }

    /// What a saved outcome has saved.
    String content(Outcome saved) throws IOException {
        return Files.readString(out.resolve(Objects.requireNonNull(saved.path())), StandardCharsets.ISO_8859_1);
    }
}
