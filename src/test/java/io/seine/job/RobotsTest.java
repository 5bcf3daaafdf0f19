package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Handler;
import io.seine.testing.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a job does that asks robots.txt, over real sockets.
@Timeout(30)
class RobotsTest {
    private static final Answer CONTENT = Answer.ok(new byte[] {1}, "image/gif");

    @TempDir
    private Path folder;

    private static Answer text(String... lines) {
        return Answer.ok(String.join("\n", lines).getBytes(StandardCharsets.US_ASCII), "text/plain");
    }

    /// Answers `/robots.txt` so, and everything else with a file.
    private static Handler saying(Answer robots) {
        return request -> request.path().equals("/robots.txt") ? robots : CONTENT;
    }

    private List<Outcome> run(ScriptedOrigin origin, List<String> paths, String... settings) throws Exception {
        var batch = Batch.of(folder, paths.size(), i -> origin.url(paths.get(i)))
                .with("schedule.robots-txt", true)
                .with("fetch.retries", 1);
        for (int i = 0; i < settings.length; i += 2) {
            batch = batch.with(settings[i], settings[i + 1]);
        }
        try (var seine = Seine.create()) {
            Batch.end(seine.run(batch.job()));
        }
        batch.expectNothingUnfinished();
        return batch.ledger();
    }

    private static Map<Long, Status> statuses(List<Outcome> outcomes) {
        return outcomes.stream().collect(Collectors.toMap(each -> each.item().index(), Outcome::status));
    }

    @Test
    void whatItForbidsIsNotAskedForAndItIsReadOnce() throws Exception {
        var robots = text("User-agent: *", "Disallow: /private/", "Allow: /private/a*.gif$", "", "User-agent: Other");
        try (var origin = ScriptedOrigin.start(saying(robots))) {
            var paths = List.of("/1", "/private/b.gif", "/private/abc.gif", "/private/abc.gif?x", "/2");
            var outcomes = run(origin, paths);
            assertThat(statuses(outcomes))
                    .isEqualTo(Map.of(
                            0L,
                            Status.SAVED,
                            1L,
                            Status.FAILED,
                            2L,
                            Status.SAVED,
                            3L,
                            Status.FAILED,
                            4L,
                            Status.SAVED));
            assertThat(outcomes)
                    .filteredOn(each -> each.status() == Status.FAILED)
                    .allSatisfy(each -> {
                        assertThat(each.failure()).isNotNull();
                        assertThat(each.failure().kind()).isEqualTo(Kind.DISALLOWED);
                        assertThat(each.failure().stage()).isEqualTo(Stage.SCHEDULE);
                        assertThat(each.failure().message())
                                .isEqualTo("robots.txt of " + origin.url("") + " forbids it");
                        assertThat(each.transfer().attempts()).isZero();
                    });
            assertThat(origin.targets()).containsExactlyInAnyOrder("/robots.txt", "/1", "/private/abc.gif", "/2");
        }
    }

    @Test
    void theRulesForOurNameGoBeforeThoseForAll() throws Exception {
        var robots = text("User-agent: *", "Disallow:", "", "User-agent: seine", "User-agent: Nemo", "Disallow: /a");
        try (var origin = ScriptedOrigin.start(saying(robots))) {
            assertThat(statuses(run(origin, List.of("/a", "/b"))))
                    .isEqualTo(Map.of(0L, Status.FAILED, 1L, Status.SAVED));
        }
    }

    @Test
    void aNameOfTheJobsOwnIsLookedForInstead() throws Exception {
        var robots = text("User-agent: seine", "Disallow: /", "", "User-agent: nemo", "Disallow: /a");
        try (var origin = ScriptedOrigin.start(saying(robots))) {
            assertThat(statuses(run(origin, List.of("/a", "/b"), "fetch.user-agent", "Nemo/2 (+mailto:n@example.org)")))
                    .isEqualTo(Map.of(0L, Status.FAILED, 1L, Status.SAVED));
        }
    }

    @Test
    void anOriginWithoutTheFileAllowsEverything() throws Exception {
        try (var origin = ScriptedOrigin.start(saying(Answer.notFound()))) {
            assertThat(statuses(run(origin, List.of("/a")))).isEqualTo(Map.of(0L, Status.SAVED));
        }
    }

    @Test
    void anOriginThatFailsToGiveTheFileAllowsNothing() throws Exception {
        try (var origin = ScriptedOrigin.start(saying(Answer.status(500)))) {
            var outcomes = run(origin, List.of("/a", "/b", "/c"));
            assertThat(outcomes).allSatisfy(each -> {
                assertThat(each.failure()).isNotNull();
                assertThat(each.failure().kind()).isEqualTo(Kind.DISALLOWED);
                assertThat(each.failure().message()).contains("/robots.txt: 500");
            });
            assertThat(origin.targets()).containsExactly("/robots.txt");
        }
    }

    @Test
    void addressesThatOnlyBrowsersTakeAreJudgedAsWell() throws Exception {
        try (var origin =
                ScriptedOrigin.start(saying(text("User-agent: *", "Disallow: /private/", "Disallow: /*q=")))) {
            assertThat(statuses(run(origin, List.of("/private/a|b.jpg", "/private/100%.gif", "/a[1]?q={x}", "/b|c"))))
                    .isEqualTo(Map.of(0L, Status.FAILED, 1L, Status.FAILED, 2L, Status.FAILED, 3L, Status.SAVED));
        }
    }

    @Test
    void aFileThatDoesNotWantToBeIndexedIsReadAllTheSame() throws Exception {
        var robots = text("User-agent: *", "Disallow: /a").withHeader("X-Robots-Tag", "noindex");
        try (var origin = ScriptedOrigin.start(saying(robots))) {
            assertThat(statuses(run(origin, List.of("/a", "/b"))))
                    .isEqualTo(Map.of(0L, Status.FAILED, 1L, Status.SAVED));
        }
    }

    @Test
    void aFileThatBreaksOffAllowsNothing() throws Exception {
        var rules = "User-agent: *\nDisallow: /b\n".getBytes(StandardCharsets.US_ASCII);
        try (var origin = ScriptedOrigin.start(saying(Answer.cutShort(rules, 15)))) {
            var outcomes = run(origin, List.of("/a"), "fetch.retries", "0");
            assertThat(outcomes.getFirst().failure()).isNotNull();
            assertThat(outcomes.getFirst().failure().kind()).isEqualTo(Kind.TRUNCATED);
            assertThat(origin.targets()).containsOnly("/robots.txt");
        }
    }

    @Test
    void theDelayOfTheSettingsLiesBehindTheFileAsWell() throws Exception {
        var arrivals = new CopyOnWriteArrayList<Long>();
        try (var origin = ScriptedOrigin.start(request -> {
            arrivals.add(System.nanoTime());
            return request.path().equals("/robots.txt") ? Answer.notFound() : CONTENT;
        })) {
            run(origin, List.of("/a"), "schedule.per-host.delay", "500ms");
            assertThat(Duration.ofNanos(arrivals.get(1) - arrivals.get(0))).isGreaterThan(Duration.ofMillis(450));
        }
    }

    @Test
    void anOriginThatIsBusyIsAskedAgain() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        try (var origin = ScriptedOrigin.start(request -> {
            asked.add(request.path());
            return asked.size() == 1 ? Answer.status(503) : request.path().equals("/robots.txt") ? text("") : CONTENT;
        })) {
            assertThat(statuses(run(origin, List.of("/a")))).isEqualTo(Map.of(0L, Status.SAVED));
            assertThat(asked).containsExactly("/robots.txt", "/robots.txt", "/a");
        }
    }

    @Test
    void theFileMayStandElsewhere() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> switch (request.path()) {
            case "/robots.txt" -> Answer.redirect(301, "/rules");
            case "/rules" -> text("User-agent: *", "Disallow: /a");
            default -> CONTENT;
        })) {
            assertThat(statuses(run(origin, List.of("/a", "/b"))))
                    .isEqualTo(Map.of(0L, Status.FAILED, 1L, Status.SAVED));
        }
    }

    @Test
    void whereARedirectLeadsIsAskedAsWell() throws Exception {
        try (var there = ScriptedOrigin.start(saying(text("User-agent: *", "Disallow: /")));
                var here = ScriptedOrigin.start(request -> request.path().equals("/robots.txt")
                        ? Answer.notFound()
                        : Answer.redirect(302, there.url("/b")))) {
            var outcomes = run(here, List.of("/a"));
            assertThat(outcomes.getFirst().failure()).isNotNull();
            assertThat(outcomes.getFirst().failure().kind()).isEqualTo(Kind.DISALLOWED);
            assertThat(there.targets()).containsExactly("/robots.txt");
        }
    }

    @Test
    void itsCrawlDelayLiesBetweenAnyTwoRequestsAndNoneIsSpentOnWhatItForbids() throws Exception {
        var arrivals = new CopyOnWriteArrayList<Long>();
        try (var origin = ScriptedOrigin.start(request -> {
            arrivals.add(System.nanoTime());
            return request.path().equals("/robots.txt")
                    ? text("User-agent: *", "Crawl-delay: 0.5", "Disallow: /no")
                    : CONTENT;
        })) {
            var paths = List.of("/no1", "/no2", "/a", "/no3", "/no4", "/b", "/no5", "/no6", "/no7");
            long begin = System.nanoTime();
            assertThat(statuses(run(origin, paths)).values().stream().filter(Status.SAVED::equals))
                    .hasSize(2);
            assertThat(arrivals).hasSize(3);
            for (int i = 1; i < arrivals.size(); i++) {
                assertThat(Duration.ofNanos(arrivals.get(i) - arrivals.get(i - 1)))
                        .isGreaterThan(Duration.ofMillis(450));
            }
            assertThat(Duration.ofNanos(arrivals.getLast() - begin)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aFileThatNeverComesEndsTheItemsThatWaitForIt() throws Exception {
        try (var origin = ScriptedOrigin.start(saying(Answer.drippingForever(1, Duration.ofMillis(20))))) {
            var outcomes = run(origin, List.of("/a"), "fetch.total-timeout", "1s", "fetch.min-speed", "0B/s");
            assertThat(outcomes.getFirst().failure()).isNotNull();
            assertThat(outcomes.getFirst().failure().kind()).isEqualTo(Kind.TIMEOUT_TOTAL);
            origin.awaitOpenConnections(0, Duration.ofSeconds(2));
        }
    }
}
