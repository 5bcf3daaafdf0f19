package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DatabaseSettings;
import io.seine.config.Settings;
import io.seine.database.Database;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.Ending;
import io.seine.model.JobStatus.Ending.Cause;
import io.seine.model.JobStatus.FailureCount;
import io.seine.model.JobStatus.Places;
import io.seine.model.Kind;
import io.seine.model.Stage;
import io.seine.model.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What is in people's journals has to be read for ever.
class EventTest {
    /// A line for each event, as the first version wrote it. It is never changed: a later version adds a file.
    private static final Path FIRST = Path.of("src/test/resources/io/seine/server/events-1.jsonl");

    private static final ActorTestKit KIT =
            ActorTestKit.create("events", settings().system());
    private static final Serialization SERIALIZATION = SerializationExtension.get(KIT.system());

    private static final JobStatus STATUS = new JobStatus(
            "flags-1",
            "flags",
            JobState.FAILED,
            new Ending(Cause.POLICY, "stopped at the first failure"),
            "the disk is full",
            3,
            Map.of(Status.SAVED, 2L, Status.FAILED, 1L),
            List.of(new FailureCount(
                    new Failure(Stage.FETCH, Kind.TIMEOUT_IDLE, "no byte for 15 s"),
                    new Item(2, "000000002", "http://example.org/2.gif", Map.of("country", "France")),
                    1)),
            Map.of(Status.NOT_FOUND, 4L),
            5,
            new Places(64, 8),
            6,
            7_000_000_000L,
            Duration.ofMillis(8_009),
            Duration.ofSeconds(10));

    private static final List<Event> EVENTS = List.of(
            new Event.Submitted(
                    "20260102-030405-k3x9q",
                    "flags",
                    new Places(128, 8),
                    new Submission("{\"source\": {\"urls\": [\"http://example.org/2.gif\"]}}", "key-1"),
                    Instant.parse("2026-01-02T03:04:05.006Z")),
            new Event.Paused("20260102-030405-k3x9q"),
            new Event.Resumed("20260102-030405-k3x9q"),
            new Event.Cancelled("20260102-030405-k3x9q"),
            new Event.Retuned("20260102-030405-k3x9q", 64, 4),
            new Event.Paced("20260102-030405-k3x9q", Duration.ofMillis(100)),
            new Event.ListEnded("20260102-030405-k3x9q"),
            new Event.Ended("20260102-030405-k3x9q", STATUS));

    private static Settings settings() {
        try (var database = Database.open(DatabaseSettings.EMBEDDED, Files.createTempDirectory("events"))) {
            return database.over(Settings.defaults(), Event.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    /// `MANIFEST JSON`, as the journal keeps the two beside each other.
    private static String written(Event event) {
        var serializer = SERIALIZATION.findSerializerFor(event);
        assertThat(serializer.toString()).contains("Jackson");
        return Serializers.manifestFor(serializer, event) + " "
                + new String(serializer.toBinary(event), StandardCharsets.UTF_8);
    }

    private static Event read(String line) {
        int blank = line.indexOf(' ');
        var serializer = SERIALIZATION.findSerializerFor(EVENTS.getFirst());
        var bytes = line.substring(blank + 1).getBytes(StandardCharsets.UTF_8);
        return (Event) SERIALIZATION
                .deserialize(bytes, serializer.identifier(), line.substring(0, blank))
                .get();
    }

    @Test
    void whatTheFirstVersionWroteIsRead() throws IOException {
        var read = Files.readAllLines(FIRST).stream().map(EventTest::read).toList();
        assertThat(read).isEqualTo(EVENTS);
        assertThat(Event.class.getPermittedSubclasses()).hasSize(EVENTS.size());
    }

    @Test
    void whateverSizeIsTakenOnIsReadAgain() {
        var large = new Submission("x".repeat(21_000_000), null);
        var event = new Event.Submitted("3", "large", new Places(1, 1), large, Instant.EPOCH);
        var serializer = SERIALIZATION.findSerializerFor(event);
        var read = SERIALIZATION.deserialize(
                serializer.toBinary(event), serializer.identifier(), Serializers.manifestFor(serializer, event));
        assertThat(read.get().equals(event)).isTrue(); // a difference would be too long to be told
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        var known = new ArrayList<Event>(EVENTS);
        known.add(new Event.Submitted(
                "2", "é\n\"", new Places(1, 1), new Submission("{}", null), Instant.parse("2026-01-02T03:04:05Z")));
        assertThat(known).allSatisfy(event -> assertThat(read(written(event))).isEqualTo(event));
    }
}
