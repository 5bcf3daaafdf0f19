package io.seine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.WatchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of the files themselves in a folder that is watched.
@Timeout(30)
class DropsTest {
    private static ActorTestKit kit;

    @TempDir
    private Path home;

    private Path inbox;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void makeInbox() throws IOException {
        inbox = Files.createDirectory(home.resolve("inbox"));
    }

    private DropFolder open() {
        return DropFolder.open(new WatchSettings(inbox, Duration.ofMillis(20), 1), home.resolve("out"));
    }

    private static DroppedFile take(DropFolder folder) throws Exception {
        return folder.drops(Thread::startVirtualThread)
                .map(folder::take)
                .mapConcat(file -> file.stream().toList())
                .runWith(Sink.head(), kit.system())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void ofALongNameTheBeginningIsTaken() throws Exception {
        for (var letter : new String[] {"x", "é", "🐦"}) {
            int bytes = letter.equals("x") ? 1 : letter.equals("é") ? 2 : 4;
            var dropped = Files.writeString(inbox.resolve(letter.repeat(248 / bytes) + ".csv"), "url");
            try (var folder = open()) {
                var file = take(folder);
                assertThat(file.name()).isEqualTo(letter.repeat(200 / bytes));
                assertThat(dropped).doesNotExist();
                folder.failed(file, "wrong", home.resolve("summary.json"));
                assertThat(inbox.resolve("failed").resolve(file.name() + ".csv"))
                        .exists();
                assertThat(inbox.resolve("failed").resolve(file.name() + ".error"))
                        .hasContent("wrong");
            }
        }
    }

    @Test
    void aFileThatSomebodyRemovesIsGone() throws Exception {
        Files.writeString(inbox.resolve("birds.csv"), "url");
        try (var folder = open()) {
            var file = take(folder);
            Files.delete(file.path());
            folder.done(file, Files.writeString(home.resolve("summary.json"), "{}"));
            assertThat(inbox.resolve("done/birds.summary.json")).hasContent("{}");
            assertThat(inbox.resolve("done/birds.csv")).doesNotExist();
            Files.writeString(inbox.resolve("terns.csv"), "url");
            assertThat(take(folder).name()).isEqualTo("terns");
        }
    }

    @Test
    void aListDoesNotTakeTheNameOfOneThatWaits() throws Exception {
        Files.writeString(inbox.resolve("birds.csv"), "url,new");
        Files.createDirectory(inbox.resolve("done"));
        try (var folder = open()) {
            var drop = folder.drops(Thread::startVirtualThread)
                    .runWith(Sink.head(), kit.system())
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            Files.writeString(inbox.resolve("birds.running.csv"), "url,killed");
            assertThat(folder.take(drop).orElseThrow().name()).isEqualTo("birds-2");
        }
        assertThat(inbox.resolve("birds.running.csv")).hasContent("url,killed");
        assertThat(inbox.resolve("birds-2.running.csv")).hasContent("url,new");
    }
}
