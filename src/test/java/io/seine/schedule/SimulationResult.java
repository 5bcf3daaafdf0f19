package io.seine.schedule;

import io.seine.schedule.HostSimulation.Tally;
import io.seine.schedule.SimulatedHost.Temper;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a list came to in the simulation.
///
/// @param name of the list
/// @param alone the same list without the hosts whose cost to the fast ones is asked for, or null
record SimulationResult(
        String name, @Nullable SimulationResult alone, Map<Temper, Tally> tallies, List<SimulatedHost> hosts) {
    static final List<String> HEAD = List.of(
            "| list | hosts | rows | saved | failed | host_down | seconds | rows/s | cost "
                    + "| transfers at once | starts per second | requests | 429 |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");

    Tally tally(Temper temper) {
        return Objects.requireNonNull(tallies.get(temper), temper.toString());
    }

    /// The share of the fast hosts' throughput that the others cost.
    double cost() {
        var other = Objects.requireNonNull(alone, "nothing to compare with");
        return 1 - tally(Temper.FAST).perSecond() / other.tally(Temper.FAST).perSecond();
    }

    /// How long the list took.
    double seconds() {
        return tallies.values().stream().mapToDouble(Tally::seconds).max().orElseThrow();
    }

    int most(Temper temper, ToIntFunction<SimulatedHost> number) {
        return of(temper).mapToInt(number).max().orElseThrow();
    }

    int sum(Temper temper, ToIntFunction<SimulatedHost> number) {
        return of(temper).mapToInt(number).sum();
    }

    Stream<SimulatedHost> of(Temper temper) {
        return hosts.stream().filter(host -> host.temper() == temper);
    }

    /// Rows of a table under [#HEAD], one for each kind of host.
    List<String> lines() {
        return new EnumMap<>(tallies)
                .entrySet().stream()
                        .map(entry -> line(entry.getKey(), entry.getValue()))
                        .toList();
    }

    private String line(Temper temper, Tally tally) {
        return String.format(
                Locale.ROOT,
                "| %s | %d %s | %d | %d | %d | %d | %.1f | %.1f | %s | %d | %d | %d | %d |",
                name,
                of(temper).count(),
                temper,
                tally.items(),
                tally.saved,
                tally.failed,
                tally.refused,
                tally.seconds(),
                tally.perSecond(),
                temper == Temper.FAST && alone != null ? String.format(Locale.ROOT, "%.1f %%", 100 * cost()) : "",
                most(temper, SimulatedHost::mostInFlight),
                most(temper, SimulatedHost::mostStarts),
                sum(temper, SimulatedHost::requests),
                sum(temper, SimulatedHost::refusals));
    }
}
