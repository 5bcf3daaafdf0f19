package io.seine.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.model.Outcome;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table, row by row, each against a real socket and through the whole engine.
///
/// The rows share an engine and run some at a time, from the start; a row's test waits for its own.
@Timeout(60)
class HostileOriginTest {
    private static final String HOST = "127.0.0.1";
    /// What a job may cost beside its items.
    private static final Duration OVERHEAD = Duration.ofSeconds(2);

    private static final int AT_A_TIME = 16;
    private static final int GOOD = 200;
    private static final Map<String, CompletableFuture<?>> RUNS = new HashMap<>();

    @TempDir
    private static Path folder;

    private static Seine seine;
    private static ExecutorService threads;

    @BeforeAll
    static void runAll() throws Exception {
        seine = Seine.create();
        threads = Executors.newFixedThreadPool(AT_A_TIME);
        run(decent(), folder.resolve("warm")); // so that no row pays for the loading of classes
        HostileOrigins.all().forEach(row -> {
            var out = folder.resolve("row-" + RUNS.size());
            var other = RUNS.put(row.does(), CompletableFuture.runAsync(() -> ran(row, out), threads));
            assertThat(other).as(row.does()).isNull();
        });
    }

    @AfterAll
    static void close() {
        threads.shutdownNow();
        seine.close();
    }

    private static HostileOrigin decent() {
        return HostileOrigin.saved("is decent", When.AT_ITS_END, hello())
                .with("fetch.first-byte-timeout", "10s")
                .with("fetch.total-timeout", "10s");
    }

    private static Answer hello() {
        return Answer.ok(HostileOrigin.HELLO.getBytes(StandardCharsets.US_ASCII), "text/plain");
    }

    static Stream<HostileOrigin> anOriginThat() {
        return HostileOrigins.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anOriginThat(HostileOrigin row) throws Exception {
        try {
            Objects.requireNonNull(RUNS.get(row.does())).get();
        } catch (ExecutionException e) {
            throw new AssertionError("an origin that " + row + ": " + e.getCause(), e.getCause());
        }
    }

    private static void ran(HostileOrigin row, Path out) {
        try {
            run(row, out);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static void run(HostileOrigin row, Path out) throws Exception {
        try (var trap = row.site().open(HOST)) {
            var urls = IntStream.range(0, row.items()).mapToObj(i -> trap.url("/" + i));
            var job = EndedJob.of(seine, row.settings(), urls.toList(), out);
            job.expectOneOutcomeEach(row.items());
            for (var outcome : job.outcomes()) {
                expect(row, job, outcome);
            }
            assertThat(job.took()).isLessThan(row.when().latest().plus(OVERHEAD));
            job.expectNothingUnfinished();
            trap.expectForsaken();
        }
    }

    private static void expect(HostileOrigin row, EndedJob job, Outcome outcome) throws Exception {
        var failure = outcome.failure();
        assertThat(verdict(outcome)).as("%s", failure).isEqualTo(row.verdict());
        assertThat(outcome.elapsed())
                .isBetween(row.when().earliest(), row.when().latest());
        if (failure == null) {
            assertThat(job.content(outcome)).isEqualTo(row.content());
        } else {
            assertThat(failure.stage()).isEqualTo(row.stage());
            assertThat(failure.message()).isNotBlank().doesNotContainIgnoringCase("pekko");
        }
    }

    private static String verdict(Outcome outcome) {
        var failure = outcome.failure();
        return failure == null ? outcome.status().word() : failure.kind().word();
    }

    @Test
    void noneOfThemHarmsAnotherHost() throws Exception {
        // The rows leave the machine to this test.
        CompletableFuture.allOf(RUNS.values().toArray(CompletableFuture[]::new))
                .handle((_, failure) -> failure == null)
                .join();
        var traps = new ArrayList<Trap>();
        try (var good = ScriptedOrigin.start(_ -> hello())) {
            for (var row : HostileOrigins.all().toList()) {
                traps.add(row.site().open("127.0.1." + (traps.size() + 1)));
            }
            var job = EndedJob.of(seine, patient(), mixed(traps, good), folder.resolve("mixed"));
            job.expectOneOutcomeEach(traps.size() + GOOD);
            expectGood(job, good);
            job.expectNothingUnfinished();
            for (var trap : traps) {
                trap.expectForsaken();
            }
        } finally {
            for (var trap : traps) {
                trap.close();
            }
        }
    }

    /// Time enough for who answers, with a hundred others in the way.
    private static Settings patient() {
        return HostileOrigin.deadlines().text("""
                seine.job.fetch {
                  parallelism = 32
                  connect-timeout = 3s
                  first-byte-timeout = 3s
                  idle-timeout = 3s
                  total-timeout = 5s
                }
                """);
    }

    /// The hostile ones in front, so that they hold all the places that they can get.
    private static List<String> mixed(List<Trap> traps, ScriptedOrigin good) {
        var hostile = traps.stream().map(trap -> trap.url("/0"));
        return Stream.concat(hostile, IntStream.range(0, GOOD).mapToObj(i -> good.url("/" + i)))
                .toList();
    }

    private static void expectGood(EndedJob job, ScriptedOrigin good) {
        var ended = job.outcomes().stream()
                .filter(outcome -> outcome.item().url().startsWith(good.url("/")))
                .toList();
        assertThat(ended)
                .hasSize(GOOD)
                .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
    }
}
