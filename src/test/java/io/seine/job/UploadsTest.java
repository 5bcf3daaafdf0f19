package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.Seine;
import io.seine.model.Body;
import io.seine.model.JobState;
import io.seine.model.S3Address;
import io.seine.model.Status;
import io.seine.s3.S3Store;
import io.seine.testing.Answer;
import io.seine.testing.Relay;
import io.seine.testing.S3Server;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.connectors.s3.AccessStyle;
import org.apache.pekko.stream.connectors.s3.ListMultipartUploadResultUploads;
import org.apache.pekko.stream.connectors.s3.S3Attributes;
import org.apache.pekko.stream.connectors.s3.S3Settings;
import org.apache.pekko.stream.connectors.s3.javadsl.S3;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;

/// Uploads in parts that do not come to their end: none stays open.
@Timeout(60)
class UploadsTest {
    private static final byte[] LARGE = new byte[30_000_000];

    private static Seine seine;
    private static S3Server server;
    private static ScriptedOrigin origin;

    @TempDir
    static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        S3Server.allow();
        seine = Seine.create();
        server = S3Server.start(shared.resolve("s3"));
        origin = ScriptedOrigin.start(request -> Answer.ok(LARGE, "video/mp4"));
    }

    @AfterAll
    static void stop() {
        seine.close();
        origin.close();
        server.close();
    }

    private Batch batch(String bucket, int port) throws IOException {
        server.bucket(bucket);
        return Batch.of(folder, 1, i -> origin.url("/" + i))
                .with("s3.endpoint", "http://127.0.0.1:" + port)
                .with("save.bucket", "s3://" + bucket + "/run");
    }

    private static Attributes attributes() {
        return S3Attributes.settings(S3Settings.create(seine.system())
                .withEndpointUrl(server.endpoint())
                .withAccessStyle(AccessStyle.pathAccessStyle())
                .withS3RegionProvider(() -> Region.US_EAST_1));
    }

    /// The keys of what is being uploaded into a bucket.
    private static List<String> open(String bucket) throws Exception {
        return S3.listMultipartUpload(bucket, Optional.empty())
                .withAttributes(attributes())
                .map(ListMultipartUploadResultUploads::getKey)
                .runWith(Sink.seq(), seine.system())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /// Begins an upload that nobody ends.
    private static void leaveOpen(String bucket, String key) throws Exception {
        var _ = Source.single(ByteString.fromArray(LARGE))
                .concat(Source.maybe())
                .runWith(S3.multipartUpload(bucket, key).withAttributes(attributes()), seine.system());
        while (!open(bucket).contains(key)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCancelledJobLeavesNoUploadOpen() throws Exception {
        try (var relay = Relay.start(server.port(), "partNumber=2")) {
            var batch = batch("cancelled", relay.port());
            var job = seine.run(batch.job());
            relay.awaitWord();
            assertThat(open("cancelled")).isNotEmpty();
            long begin = System.nanoTime();
            job.cancel();
            assertThat(Batch.end(job).state()).isEqualTo(JobState.CANCELLED);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            assertThat(open("cancelled")).isEmpty();
            assertThat(server.keys("cancelled", "run")).containsExactly(".seine/job");
            batch.expectNothingUnfinished("bucket");
        }
    }

    @Test
    void whatAKilledRunLeftOpenIsGivenUpByTheNextAndWhatIsOthersIsNot() throws Exception {
        server.bucket("killed");
        leaveOpen("killed", "run/000000000.mp4");
        leaveOpen("killed", "running/x.mp4");
        leaveOpen("killed", "x.mp4");
        assertThat(open("killed")).hasSize(3);
        var status = Batch.end(seine.run(batch("killed", server.port()).job()));
        assertThat(status.count(Status.SAVED)).isEqualTo(1);
        assertThat(open("killed")).containsExactlyInAnyOrder("running/x.mp4", "x.mp4");
        assertThat(Files.exists(folder.resolve("out/summary.json"))).isTrue();
    }

    @Test
    void anUploadThatFailsGivesUpNoOther() throws Exception {
        server.bucket("failed");
        leaveOpen("failed", "run/a.mp4");
        var address = S3Address.parse("s3://failed/run/a");
        var missing = new Body.Spooled(folder.resolve("missing"), LARGE.length);
        var store =
                S3Store.of(seine.system(), batch("failed", server.port()).job().s3());
        assertThatThrownBy(() -> store.put(address, missing, "video/mp4")).isInstanceOf(IOException.class);
        assertThat(open("failed")).contains("run/a.mp4"); // that of run/a may begin late
    }

    @Test
    void aJobIsCancelledInTimeThoughItsServerIsSilent() throws Exception {
        try (var relay = Relay.start(server.port(), "000000000.mp4")) {
            var job = seine.run(batch("silent", relay.port()).job());
            relay.awaitWord();
            server.stop(); // what is asked now is not answered by anybody
            long begin = System.nanoTime();
            job.cancel();
            assertThat(Batch.end(job).state()).isEqualTo(JobState.CANCELLED);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        } finally {
            server.restart();
        }
    }
}
