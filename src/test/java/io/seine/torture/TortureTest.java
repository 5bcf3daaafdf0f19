package io.seine.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Starts a job, kills it at a random moment, and starts it again, until it has been killed often enough; a job that
/// completes meanwhile is begun anew. `scripts/torture` does it more often than the build.
class TortureTest {
    private static final int ROUNDS =
            Math.ceilDiv(Integer.getInteger("seine.torture.rounds", 12), Layout.values().length);
    private static final long SEED = Long.getLong("seine.torture.seed", 20);
    private static final int ROWS = 400;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aJobThatIsKilledAtRandomMomentsLeavesWhatAnUndisturbedOneDoes(Layout layout) throws Exception {
        var random = new Random(SEED);
        try (var origin = new FaultyOrigin()) {
            var rows = Files.write(folder.resolve("rows.csv"), origin.rows(ROWS));
            var undisturbed = new TorturedJob(rows, folder.resolve("undisturbed"), layout);
            long begun = System.nanoTime();
            undisturbed.completes(undisturbed.start());
            var moments = new Moments(random, origin, System.nanoTime() - begun);
            var expected = new Output(undisturbed.out());
            assertThat(expected.rows()).hasSize(ROWS);

            var job = new TorturedJob(rows, folder.resolve("tortured-0"), layout);
            for (int kills = 0, jobs = 1; kills < ROUNDS; ) {
                var process = job.start();
                moments.await(process, job.out());
                if (job.kill(process)) {
                    kills++;
                    nothingIsWrong(new Output(job.out()), expected);
                } else {
                    isWhole(new Output(job.out()), expected);
                    job = new TorturedJob(rows, folder.resolve("tortured-" + jobs++), layout);
                }
            }
            job.completes(job.start());
            isWhole(new Output(job.out()), expected);
        }
    }

    /// What is there already is as it will be in the end.
    private static void nothingIsWrong(Output killed, Output expected) throws Exception {
        assertThat(expected.files()).containsAllEntriesOf(killed.files());
        assertThat(expected.rows()).containsAllEntriesOf(killed.rows());
    }

    private static void isWhole(Output output, Output expected) throws Exception {
        assertThat(output.files()).isEqualTo(expected.files());
        assertThat(output.rows()).isEqualTo(expected.rows());
        assertThat(output.summary()).isEqualTo(expected.summary());
        assertThat(output.temporary()).isEmpty();
    }
}
