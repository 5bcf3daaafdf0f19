package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.model.Status;
import io.seine.origin.Origin;
import io.seine.origin.OriginSettings;
import io.seine.testing.Answer;
import io.seine.testing.Browser;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/// The web page, as a person meets it, in a real browser.
class PageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "0123456789abcdef-token";

    @TempDir
    static Path profile;

    @TempDir
    static Path root;

    private static Browser browser;
    private static Served server;
    private final List<AutoCloseable> origins = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        var missing = "the web page is not tested: there is no browser; apt-get install chromium chromium-driver";
        if (!Browser.installed() && !Browser.required()) {
            System.err.println(missing);
        }
        assumeTrue(Browser.installed() || Browser.required(), missing);
        assertThat(Browser.installed()).as(missing).isTrue();
        browser = Browser.start(profile);
        server = Served.at(root);
        Files.copy(Path.of("src/main/resources/io/seine/origin/flags.csv"), root.resolve("lists/flags.csv"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    @BeforeEach
    void lookAsUsual() {
        browser.size(1280, 900);
        browser.scheme("light");
    }

    @AfterEach
    void stopOrigins() throws Exception {
        for (var origin : origins) {
            origin.close();
        }
    }

    private String flags(int least, int most, int parallelism) throws Exception {
        var usual = OriginSettings.DEFAULT;
        var origin = Origin.start(
                server.seine().system(),
                new OriginSettings(
                        usual.host(), 0, Duration.ofMillis(least), Duration.ofMillis(most), 0.1, usual.seed()));
        origins.add(origin);
        return """
                {"name": "flags",
                 "source": {"path": "flags.csv", "url": "ORIGIN/flags/{cc}/{cc}.gif", "key": "{cc}"},
                 "enrich": [{"url": "ORIGIN/flags/{cc}/metadata.json", "fields": {"country": "/country"}}],
                 "schedule": {"per-host": {"parallelism": PLACES}}, "fetch": {"parallelism": PLACES, "retries": 0},
                 "decode": {"mode": "verify"}, "save": {"name": "{country}--{cc}"}}
                """.replace("ORIGIN", origin.url()).replace("PLACES", "" + parallelism);
    }

    private ScriptedOrigin scripted(io.seine.testing.Handler handler) throws Exception {
        var origin = ScriptedOrigin.start(handler);
        origins.add(origin);
        return origin;
    }

    private static byte[] flag() throws Exception {
        return Files.readAllBytes(Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif"));
    }

    private static void open(String hash) {
        open(server, hash);
    }

    private static void open(Served server, String hash) {
        browser.open(server.uri("/" + hash).toString());
    }

    /// Sends a job by the form, and returns its identity.
    private static String send(String settings) {
        open("#/new");
        return sendHere(settings);
    }

    private static String sendHere(String settings) {
        browser.find("#settings");
        browser.run("document.getElementById('settings').value = arguments[0]", settings);
        browser.click("[data-part=send]");
        return browser.text(".facts code");
    }

    private void awaitState(String state) {
        browser.await(state, () -> browser.text(".facts .state").equals(state));
    }

    private static int figure(String status) {
        return Integer.parseInt(
                browser.text(".figures [data-status=" + status + "] dd").replace(",", ""));
    }

    private static Map<String, Integer> figures() {
        var figures = new TreeMap<String, Integer>();
        for (var status : Status.values()) {
            figures.put(status.word(), figure(status.word()));
        }
        return figures;
    }

    private Map<String, Integer> ledger(String id) {
        var last = new TreeMap<Long, String>();
        try {
            for (var line : Files.readAllLines(root.resolve("jobs/" + id + "/ledger.jsonl"))) {
                var outcome = JSON.readTree(line);
                last.put(outcome.get("index").asLong(), outcome.get("status").asText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var counts = new TreeMap<String, Integer>();
        for (var status : Status.values()) {
            counts.put(status.word(), (int)
                    last.values().stream().filter(status.word()::equals).count());
        }
        return counts;
    }

    @Test
    void theFlagsAreSentWatchedPausedResumedAndCancelled() throws Exception {
        var id = send(flags(60, 120, 4));
        awaitState("running");
        browser.await(
                "pictures",
                () -> browser.visible(".tile[data-status=saved] img").size() >= 3);
        browser.click("[data-part=pause]");
        awaitState("paused");
        browser.await("what was in flight has ended", () -> figures().equals(ledger(id)));
        int paused = figure("saved");
        browser.click("[data-part=resume]");
        awaitState("running");
        browser.await("more pictures", () -> figure("saved") > paused + 3);
        browser.click("[data-part=cancel]");
        browser.click("#cancel-dialog [value=keep]");
        assertThat(browser.text(".facts .state")).isEqualTo("running");
        browser.click("[data-part=cancel]");
        browser.click("#cancel-dialog [value=cancel]");
        awaitState("cancelled");
        assertThat(figures()).isEqualTo(ledger(id));
        assertThat(figure("cancelled")).isPositive();
        assertThat(browser.visible("[data-part=pause], [data-part=resume], [data-part=cancel]"))
                .isEmpty();
        browser.await(
                "the list knows",
                () -> browser.text(".entry[aria-current] .state").equals("cancelled"));
    }

    @Test
    void aJobThatHasEndedIsShownWhole() throws Exception {
        var id = send(flags(0, 5, 32));
        awaitState("completed");
        assertThat(figures()).isEqualTo(ledger(id));
        browser.reload();
        awaitState("completed");
        browser.await("all outcomes", () -> browser.count(".tile") == 194);
        assertThat(figures()).isEqualTo(ledger(id));
        browser.await("pictures that are there", () -> Boolean.TRUE.equals(browser.run("""
                const seen = [...document.querySelectorAll('.tile img')].slice(0, 8);
                return seen.length === 8 && seen.every((image) => image.complete && image.naturalWidth > 0)""")));
        var tar = server.get(String.valueOf(browser.run(
                "return new URL(document.querySelector('[data-part=files]:not([hidden])').href).pathname")));
        assertThat(tar.header("Content-Type")).isEqualTo("application/x-tar");
        assertThat(browser.visible(".failures > li")).hasSizeGreaterThan(2);
        browser.click(".failures summary");
        browser.await("examples", () -> browser.visible(".failures [open] ol b").size() > 1);
        assertThat(browser.text(".hosts tbody tr")).contains("127.0.0.1:");
        browser.await(
                "a chart up to its end",
                () -> String.valueOf(browser.run("return document.querySelector('.chart .first').getAttribute('d')"))
                        .contains("M119.1"));
        assertThat(browser.complaints()).noneMatch(each -> each.contains("/jobs/" + id) || each.contains("Security"));
        assertThat(browser.run(
                        "return performance.getEntriesByType('resource').map((each) => new URL(each.name).origin)"
                                + ".filter((origin) => origin !== location.origin)"))
                .isEqualTo(List.of());
    }

    @Test
    void anOutcomeIsLookedAtWithTheKeyboard() throws Exception {
        var picture = flag();
        var origin = scripted(request -> Answer.ok(picture, "image/gif"));
        send("{\"source\": {\"urls\": [\"%s\", \"%s\"]}}".formatted(origin.url("/one.gif"), origin.url("/two.gif")));
        awaitState("completed");
        browser.await("both", () -> browser.count(".tile") == 2);
        browser.run("document.querySelector('.tile button').focus()");
        browser.press(Keys.ENTER);
        var first = browser.text("#outcome-title");
        browser.await(
                "the picture",
                () -> Boolean.TRUE.equals(
                        browser.run("return document.querySelector('.outcome img').naturalWidth > 0")));
        browser.press(Keys.ARROW_RIGHT);
        browser.await("the other", () -> !browser.text("#outcome-title").equals(first));
        browser.press(Keys.ESCAPE);
        browser.await("closed", () -> browser.visible("dialog").isEmpty());
        assertThat(browser.run("return document.activeElement.closest('.tile') !== null"))
                .isEqualTo(true);
        browser.press(Keys.ENTER);
        browser.find("#outcome-dialog");
        browser.run("location.hash = '#/new'");
        browser.await(
                "closed with what it lay over", () -> browser.visible("dialog").isEmpty());
    }

    /// The counts are those of the ledger, whatever was done before a restart; what is to come is left blank.
    @Test
    void howFarAJobIsIsShownAcrossRestarts(@TempDir Path ownRoot) throws Exception {
        var gate = new CountDownLatch(1);
        var origin = scripted(request -> {
            if (request.path().endsWith("held")) {
                gate.await();
            }
            return Answer.ok(new byte[] {1}, "image/gif");
        });
        var urls = Stream.of("/1", "/2", "/3/held", "/4/held")
                .map(path -> "\"" + origin.url(path) + "\"")
                .collect(Collectors.joining(","));
        var settings = Served.settings(ownRoot);
        try (var first = Served.with(settings)) {
            open(first, "#/new");
            sendHere("{\"source\": {\"urls\": [" + urls + "]}}");
            browser.await("half", () -> browser.text("[data-part=progress]").equals("2 of 4 rows"));
            assertThat(browser.run("return document.querySelector('.counts .rest').style.flexGrow"))
                    .isEqualTo("2");
        }
        try (var second = Served.with(settings)) {
            gate.countDown();
            open(second, "#/");
            browser.click(".entry");
            awaitState("completed");
            assertThat(figure("saved")).isEqualTo(4);
            assertThat(browser.text("[data-part=before]")).isEqualTo("Of these, earlier runs: 2 saved.");
            browser.await(
                    "the list, too", () -> browser.text(".entry-facts span").equals("4 saved"));
        }
    }

    @Test
    void whatIsSentAgainIsNotSentWithGaps() throws Exception {
        var origin = scripted(request -> Answer.ok(new byte[] {1}, "image/gif"));
        var urls = IntStream.range(0, 12)
                .mapToObj(i -> "\"" + origin.url("/" + i) + "\"")
                .collect(Collectors.joining(","));
        var id = send("{\"source\": {\"urls\": [" + urls + "]}}");
        awaitState("completed");
        open("#/new/" + id);
        browser.await("told", () -> browser.text("[data-part=caution]").startsWith("Only the first 10"));
        browser.click("[data-part=send]");
        browser.await("not sent", () -> browser.text("#faults").contains("Change the settings"));
    }

    @Test
    void whatComesFromOutsideIsTextAndNothingElse() throws Exception {
        var picture = flag();
        var origin = scripted(
                request -> request.path().startsWith("/gone") ? Answer.notFound() : Answer.ok(picture, "image/gif"));
        var hostile = List.of(
                "<img src=x onerror=\"document.title='owned'\">",
                "'\"><script>document.title='owned'</script>",
                "\u202egnp.exe",
                "javascript:document.title='owned'");
        var list = new StringBuilder("[");
        for (int i = 0; i < hostile.size(); i++) {
            list.append(i == 0 ? "" : ",")
                    .append(JSON.writeValueAsString(Map.of(
                            "key",
                            hostile.get(i),
                            "url",
                            i == 3 ? hostile.get(i) : origin.url(i == 2 ? "/gone?" + hostile.get(0) : "/" + i))));
        }
        Files.writeString(root.resolve("lists/hostile.json"), list.append("]").toString());
        send("{\"name\": \"<b id='b'>\", \"source\": {\"path\": \"hostile.json\", \"key\": \"{key}\"}}");
        awaitState("completed");
        browser.await("all", () -> browser.count(".tile") == 4);
        var names = browser.visible(".tile .name").stream()
                .map(each -> each.getText())
                .collect(Collectors.toSet());
        assertThat(names).contains(hostile.get(0), hostile.get(1), hostile.get(3), "\ufffdgnp.exe");
        browser.visible(".failures summary").forEach(each -> each.click());
        browser.await("examples", () -> browser.visible(".failures [open] ol b").size() == 2);
        assertThat(browser.run("return document.title")).asString().startsWith("<b id='b'>, completed");
        assertThat(browser.count("#b, main script, img[src=x], a[href^=javascript]"))
                .isZero();
    }

    @Test
    void aServerWithATokenIsAskedWithIt(@TempDir Path ownRoot) throws Exception {
        var picture = flag();
        var origin = scripted(request -> Answer.ok(picture, "image/gif"));
        try (var closed = Served.with(Served.settings(ownRoot).setText("seine.server.token", TOKEN))) {
            open(closed, "#/");
            browser.find("#token").sendKeys("wrong-token-wrong" + Keys.ENTER);
            browser.await("told", () -> browser.text("#token-note").contains("not the token"));
            browser.find("#token").sendKeys(TOKEN + Keys.ENTER);
            browser.await("the jobs", () -> browser.text("#jobs-note").equals("No jobs yet."));
            browser.click("#new-job");
            sendHere("{\"source\": {\"urls\": [\"%s\"]}}".formatted(origin.url("/1.gif")));
            awaitState("completed");
            browser.await("a picture that was shown a token", () -> Boolean.TRUE.equals(browser.run("""
                    const image = document.querySelector('.tile img');
                    return image !== null && image.src.startsWith('blob:') && image.naturalWidth > 0""")));
            browser.reload();
            awaitState("completed"); // not asked again
            assertThat(browser.run("return localStorage.length")).isEqualTo(0L);
        }
    }

    @Test
    void aLostConnectionIsToldAndMadeAgain(@TempDir Path ownRoot) throws Exception {
        var origin = scripted(request -> Answer.neverAnswering());
        var settings = Served.settings(ownRoot);
        int port;
        try (var first = Served.with(settings)) {
            port = first.port();
            open(first, "#/new");
            sendHere("{\"source\": {\"urls\": [\"%s\"]}}".formatted(origin.url("/")));
            awaitState("running");
        }
        browser.await("lost", () -> browser.text("#link").startsWith("Connection lost."));
        try (var second = Served.with(settings.set("seine.server.port", port))) {
            browser.await("found", () -> browser.visible("#link").isEmpty());
            browser.click("[data-part=cancel]");
            browser.click("#cancel-dialog [value=cancel]");
            awaitState("cancelled");
            assertThat(second.get("/v1/jobs").json().at("/jobs/0/state").asText())
                    .isEqualTo("cancelled");
        }
    }

    @Test
    void aJobThatThereIsNotIsTold() {
        open("#/jobs/nobody");
        browser.await("none", () -> browser.text("[data-part=refused]").equals("There is no such job."));
    }

    @Test
    void aPageThatNobodySeesAsksForNothingAndGoesOnWhereItWas() throws Exception {
        var picture = flag();
        var held = new CountDownLatch(1);
        var origin = scripted(request -> {
            if (request.path().equals("/held.gif")) {
                held.await();
            }
            return Answer.ok(picture, "image/gif");
        });
        var id = send(
                "{\"source\": {\"urls\": [\"%s\", \"%s\"]}}".formatted(origin.url("/1.gif"), origin.url("/held.gif")));
        browser.await("the first", () -> browser.count(".tile") == 1);
        browser.hidden(true);
        held.countDown();
        server.await(id, "completed");
        assertThat(browser.text(".facts .state")).isEqualTo("running");
        browser.hidden(false);
        awaitState("completed");
        browser.await("both, once", () -> browser.count(".tile") == 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyColourIsReadOnWhatIsBehindIt(String scheme) {
        browser.scheme(scheme);
        open("#/");
        browser.await("the styles", () -> !colour("text").isEmpty()); // which a browser may still be working out
        for (var text : List.of("text", "muted", "accent", "good", "warn", "bad", "idle")) {
            for (var ground : List.of("page", "panel")) {
                assertThat(contrast(text, ground)).as(text + " on " + ground).isGreaterThan(4.5);
            }
        }
        assertThat(contrast("muted", "sunk")).isGreaterThan(4.5);
        assertThat(contrast("on-accent", "accent")).isGreaterThan(4.5);
        assertThat(contrast("warn", "warn-soft")).isGreaterThan(4.5);
        assertThat(contrast("bad", "bad-soft")).isGreaterThan(4.5);
        assertThat(contrast("edge", "panel")).isGreaterThan(3);
    }

    /// The contrast of two of the page's colours (WCAG 2.2, contrast ratio).
    private static double contrast(String text, String ground) {
        double one = luminance(text);
        double other = luminance(ground);
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static double luminance(String name) {
        var colour = colour(name);
        var hex = colour.length() == 4 ? colour.replaceAll("([0-9a-f])", "$1$1") : colour;
        assertThat(hex).as(name).matches("#[0-9a-f]{6}");
        return 0.2126 * linear(hex, 1) + 0.7152 * linear(hex, 3) + 0.0722 * linear(hex, 5);
    }

    private static String colour(String name) {
        return String.valueOf(browser.run(
                "return getComputedStyle(document.documentElement).getPropertyValue(arguments[0]).trim()",
                "--" + name));
    }

    private static double linear(String hex, int at) {
        double part = Integer.parseInt(hex.substring(at, at + 2), 16) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    @Test
    void theParallelismIsChangedByKeys() throws Exception {
        var origin = scripted(request -> Answer.neverAnswering());
        var id = send("{\"source\": {\"urls\": [\"%s\"]}, \"fetch\": {\"parallelism\": 4}}".formatted(origin.url("/")));
        awaitState("running");
        browser.await("a slider", () -> browser.text(".dial output").equals("4"));
        browser.run("document.getElementById('dial-parallelism').focus()");
        browser.press(Keys.ARROW_RIGHT);
        var job = server.await(id, each -> each.get("parallelism").asInt() == 6);
        assertThat(job.get("state").asText()).isEqualTo("running");
        assertThat(browser.text(".dial output")).isEqualTo("6");
        assertThat(browser.run("return document.getElementById('dial-parallelism').getAttribute('aria-valuetext')"))
                .isEqualTo("6");
    }

    @Test
    void theGalleryHoldsTheNewestFew() throws Exception {
        var origin = scripted(request -> Answer.ok(new byte[] {120}, "text/plain"));
        var urls = IntStream.range(0, 700)
                .mapToObj(i -> "\"" + origin.url("/" + i) + "\"")
                .collect(Collectors.joining(","));
        send("{\"source\": {\"urls\": [" + urls + "]}, \"fetch\": {\"parallelism\": 64},"
                + "\"schedule\": {\"per-host\": {\"parallelism\": 64}}}");
        awaitState("completed");
        browser.await("as many as are kept", () -> browser.count(".tile") == 240);
        assertThat(figure("saved")).isEqualTo(700);
        assertThat(browser.text(".tile .face")).isEqualTo("TXT");
    }

    @Test
    void aSampleInATarIsATileWithItsType() throws Exception {
        var picture = flag();
        var origin = scripted(request -> Answer.ok(picture, "image/gif"));
        send("{\"source\": {\"urls\": [\"%s\"]}, \"save\": {\"layout\": \"webdataset\"}}"
                .formatted(origin.url("/1.gif")));
        awaitState("completed");
        assertThat(browser.text(".tile .face")).isEqualTo("GIF");
        assertThat(browser.count(".tile img")).isZero();
    }

    @Test
    void whatIsWrongWithSettingsIsTold() {
        open("#/new");
        browser.run("document.getElementById('settings').value = '{'");
        browser.click("[data-part=send]");
        browser.await("not JSON", () -> browser.text("#faults").contains("not JSON"));
        browser.run("document.getElementById('settings').value = arguments[0]", """
                {"source": {"urls": ["x"]}, "fetch": {"paralelism": 5}}""");
        browser.click("[data-part=send]");
        browser.await("the key", () -> browser.text("#faults").contains("fetch.parallelism?"));
        assertThat(browser.run("return getSelection().toString()")).isEqualTo("\"paralelism\"");
    }

    @Test
    void whyAJobFailedAndWhyOneIsHeldUpIsTold() throws Exception {
        var origin = scripted(request -> Answer.notFound());
        send("{\"source\": {\"urls\": [\"%s\", \"gopher:x\"]}, \"failure\": {\"policy\": \"stop-at-first\"}}"
                .formatted(origin.url("/")));
        awaitState("failed");
        assertThat(browser.text("[data-part=reason]")).startsWith("Failed: ");
        send("{\"source\": {\"urls\": [\"%s\"]}, \"save\": {\"min-free\": \"9000TiB\"}}".formatted(origin.url("/")));
        awaitState("paused");
        assertThat(browser.text("[data-part=trouble]")).contains("free some and resume");
    }

    @Test
    void whileAJobRunsItsTimeIsInWholeSecondsAndItsChartsStandAtOneHeight() throws Exception {
        send(flags(60, 120, 4));
        browser.await("seconds", () -> browser.text("[data-part=elapsed]").matches("\\d+ s"));
        assertThat(browser.run("""
                const tops = [...document.querySelectorAll('.chart svg')].map((each) => each.getBoundingClientRect().top);
                return [tops.length, new Set(tops).size]""")).isEqualTo(List.of(2L, 1L));
        browser.click("[data-part=cancel]");
        browser.click("#cancel-dialog [value=cancel]");
        awaitState("cancelled");
    }

    @Test
    void onAPhoneNothingIsWiderThanTheWindow() throws Exception {
        browser.size(390, 844);
        var picture = flag();
        var origin = scripted(request -> Answer.ok(picture, "image/gif"));
        var id = send("{\"name\": \"%s\", \"source\": {\"urls\": [\"%s\", \"x%s\"]}}"
                .formatted("n".repeat(100), origin.url("/" + "1".repeat(300) + ".gif"), "y".repeat(300)));
        awaitState("completed");
        browser.await("both", () -> browser.count(".tile") == 2);
        for (var hash : List.of("#/jobs/" + id, "#/new", "#/")) {
            open(hash);
            browser.find(".entry, .job .tile, textarea");
            assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                    .as(hash)
                    .isEqualTo(390);
        }
    }

    @Test
    void thePageIsReachedAndReadWithoutAMouse() throws Exception {
        open("#/new");
        browser.find("#settings");
        browser.run("document.activeElement.blur()");
        var unnamed = browser.run("""
                return [...document.querySelectorAll('button, a, input, select, textarea')]
                  .filter((each) => !(each.textContent.trim() || each.labels?.length || each.ariaLabel))
                  .map((each) => each.outerHTML)""");
        assertThat(unnamed).isEqualTo(List.of());
        assertThat(browser.count("main")).isEqualTo(1);
        assertThat(browser.count("nav[aria-labelledby]")).isEqualTo(1);
        assertThat(browser.count("[role=status][aria-live=polite]")).isEqualTo(1);
    }
}
