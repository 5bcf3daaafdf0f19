package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.fetch.Answer.Failed;
import io.seine.fetch.Answer.Whole;
import io.seine.model.Body;
import io.seine.model.Kind;
import io.seine.model.WebUrl;
import io.seine.testing.Answer;
import io.seine.testing.Loopback;
import io.seine.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ContentCodingTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ExecutorService BLOCKING = Executors.newVirtualThreadPerTaskExecutor();
    private static final byte[] TEXT =
            "a net that is hauled through a stream, ".repeat(1000).getBytes(StandardCharsets.US_ASCII);

    /// "hello hello hello hello\n" as the `brotli` program writes it.
    private static final byte[] BROTLI = HexFormat.of().parseHex("1f1700f88d946ede445586d60a206c6f4a1179e280ae16");

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
        BLOCKING.close();
    }

    private interface Coder {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] coded(byte[] bytes, Coder coder) {
        var out = new ByteArrayOutputStream();
        try (var coding = coder.over(out)) {
            coding.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) {
        return coded(bytes, GZIPOutputStream::new);
    }

    private static byte[] deflate(byte[] bytes, boolean raw) {
        return coded(bytes, out -> new DeflaterOutputStream(out, new Deflater(9, raw)));
    }

    private io.seine.fetch.Answer exchange(Answer scripted, String... settings) throws Exception {
        try (var origin = ScriptedOrigin.start(request -> scripted);
                var client = new HttpClient(KIT.system(), Loopback.fetch(settings), folder, BLOCKING)) {
            return client.start(WebUrl.parse(origin.url("/")), true)
                    .answer()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static Answer coded(byte[] body, String coding) {
        return Answer.ok(body, "text/plain").withHeader("Content-Encoding", coding);
    }

    private static Body body(io.seine.fetch.Answer answer) {
        assertThat(answer).isInstanceOf(Whole.class);
        return ((Whole) answer).body();
    }

    private Kind kind(io.seine.fetch.Answer answer) {
        assertThat(answer).isInstanceOf(Failed.class);
        assertThat(folder).isEmptyDirectory();
        return ((Failed) answer).kind();
    }

    static Stream<Arguments> codedBodies() {
        return Stream.of(
                Arguments.of("gzip", gzip(TEXT)),
                Arguments.of("X-GZIP", gzip(TEXT)),
                Arguments.of("deflate", deflate(TEXT, false)),
                Arguments.of("deflate", deflate(TEXT, true)),
                Arguments.of("deflate, gzip", gzip(deflate(TEXT, false))),
                Arguments.of("identity", TEXT),
                Arguments.of("no-such-coding", TEXT));
    }

    @ParameterizedTest
    @MethodSource("codedBodies")
    void aBodyArrivesWithoutItsCoding(String coding, byte[] sent) throws Exception {
        var whole = (Whole) exchange(coded(sent, coding));
        assertThat(whole.body().bytes()).isEqualTo(TEXT);
        assertThat(whole.sha256()).isEqualTo(Received.inMemory(TEXT).sha256());
    }

    @Test
    void aLargeBodyArrivesWithoutItsCodingThroughAFile() throws Exception {
        var body = body(exchange(coded(gzip(TEXT), "gzip"), "spool-above", "1KiB"));
        assertThat(body).isInstanceOf(Body.Spooled.class);
        assertThat(body.bytes()).isEqualTo(TEXT);
        body.discard();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void brotliIsUnderstood() throws Exception {
        assertThat(new String(body(exchange(coded(BROTLI, "br"))).bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("hello hello hello hello\n");
    }

    @Test
    void codingsWithoutEndAreRefused() throws Exception {
        assertThat(kind(exchange(coded(TEXT, "gzip,".repeat(10_000))))).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void anEmptyBodyHasNoCoding() throws Exception {
        assertThat(body(exchange(coded(new byte[0], "gzip"))).size()).isZero();
    }

    @Test
    void aFileThatIsGzipItselfStaysAsItIs() throws Exception {
        var file = gzip(TEXT);
        var answer = Answer.ok(file, "application/x-gzip").withHeader("Content-Encoding", "x-gzip");
        assertThat(body(exchange(answer)).bytes()).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void whatIsNotCodedAsItSaysIsAFailureOfProtocol(String coding) throws Exception {
        assertThat(kind(exchange(coded(TEXT, coding)))).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void aCodingThatEndsTooSoonIsTruncated() throws Exception {
        var gzip = gzip(TEXT);
        assertThat(kind(exchange(coded(Arrays.copyOf(gzip, gzip.length / 2), "gzip"))))
                .isEqualTo(Kind.TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1KiB", "64MiB"})
    void aBombIsTooLargeWhereverItIsHeld(String spoolAbove) throws Exception {
        var bomb = gzip(new byte[1 << 24]);
        assertThat(kind(exchange(coded(bomb, "gzip"), "max-size", "4MiB", "spool-above", spoolAbove)))
                .isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void aBombWithinABombIsTooLargeByItsRatio() throws Exception {
        var bomb = gzip(gzip(new byte[1 << 24]));
        var failed = (Failed) exchange(coded(bomb, "gzip, gzip"));
        assertThat(failed.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failed.message()).isEqualTo("the body is more than 1000 times as large as it came");
    }
}
