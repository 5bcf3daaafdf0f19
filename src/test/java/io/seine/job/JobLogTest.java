package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.seine.Seine;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class JobLogTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(JobLog.class);

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @BeforeEach
    void listen() {
        events.start();
        LOG.addAppender(events);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(events);
    }

    private List<String> lines() {
        return List.copyOf(events.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void everyChangeOfAJobIsALine() throws Exception {
        var held = new CountDownLatch(1);
        try (var origin = ScriptedOrigin.start(_ -> {
                    held.await();
                    return Answer.ok(new byte[] {1}, "image/gif");
                });
                var seine = Seine.create()) {
            var job =
                    seine.run(Batch.of(folder, 3, row -> origin.url("/" + row)).job());
            origin.awaitRequests(2, Duration.ofSeconds(20));
            job.pause().toCompletableFuture().join();
            job.resume().toCompletableFuture().join();
            job.cancel().toCompletableFuture().join();
            Batch.end(job);
            held.countDown();
        }

        var counts = "; 3 items: 0 saved, 0 not_found, 0 failed, 0 filtered, 3 cancelled; 0 done before, 0 bytes";
        assertThat(lines()).hasSize(5);
        assertThat(lines().get(0)).startsWith("job-1: running, into " + folder);
        assertThat(lines().get(1)).startsWith("job-1: paused; 0 items");
        assertThat(lines().get(2)).startsWith("job-1: running");
        assertThat(lines().get(3)).startsWith("job-1: cancelling: cancelled by request");
        assertThat(lines().get(4)).startsWith("job-1: cancelled after ").endsWith(counts);
    }

    @Test
    void aJobThatFailsIsAWarning() throws Exception {
        Files.writeString(folder.resolve("out"), "a file in place of the folder");
        try (var seine = Seine.create()) {
            Batch.end(
                    seine.run(Batch.of(folder, 1, row -> "http://127.0.0.1:1/").job()));
        }

        assertThat(events.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
        assertThat(lines().getFirst()).contains("failed after ", "cannot be written");
    }
}
