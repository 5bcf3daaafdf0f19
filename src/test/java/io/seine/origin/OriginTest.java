package io.seine.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class OriginTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final OriginSettings CALM = new OriginSettings("127.0.0.1", 0, Duration.ZERO, Duration.ZERO, 0, 1);

    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void closeClient() {
        client.shutdownNow();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void everyListedFlagIsServedAsAPictureWithItsMetadata() throws Exception {
        try (var origin = Origin.start(KIT.system(), CALM)) {
            var lines = text(origin, "/flags.csv").lines().toList();
            assertThat(lines).hasSize(195).startsWith("cc", "ad", "ae").endsWith("zw");
            assertThat(lines.subList(1, 195)).isSorted().doesNotHaveDuplicates();
            for (var country : lines.subList(1, 195)) {
                var picture = get(origin, picture(country));
                assertThat(picture.headers().firstValue("Content-Type")).contains("image/gif");
                assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())))
                        .isNotNull();
                assertThat(text(origin, metadata(country))).contains("\"country\": ");
            }
        }
    }

    @Test
    void theFrontPageSaysWhatThereIs() throws Exception {
        try (var origin = Origin.start(KIT.system(), CALM)) {
            var page = get(origin, "/");
            assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
            assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("/flags.csv", "194 lines");
            assertThat(get(origin, "/flags.csv").headers().firstValue("Content-Type"))
                    .contains("text/csv; charset=UTF-8");
            assertThat(get(origin, metadata("fr")).headers().firstValue("Content-Type"))
                    .contains("application/json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/flags/zz/zz.gif", "/flags/fr/de.gif", "/flags/"})
    void whatIsNotThereIsNotFound(String path) throws Exception {
        try (var origin = Origin.start(KIT.system(), CALM)) {
            var answer = get(origin, path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("404 Not Found: " + path + "\n");
        }
    }

    @Test
    void onlyGetIsAllowed() throws Exception {
        try (var origin = Origin.start(KIT.system(), CALM)) {
            var request = HttpRequest.newBuilder(URI.create(origin.url() + "/flags.csv"))
                    .DELETE()
                    .build();
            var answer = client.send(request, BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET");
        }
    }

    @Test
    void theDefaultSeedLosesFiveToNineFlagsInAtLeastThreeWays() {
        var lost = lost(OriginSettings.DEFAULT);
        assertThat(lost).hasSizeBetween(5, 9);
        assertThat(EnumSet.copyOf(lost.values())).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void withoutErrorsNothingIsInTrouble() {
        assertThat(documents(trouble -> trouble != Trouble.NONE, CALM)).isEmpty();
    }

    @Test
    void aHigherErrorRateKeepsTheTroublesOfALowerOne() {
        var few = documents(trouble -> trouble != Trouble.NONE, troubled(0.1));
        var many = documents(trouble -> trouble != Trouble.NONE, troubled(0.5));
        assertThat(few).hasSizeBetween(20, 60);
        assertThat(many).hasSizeBetween(150, 240).containsAllEntriesOf(few);
        assertThat(documents(trouble -> trouble == Trouble.NONE, troubled(1))).isEmpty();
    }

    @Test
    void onlyPicturesAreHalvedOrGarbled() {
        var damaged = documents(List.of(Trouble.HALVED, Trouble.GARBLED)::contains, troubled(1));
        assertThat(damaged).isNotEmpty();
        assertThat(damaged.keySet()).allMatch(path -> path.endsWith(".gif"));
    }

    @Test
    void aBusyDocumentIsServedWhenAskedAgain() throws Exception {
        try (var origin = Origin.start(KIT.system(), troubled(1))) {
            var path = anyIn(Trouble.BUSY_ONCE);
            var answer = get(origin, path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(get(origin, path).statusCode()).isEqualTo(200);
            assertThat(get(origin, path).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDroppedDocumentIsServedWhenAskedAgain() throws Exception {
        try (var origin = Origin.start(KIT.system(), troubled(1))) {
            var path = anyIn(Trouble.DROPPED_ONCE);
            try (var socket = ask(origin, path)) {
                assertThat(rest(socket)).isEmpty();
            }
            assertThat(get(origin, path).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aLastingTroubleIsTheSameEachTime() throws Exception {
        try (var origin = Origin.start(KIT.system(), troubled(1))) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(origin, anyIn(Trouble.MISSING)).statusCode()).isEqualTo(404);
                assertThat(get(origin, anyIn(Trouble.BROKEN)).statusCode()).isEqualTo(500);
            }
        }
    }

    @Test
    void everyDamagedPictureArrivesWholeAndIsRefusedByADecoder() throws Exception {
        try (var origin = Origin.start(KIT.system(), troubled(1))) {
            var damaged = documents(List.of(Trouble.HALVED, Trouble.GARBLED)::contains, troubled(1));
            for (var path : damaged.keySet()) {
                var answer = get(origin, path);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
                assertThat(new String(answer.body(), 0, 6, StandardCharsets.US_ASCII))
                        .startsWith("GIF8");
                assertThatIOException()
                        .as(path)
                        .isThrownBy(() -> ImageIO.read(new ByteArrayInputStream(answer.body())));
            }
        }
    }

    @Test
    void aResponseWaitsForItsDelay() throws Exception {
        var delay = Duration.ofMillis(150);
        var slow = new OriginSettings("127.0.0.1", 0, delay, delay, 0, 1);
        try (var origin = Origin.start(KIT.system(), slow)) {
            long start = System.nanoTime();
            get(origin, "/");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var origin = Origin.start(KIT.system(), CALM)) {
            var same = new OriginSettings("127.0.0.1", origin.port(), Duration.ZERO, Duration.ZERO, 0, 1);
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> Origin.start(KIT.system(), same))
                    .withMessageContaining("127.0.0.1:" + origin.port())
                    .withMessageContaining("in use");
        }
    }

    @Test
    void closingDropsConnectionsThatWaitAndFreesThePort() throws Exception {
        var delay = Duration.ofMillis(500);
        var origin = Origin.start(KIT.system(), new OriginSettings("127.0.0.1", 0, delay, delay, 0, 1));
        try (var socket = ask(origin, "/none")) {
            assertThat(upTo("404 Not Found: /none\n", socket)).startsWith("HTTP/1.1 404");
            ask(socket, "/");
            origin.close();
            assertThat(rest(socket)).doesNotContain("flags");
        }
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), origin.port()).close());
    }

    @Test
    void closingAfterTheSystemHasGoneIsHarmless() throws Exception {
        var kit = ActorTestKit.create();
        try (var origin = Origin.start(kit.system(), CALM)) {
            assertThat(get(origin, "/").statusCode()).isEqualTo(200);
            kit.shutdownTestKit();
        }
    }

    @Test
    void settingsGuardThemselves() {
        var second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OriginSettings(" ", 0, second, second, 0, 1))
                .withMessageContaining("host");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OriginSettings("127.0.0.1", 65_536, second, second, 0, 1))
                .withMessageContaining("65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OriginSettings("127.0.0.1", 0, second, Duration.ZERO, 0, 1))
                .withMessageContaining("PT1S to PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OriginSettings("127.0.0.1", 0, second, Duration.ofDays(1), 0, 1))
                .withMessageContaining("PT1S to PT24H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OriginSettings("127.0.0.1", 0, second, second, Double.NaN, 1))
                .withMessageContaining("NaN");
    }

    /// The flags that are never complete, each with the reason.
    private static Map<String, Trouble> lost(OriginSettings settings) {
        var lost = new TreeMap<String, Trouble>();
        documents(Trouble::lasts, settings).forEach((path, trouble) -> lost.put(path.split("/", -1)[2], trouble));
        return lost;
    }

    /// The flags' documents whose trouble is one of those `wanted`.
    private static Map<String, Trouble> documents(Predicate<Trouble> wanted, OriginSettings settings) {
        var found = new TreeMap<String, Trouble>();
        for (var path : Document.bundled().keySet()) {
            var trouble = Trouble.of(path, settings);
            if (path.startsWith("/flags/") && wanted.test(trouble)) {
                found.put(path, trouble);
            }
        }
        return found;
    }

    private static String anyIn(Trouble trouble) {
        return documents(trouble::equals, troubled(1)).keySet().iterator().next();
    }

    private static OriginSettings troubled(double errorRate) {
        return new OriginSettings("127.0.0.1", 0, Duration.ZERO, Duration.ZERO, errorRate, 1);
    }

    private static String picture(String country) {
        return "/flags/" + country + "/" + country + ".gif";
    }

    private static String metadata(String country) {
        return "/flags/" + country + "/metadata.json";
    }

    /// Asks without java.net.http, which would ask again after a dropped connection.
    private static Socket ask(Origin origin, String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), origin.port());
        socket.setSoTimeout(5_000);
        ask(socket, path);
        return socket;
    }

    private static void ask(Socket socket, String path) throws IOException {
        var request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /// What comes out of `socket` up to the text `last`.
    private static String upTo(String last, Socket socket) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(last) < 0) {
            text.append((char) socket.getInputStream().read());
        }
        return text.toString();
    }

    /// What still comes out of `socket`, however it ends.
    private static String rest(Socket socket) throws IOException {
        var rest = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(rest);
        } catch (SocketException e) {
            // a reset is an end, too
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    private String text(Origin origin, String path) throws Exception {
        return new String(get(origin, path).body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> get(Origin origin, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(origin.url() + path)).build(), BodyHandlers.ofByteArray());
    }
}
