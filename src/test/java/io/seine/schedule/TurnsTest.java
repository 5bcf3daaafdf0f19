package io.seine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.config.ScheduleSettings;
import io.seine.model.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {
    private static final Verdict SUCCESS = new Verdict.Success();
    private static final Verdict GONE = new Verdict.Unreachable("connect, refused");

    private Turns<String> turns = turns(2, Duration.ZERO);
    private long now;

    private static Turns<String> turns(int lanes, Duration interval) {
        return new Turns<>(new ScheduleSettings.PerHost(lanes, interval, Duration.ofMinutes(5)), () -> 0);
    }

    private void add(String host, String... entries) {
        for (var entry : entries) {
            turns.add(host, entry, now);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Turn.@Nullable Start<String> polled() {
        return (Turn.Start<String>) turns.poll(now, true);
    }

    private Lane<String> expect(String entry) {
        var start = Objects.requireNonNull(polled(), "nothing may start");
        assertThat(start.entry()).isEqualTo(entry);
        return start.lane();
    }

    private void expectNothing() {
        assertThat(turns.poll(now, true)).isNull();
    }

    private void end(Lane<String> lane, Verdict verdict) {
        turns.release(lane, verdict, now);
    }

    // Order.

    @Test
    void entriesOfAHostKeepTheirOrderAndHostsTakeTurns() {
        add("a", "a1", "a2");
        add("b", "b1", "b2");
        expect("a1");
        expect("b1");
        expect("a2");
        expect("b2");
        expectNothing();
        assertThat(turns.size()).isZero();
    }

    @Test
    void whoComesBackGoesFirstButNotTooSoon() {
        turns = turns(1, Duration.ZERO);
        add("a", "a1", "a2");
        turns.addFirst("a", "back", Duration.ofSeconds(1).toNanos(), now);
        var first = expect("a1");
        pass(Duration.ofSeconds(1));
        end(first, SUCCESS);
        end(expect("back"), SUCCESS);
        end(expect("a2"), SUCCESS);
        turns.addFirst("a", "late", now + 1, now);
        expectNothing();
        assertThat(turns.nextWake()).isEqualTo(now + 1);
        now++;
        expect("late");
    }

    @Test
    void whatHasItsPlaceNeedsOnlyALane() {
        add("a", "a1", "a2");
        turns.addLinked("a", "linked", now);
        var start = (Turn.Start<String>) Objects.requireNonNull(turns.poll(now, false));
        assertThat(start.entry()).isEqualTo("linked");
        assertThat(turns.poll(now, false)).isNull();
        expect("a1");
        turns.addLinked("a", "more", now);
        expectNothing();
        end(start.lane(), SUCCESS);
        expect("more");
    }

    @Test
    void whatIsTakenOutHasNoTurn() {
        turns.addFirst("a", "back", 0, now);
        turns.remove("a", "back", now);
        turns.remove("b", "stranger", now);
        expectNothing();
        assertThat(turns.size()).isZero();
        assertThat(turns.hosts()).isZero();
    }

    // Shares.

    @Test
    void hostsThatShareAPlaceGetTheSameTimeOfIt() {
        for (int i = 0; i < 1000; i++) {
            add("quick", "quick");
            add("middling", "middling");
        }
        var served = new HashMap<String, Integer>();
        for (int i = 0; i < 600; i++) {
            var start = Objects.requireNonNull(polled());
            served.merge(start.entry(), 1, Integer::sum);
            pass(Duration.ofMillis(start.entry().equals("quick") ? 100 : 500));
            end(start.lane(), SUCCESS);
        }
        assertThat(served.get("quick")).isCloseTo(500, within(5));
    }

    @Test
    void aHostThatIsSlowGetsLessThanItsShareButItsTurnComes() {
        for (int i = 0; i < 5000; i++) {
            add("quick", "quick");
            add("slow", "slow");
        }
        long slow = 0;
        for (int i = 0; i < 4000; i++) {
            var start = Objects.requireNonNull(polled());
            long took = Duration.ofMillis(start.entry().equals("slow") ? 9_000 : 100)
                    .toNanos();
            now += took;
            slow += start.entry().equals("slow") ? took : 0;
            end(start.lane(), SUCCESS);
        }
        assertThat(slow / (double) now).isBetween(0.1, 0.15); // 9 s for every 60 s
    }

    @Test
    void aHostThatComesAnewBeginsWhereTheOthersAre() {
        for (int i = 0; i < 100; i++) {
            add("old", "old");
            var lane = expect("old");
            pass(Duration.ofSeconds(1));
            end(lane, SUCCESS);
        }
        add("old", "old1", "old2");
        add("new", "new1", "new2");
        var names = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
            var start = Objects.requireNonNull(polled());
            names.add(start.entry());
            pass(Duration.ofSeconds(1));
            end(start.lane(), SUCCESS);
        }
        assertThat(names.subList(0, 2)).containsExactlyInAnyOrder("old1", "new1");
    }

    // Lanes.

    @Test
    void aHostThatNobodyHasHeardOfGetsTwoLanes() {
        turns = turns(8, Duration.ZERO);
        add("a", "1", "2", "3");
        expect("1");
        expect("2");
        expectNothing();
    }

    @Test
    void moreLanesLetInWhoeverWaitsAndFewerWaitForThoseInFlight() {
        turns = turns(1, Duration.ZERO);
        add("a", "1", "2", "3");
        var first = expect("1");
        turns.parallelism(2, now);
        var second = expect("2");
        turns.parallelism(1, now);
        end(first, SUCCESS);
        expectNothing();
        end(second, SUCCESS);
        expect("3");
    }

    // Time.

    @Test
    void startsWithOneHostAreAsFarApartAsTheyShouldBe() {
        turns = turns(8, Duration.ofMillis(100));
        add("a", "1", "2", "3");
        expect("1");
        expectNothing();
        assertThat(turns.nextWake()).isEqualTo(Duration.ofMillis(100).toNanos());
        pass(Duration.ofSeconds(5));
        end(expect("2"), SUCCESS);
        expectNothing(); // nothing was saved up
        pass(Duration.ofMillis(100));
        expect("3");
    }

    @Test
    void aHostMayAskForALongerDelay() {
        turns.pace("a", Duration.ofSeconds(3), now);
        add("a", "1", "2");
        add("b", "b1", "b2");
        expect("1");
        expect("b1");
        expect("b2");
        pass(Duration.ofMillis(2_999));
        expectNothing();
        pass(Duration.ofMillis(1));
        expect("2");
    }

    @Test
    void aHostThatIsOverloadedIsHeldWholeAndItsItemGoesFirst() {
        add("a", "1", "2", "3");
        add("b", "b1");
        var first = expect("1");
        expect("b1");
        var second = expect("2");
        end(first, new Verdict.Overloaded(Duration.ofSeconds(10), true));
        turns.addFirst("a", "1 again", now, now);
        end(second, SUCCESS);
        expectNothing();
        assertThat(turns.nextWake()).isEqualTo(Duration.ofSeconds(10).toNanos());
        pass(Duration.ofSeconds(10));
        var again = expect("1 again");
        expectNothing();
        end(again, SUCCESS);
        pass(Duration.ofSeconds(10)); // at the pace that the host has been found to bear
        expect("3");
    }

    @Test
    void onlyAHostThatSpeaksOfTooManyRequestsIsAskedMoreSlowly() {
        for (var tooMany : List.of(true, false)) {
            var host = "host-" + tooMany;
            add(host, "1", "2", "3", "4");
            var first = expect("1");
            var second = expect("2");
            pass(Duration.ofSeconds(1));
            end(first, SUCCESS);
            end(second, new Verdict.Overloaded(null, tooMany));
            pass(Duration.ofSeconds(1));
            end(expect("3"), SUCCESS);
            if (tooMany) {
                expectNothing();
                pass(Duration.ofMillis(1_250));
            }
            end(expect("4"), SUCCESS);
        }
    }

    // Hosts that are down.

    private void bringDown(String host) {
        for (int i = 0; i < 10; i++) {
            turns.addLinked(host, "attempt", now);
            end(expect("attempt"), GONE);
            pass(Duration.ofSeconds(i < 9 ? 20 : 0));
        }
    }

    @Test
    void whatWaitsForAHostThatIsDownEndsAtOnce() {
        bringDown("a");
        add("a", "1");
        turns.addFirst("a", "2", now + 1000, now);
        turns.addLinked("a", "3", now);
        add("b", "b1");
        for (var entry : List.of("3", "1", "2")) {
            assertThat(turns.poll(now, false)).isEqualTo(new Turn.Refusal<>(entry, "a", "connect, refused"));
        }
        expect("b1");
    }

    @Test
    void onceInAWhileOneIsLetThroughAndTheOthersEnd() {
        bringDown("a");
        pass(Duration.ofSeconds(61));
        add("a", "probe", "other");
        var probe = expect("probe");
        assertThat(turns.poll(now, true)).isEqualTo(new Turn.Refusal<>("other", "a", "connect, refused"));
        end(probe, SUCCESS);
        add("a", "1", "2");
        expect("1");
        expect("2");
    }

    @Test
    void aHostThatIsDownIsRememberedForAWhileOnly() {
        bringDown("a");
        assertThat(turns.hosts()).isEqualTo(1);
        pass(Duration.ofMinutes(12));
        expectNothing();
        assertThat(turns.hosts()).isZero();
    }

    // Memory.

    @Test
    void aHostWithNothingToDoTakesNoMemory() {
        add("a", "1");
        var lane = expect("1");
        assertThat(turns.hosts()).isEqualTo(1);
        end(lane, SUCCESS);
        assertThat(turns.hosts()).isZero();
    }

    @Test
    void noMoreThanTenThousandIdleHostsAreRemembered() {
        for (int i = 0; i < 10_500; i++) {
            turns.pace("host" + i, Duration.ofSeconds(5), now);
        }
        expectNothing();
        assertThat(turns.hosts()).isEqualTo(10_000);
    }

    @Test
    void whatIsDrainedIsEverythingThatWaited() {
        add("a", "1", "2", "3");
        turns.addFirst("b", "4", now + 1000, now);
        turns.addLinked("c", "5", now);
        var linked = expect("5");
        assertThat(turns.drain(now)).containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThat(turns.size()).isZero();
        assertThat(turns.hosts()).isEqualTo(1);
        end(linked, SUCCESS);
        assertThat(turns.hosts()).isZero();
    }

    /// Adds, ends and lets time pass in a generated order, with a count kept beside.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverHappensEveryEntryComesOutOnceAndNoHostHasMoreThanItMay(long seed) {
        var random = new Random(seed);
        turns = turns(3, Duration.ofMillis(random.nextInt(20)));
        Map<String, Queue<Lane<String>>> held = new HashMap<>();
        int added = 0;
        int out = 0;
        for (int step = 0; step < 20_000 || turns.size() > 0; step++) {
            var host = "host" + random.nextInt(10);
            pass(Duration.ofMillis(random.nextInt(50)));
            switch (random.nextInt(step < 20_000 ? 4 : 2)) {
                case 0 -> {
                    var lane = held.computeIfAbsent(host, name -> new ArrayDeque<>())
                            .poll();
                    if (lane != null) {
                        end(lane, verdict(random));
                    }
                }
                case 1 -> {
                    for (var turn = turns.poll(now, random.nextBoolean());
                            turn != null;
                            turn = turns.poll(now, false)) {
                        out++;
                        if (turn instanceof Turn.Start<String>(var _, var lane)) {
                            var lanes = held.computeIfAbsent(lane.host().name(), name -> new ArrayDeque<>());
                            lanes.add(lane);
                            assertThat(lanes).hasSizeLessThanOrEqualTo(3);
                        }
                    }
                }
                case 2 -> {
                    added++;
                    turns.addFirst(host, "back", now + random.nextInt(1_000_000), now);
                }
                default -> {
                    added++;
                    if (random.nextBoolean()) {
                        add(host, "entry");
                    } else {
                        turns.addLinked(host, "linked", now);
                    }
                }
            }
            assertThat(step).as("steps").isLessThan(2_000_000);
        }
        assertThat(out).isEqualTo(added);
        held.values().forEach(lanes -> lanes.forEach(lane -> end(lane, SUCCESS)));
        pass(Duration.ofDays(1));
        expectNothing();
        assertThat(turns.hosts()).isZero();
    }

    private static Verdict verdict(Random random) {
        return switch (random.nextInt(20)) {
            case 0 ->
                new Verdict.Overloaded(
                        random.nextBoolean() ? Duration.ofMillis(random.nextInt(3_000)) : null, random.nextBoolean());
            case 1, 2, 3 -> GONE;
            case 4 -> new Verdict.Ignored();
            default -> SUCCESS;
        };
    }
}
