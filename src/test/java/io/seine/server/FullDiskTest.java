package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import io.seine.testing.Tmpfs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server whose disk is full, and then is not any more.
@Timeout(90)
class FullDiskTest {
    @TempDir
    private Path folder;

    /// H2 closes a database that it cannot write.
    @Test
    void whatCouldNotBeRememberedIsRememberedWhenThereIsRoomAgain() throws Exception {
        try (var disk = Tmpfs.mount(folder, "8m");
                var origin = ScriptedOrigin.start(request -> Answer.neverAnswering())) {
            var settings = Served.settings(disk.folder()).set("seine.job.save.min-free", 0);
            String id;
            try (var server = Served.with(settings)) {
                id = server.submit("""
                        {"source": {"urls": ["%s"]}, "fetch": {"first-byte-timeout": "2m"}}""".formatted(origin.url("/1")));
                server.await(id, "running");
                var filler = disk.folder().resolve("filler");
                fill(filler);
                var job = id;
                var change = CompletableFuture.supplyAsync(() -> retuned(server, job, 5), Thread::startVirtualThread);
                while (server.get("/health/ready").status() == 200) {
                    Thread.onSpinWait();
                }
                assertThat(change).isNotDone();
                Files.delete(filler);
                assertThat(change.get()).isIn(202, 503);
                while (server.get("/health/ready").status() != 200) {
                    Thread.onSpinWait();
                }
                assertThat(retuned(server, id, 7)).isEqualTo(202);
            }
            try (var server = Served.with(settings)) {
                server.await(id, job -> job.get("per_host").asInt() == 7);
            }
        }
    }

    private static int retuned(Served server, String id, int perHost) {
        try {
            return server.patch("/v1/jobs/" + id, "{\"per_host\": " + perHost + "}")
                    .status();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Up to the last byte.
    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[1024]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }
}
