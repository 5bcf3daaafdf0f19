package io.seine;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.Settings;
import io.seine.model.Item;
import io.seine.model.JobState;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Uses the embedded engine as a stranger would: through the public types alone.
class EmbeddedTest {
    @TempDir
    Path folder;

    @Test
    void aJobSavesWhatItsListNames() throws Exception {
        var flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
        try (var origin = ScriptedOrigin.start(request ->
                        request.path().endsWith("3.gif") ? Answer.notFound() : Answer.ok(flag, "image/gif"));
                var seine = Seine.create()) {
            var list = Files.write(
                    folder.resolve("urls.txt"),
                    IntStream.range(0, 20)
                            .mapToObj(i -> origin.url("/" + i + ".gif"))
                            .toList());
            var job = seine.run(Settings.defaults()
                    .set("seine.job.source.path", list.toString())
                    .set("seine.job.save.directory", folder.resolve("out").toString())
                    .set("seine.job.fetch.allow-addresses", List.of("127.0.0.0/8"))
                    .job());
            var outcomes = new ArrayList<Outcome>();
            job.forEach(outcomes::add);
            var status = job.done().join();
            assertThat(status.state()).isEqualTo(JobState.COMPLETED);
            assertThat(outcomes).hasSize(20);
            assertThat(status.count(Status.SAVED)).isEqualTo(18);
            assertThat(status.count(Status.NOT_FOUND)).isEqualTo(2);
            assertThat(folder.resolve("out/000000000.gif")).hasBinaryContent(flag);
        }
    }

    @Test
    void aFlowTurnsItemsIntoOutcomes() throws Exception {
        var flag = Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(flag, "image/gif"));
                var seine = Seine.create()) {
            var settings = Settings.defaults()
                    .set("seine.job.save.directory", folder.toString())
                    .set("seine.job.fetch.allow-addresses", List.of("127.0.0.0/8"))
                    .job();
            var outcomes = Source.range(0, 99)
                    .map(i -> Item.of(i, origin.url("/" + i)))
                    .via(seine.flow(settings))
                    .runWith(Sink.seq(), seine.system())
                    .toCompletableFuture()
                    .join();
            assertThat(outcomes).hasSize(100).allMatch(outcome -> outcome.status() == Status.SAVED);
        }
    }
}
