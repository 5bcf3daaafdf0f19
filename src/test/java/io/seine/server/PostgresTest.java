package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.Settings;
import io.seine.model.OutputException;
import io.seine.testing.Answer;
import io.seine.testing.PostgresServer;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The registry in a PostgreSQL.
@Timeout(120)
class PostgresTest {
    @TempDir
    private Path folder;

    private Settings settings(PostgresServer postgres) {
        return Served.settings(folder.resolve("root"))
                .setText("seine.server.database.url", postgres.url())
                .setText("seine.server.database.user", postgres.user());
    }

    @Test
    void jobsAreRememberedThereAndOneServerUsesIt() throws Exception {
        var gate = new CountDownLatch(1);
        try (var postgres = PostgresServer.start(folder);
                var origin = ScriptedOrigin.start(request -> {
                    gate.await();
                    return Answer.ok(new byte[] {1, 2}, "image/gif");
                })) {
            var settings = settings(postgres);
            String id;
            try (var server = Served.with(settings)) {
                id = server.submit("{\"source\": {\"urls\": [\"%s\"]}}".formatted(origin.url("/1")));
                assertThatThrownBy(() -> Served.with(settings).close())
                        .isInstanceOf(OutputException.class)
                        .hasMessageContaining("another server is using it");
            }
            gate.countDown();
            try (var server = Served.with(settings)) {
                var job = server.await(id, "completed");
                assertThat(job.at("/counts/saved").asInt()
                                + job.at("/before/saved").asInt())
                        .isOne();
            }
            assertThat(folder.resolve("root/registry")).doesNotExist();
        }
    }

    @Test
    void aDatabaseThatIsAwayForAWhileLosesNoJob() throws Exception {
        var gate = new CountDownLatch(1);
        try (var postgres = PostgresServer.start(folder);
                var origin = ScriptedOrigin.start(request -> {
                    gate.await();
                    return Answer.ok(new byte[] {1, 2}, "image/gif");
                })) {
            String id;
            try (var server = Served.with(settings(postgres))) {
                id = server.submit("{\"source\": {\"urls\": [\"%s\"]}}".formatted(origin.url("/1")));
                postgres.stop();
                gate.countDown(); // the job's end can't be written now
                postgres.start();
                server.await(id, "completed");
            }
            try (var server = Served.with(settings(postgres))) {
                var job = server.await(id, "completed");
                assertThat(job.at("/counts/saved").asInt()
                                + job.at("/before/saved").asInt())
                        .isOne();
            }
        }
    }
}
