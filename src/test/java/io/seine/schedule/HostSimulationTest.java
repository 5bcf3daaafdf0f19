package io.seine.schedule;

import static io.seine.schedule.SimulatedHost.Temper.ASKING;
import static io.seine.schedule.SimulatedHost.Temper.DEAD;
import static io.seine.schedule.SimulatedHost.Temper.FAST;
import static io.seine.schedule.SimulatedHost.Temper.LIMITING;
import static io.seine.schedule.SimulatedHost.Temper.REFUSING;
import static io.seine.schedule.SimulatedHost.Temper.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.ScheduleSettings;
import io.seine.schedule.HostSimulation.Tally;
import io.seine.schedule.SimulatedHost.Temper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Lists over many hosts, with 128 places, 8 lanes per host and a look-ahead of 10,000, in virtual time.
///
/// The results stand in `host-simulation.md`; `-Dseine.simulation.write=true` writes them anew.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostSimulationTest {
    private static final Path KEPT = Path.of("src/test/resources/io/seine/schedule/host-simulation.md");
    private static final int LANES = 8;
    private static final int LOOK_AHEAD = 10_000;
    private static final int OTHER_ROWS = 200;

    private static final Map<Temper, Integer> THIRTY_BAD = Map.of(FAST, 170, SLOW, 15, DEAD, 10, REFUSING, 5);
    private static final Map<Temper, Integer> ALL_KINDS =
            Map.of(FAST, 140, SLOW, 20, DEAD, 10, REFUSING, 10, LIMITING, 10, ASKING, 10);

    private static final String ABOUT = """
            # What hosts do to each other

            Written by `HostSimulationTest` with `-Dseine.simulation.write=true`, in virtual time: 128 places, 8 lanes per
            host, a look-ahead of 10,000, two retries. A fast host has 600 rows, in a short list and beside one bad host
            200, in the lists over 20 hosts 2,000; every other host has 200. Lists are shuffled unless they are sorted by
            host.

            *fast* answers within 20 to 100 ms, *slow* within 2 to 10 s; *dead* lets connections time out after 10 s;
            *refusing* refuses them; *limiting* answers 429 above 10 requests per second; *asking* does so with
            `Retry-After: 2`. *cost* is the share of the fast hosts' rows per second that is lost against the same list
            without the slow and dead ones. Transfers at once and starts per second are the most that one host saw.

            To find out that a host is slow or dead takes one transfer, which weighs in a short list. A sorted list is as
            fast as a shuffled one as long as the look-ahead holds the rows of enough hosts to fill the places (here 16);
            the last two lists are one where it does not.

            """;

    private final Map<String, SimulationResult> results = new LinkedHashMap<>();

    @BeforeAll
    void runAll() {
        run("199 fast", null, Map.of(FAST, 199), 200, false);
        run("and a slow one", "199 fast", Map.of(FAST, 199, SLOW, 1), 200, false);
        run("and a dead one", "199 fast", Map.of(FAST, 199, DEAD, 1), 200, false);
        run("170 fast", null, Map.of(FAST, 170), 600, false);
        run("and 30 slow or dead", "170 fast", THIRTY_BAD, 600, false);
        run("170 fast, short", null, Map.of(FAST, 170), 200, false);
        run("and 30 slow or dead, short", "170 fast, short", THIRTY_BAD, 200, false);
        run("and 30 slow or dead, short, sorted", "170 fast, short", THIRTY_BAD, 200, true);
        run("160 good", null, Map.of(FAST, 140, LIMITING, 10, ASKING, 10), 600, false);
        run("all kinds", "160 good", ALL_KINDS, 600, false);
        run("all kinds, short", null, ALL_KINDS, 200, false);
        run("all kinds, short, sorted", null, ALL_KINDS, 200, true);
        run("all kinds, short, at 5/s", null, ALL_KINDS, 200, false, Duration.ofMillis(200));
        run("20 fast", null, Map.of(FAST, 20), 2_000, false);
        run("20 fast, sorted", null, Map.of(FAST, 20), 2_000, true);
    }

    private void run(String name, @Nullable String alone, Map<Temper, Integer> mix, int fastRows, boolean sorted) {
        run(name, alone, mix, fastRows, sorted, Duration.ZERO);
    }

    private void run(
            String name,
            @Nullable String alone,
            Map<Temper, Integer> mix,
            int fastRows,
            boolean sorted,
            Duration interval) {
        var perHost = new ScheduleSettings.PerHost(LANES, interval, Duration.ofMinutes(5));
        var random = new Random(7);
        var hosts = hosts(mix, random);
        var rows = new ArrayList<SimulatedHost>();
        hosts.forEach(host -> rows.addAll(Collections.nCopies(host.temper() == FAST ? fastRows : OTHER_ROWS, host)));
        if (!sorted) {
            Collections.shuffle(rows, random);
        }
        var tallies = HostSimulation.run(new ScheduleSettings(perHost, LOOK_AHEAD, false), rows);
        assertThat(tallies.values().stream().mapToInt(Tally::items).sum()).isEqualTo(rows.size());
        results.put(name, new SimulationResult(name, alone == null ? null : result(alone), tallies, hosts));
    }

    private static List<SimulatedHost> hosts(Map<Temper, Integer> mix, Random random) {
        var hosts = new ArrayList<SimulatedHost>();
        new EnumMap<>(mix).forEach((temper, count) -> {
            for (int i = 0; i < count; i++) {
                hosts.add(new SimulatedHost(temper + "-" + i, temper));
            }
        });
        Collections.shuffle(hosts, random);
        return hosts;
    }

    private SimulationResult result(String name) {
        return Objects.requireNonNull(results.get(name), name);
    }

    @Test
    void oneHostThatIsSlowOrDeadCostsTheOthersNextToNothing() {
        assertThat(result("and a slow one").cost()).isLessThan(0.01);
        assertThat(result("and a dead one").cost()).isLessThan(0.01);
    }

    @Test
    void thirtyHostsThatAreSlowOrDeadCostTheOthersLessThanFivePercent() {
        assertThat(result("and 30 slow or dead").cost()).isLessThan(0.05);
        assertThat(result("all kinds").cost()).isLessThan(0.05);
    }

    @Test
    void whatItTakesToFindOutIsLostOnce() {
        double lost = result("and 30 slow or dead, short").tally(FAST).seconds()
                - result("170 fast, short").tally(FAST).seconds();
        assertThat(lost).as("seconds").isLessThan(2.0); // 15 transfers of up to 10 s and 10 of 10 s, on 128 places
    }

    @Test
    void aSortedListTakesHardlyLongerThanAShuffledOne() {
        for (var list : List.of("and 30 slow or dead, short", "all kinds, short")) {
            assertThat(result(list + ", sorted").seconds())
                    .as(list)
                    .isLessThan(1.05 * result(list).seconds());
        }
    }

    @Test
    void noHostSeesMoreThanItsLanesOrItsRate() {
        results.values().forEach(result -> assertThat(result.hosts()).allMatch(host -> host.mostInFlight() <= LANES));
        assertThat(result("all kinds, short, at 5/s").hosts()).allMatch(host -> host.mostStarts() <= 5);
    }

    @Test
    void aHostThatIsDeadIsAskedATrifleOfWhatItsRowsWouldAsk() {
        for (var temper : List.of(DEAD, REFUSING)) {
            var result = result("all kinds");
            assertThat(result.most(temper, SimulatedHost::requests)).isLessThan(15);
            assertThat(result.most(temper, SimulatedHost::mostInFlight)).isLessThanOrEqualTo(2);
            assertThat(result.tally(temper).refused)
                    .isGreaterThan(9 * result.tally(temper).items() / 10);
        }
    }

    @Test
    void aHostThatLimitsItsClientsLosesNoRowAndRefusesFewRequests() {
        for (var list : List.of("160 good", "all kinds, short", "all kinds, short, sorted")) {
            for (var temper : List.of(LIMITING, ASKING)) {
                var result = result(list);
                assertThat(result.tally(temper).saved).isEqualTo(10 * OTHER_ROWS);
                assertThat(result.sum(temper, SimulatedHost::refusals))
                        .as("%s, %s", list, temper)
                        .isLessThan(10 * OTHER_ROWS / 20);
            }
        }
    }

    @Test
    void theResultsAreThoseThatWereKept() throws Exception {
        var table = table();
        if (Boolean.getBoolean("seine.simulation.write")) {
            Files.writeString(KEPT, table);
        }
        assertThat(Files.readString(KEPT)).isEqualTo(table);
    }

    private String table() {
        var lines = new ArrayList<>(ABOUT.lines().toList());
        lines.addAll(SimulationResult.HEAD);
        results.values().forEach(result -> lines.addAll(result.lines()));
        return String.join("\n", lines) + "\n";
    }
}
