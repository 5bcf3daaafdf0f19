package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedNamesTest {
    private static final List<InetAddress> FOUND = ScriptedNames.addresses("1.1.1.1");

    private final AtomicLong time = new AtomicLong();

    private CachedNames cached(Names names) {
        return new CachedNames(names, time::get);
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    @Test
    void aThousandWhoAskAtOnceCostOneLookUp() {
        var answer = new CompletableFuture<List<InetAddress>>();
        var names = ScriptedNames.of(number -> answer);
        try (var cached = cached(names)) {
            var asked = IntStream.range(0, 1_000)
                    .mapToObj(i -> cached.lookUp("h").toCompletableFuture())
                    .toList();
            assertThat(asked).noneMatch(CompletableFuture::isDone);
            answer.complete(FOUND);
            assertThat(asked).allSatisfy(each -> assertThat(each).isCompletedWithValue(FOUND));
            assertThat(names.asked()).containsExactly("h");
        }
    }

    @Test
    void addressesAreKeptForAMinute() {
        var names = ScriptedNames.at("1.1.1.1");
        try (var cached = cached(names)) {
            cached.lookUp("h");
            pass(Duration.ofSeconds(59));
            assertThat(cached.lookUp("h").toCompletableFuture()).isCompletedWithValue(FOUND);
            assertThat(names.asked()).hasSize(1);
            pass(Duration.ofSeconds(2)); // reading has not prolonged it
            cached.lookUp("h");
            assertThat(names.asked()).hasSize(2);
        }
    }

    @Test
    void theMinuteBeginsWithTheAnswerNotWithTheQuestion() {
        var answer = new CompletableFuture<List<InetAddress>>();
        var names = ScriptedNames.of(number -> answer);
        try (var cached = cached(names)) {
            cached.lookUp("h");
            pass(Duration.ofSeconds(100));
            cached.lookUp("h");
            answer.complete(FOUND);
            pass(Duration.ofSeconds(59));
            cached.lookUp("h");
            assertThat(names.asked()).hasSize(1);
        }
    }

    @Test
    void thatThereIsNoSuchHostIsKeptForTenSeconds() {
        var names = ScriptedNames.at();
        try (var cached = cached(names)) {
            cached.lookUp("h");
            pass(Duration.ofSeconds(9));
            assertThat(cached.lookUp("h").toCompletableFuture()).isCompletedWithValue(List.of());
            assertThat(names.asked()).hasSize(1);
            pass(Duration.ofSeconds(2));
            cached.lookUp("h");
            assertThat(names.asked()).hasSize(2);
        }
    }

    @Test
    void troubleIsNotKept() {
        var names = ScriptedNames.of(number -> number == 1
                ? CompletableFuture.failedFuture(new FetchFault(Kind.DNS, "trouble"))
                : ScriptedNames.found("1.1.1.1"));
        try (var cached = cached(names)) {
            assertThat(cached.lookUp("h").toCompletableFuture())
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(FetchFault.class);
            assertThat(cached.lookUp("h").toCompletableFuture()).isCompletedWithValue(FOUND);
        }
    }

    @Test
    void namesAreKeptApart() {
        var names = ScriptedNames.of(number -> ScriptedNames.found("1.1.1." + number));
        try (var cached = cached(names)) {
            assertThat(cached.lookUp("a").toCompletableFuture()).isCompletedWithValue(FOUND);
            assertThat(cached.lookUp("b").toCompletableFuture())
                    .isCompletedWithValue(ScriptedNames.addresses("1.1.1.2"));
        }
    }

    @Test
    void whoeverAsksForEverMoreNamesFillsNoMoreThanTheCache() {
        var names = ScriptedNames.at("1.1.1.1");
        try (var cached = cached(names)) {
            for (int i = 0; i < CachedNames.MOST + 5_000; i++) {
                cached.lookUp("h" + i);
            }
            assertThat(cached.size()).isBetween(CachedNames.MOST / 2L, (long) CachedNames.MOST);
            pass(CachedNames.KEPT);
            assertThat(cached.size()).isZero();
        }
    }
}
