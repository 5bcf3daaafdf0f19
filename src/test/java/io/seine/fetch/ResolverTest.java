package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.AddressRange;
import io.seine.model.Kind;
import io.seine.testing.Loopback;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ResolverTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Resolver resolver(Names names, String... allowed) {
        var ranges = List.of(allowed).stream().map(AddressRange::parse).toList();
        return new Resolver(new AddressPolicy(ranges), names, LONG);
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static FetchFault fault(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("resolved to " + now(stage));
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(FetchFault.class);
            return (FetchFault) e.getCause();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "2606:4700:4700::1111"})
    void anAddressIsAnsweredAtOnceAndNeverLookedUp(String host) throws Exception {
        try (var resolver = resolver(ScriptedNames.stuck())) {
            assertThat(resolver.addresses(host).toCompletableFuture())
                    .isCompletedWithValue(List.of(InetAddress.ofLiteral(host)));
        }
    }

    @Test
    void onlyTheAddressesThatMayBeDialledAreAnswered() throws Exception {
        try (var resolver = resolver(ScriptedNames.at("10.0.0.1", "1.1.1.1", "::1", "64:ff9b::a00:1", "8.8.8.8"))) {
            assertThat(now(resolver.addresses("h")))
                    .containsExactlyElementsOf(ScriptedNames.addresses("1.1.1.1", "8.8.8.8"));
        }
    }

    @Test
    void aHostWithoutAnAddressThatMayBeDialledIsBlockedAndSaysWhere() throws Exception {
        try (var resolver = resolver(ScriptedNames.at("10.0.0.1", "::1"), "127.0.0.0/8")) {
            var fault = fault(resolver.addresses("h"));
            assertThat(fault.kind()).isEqualTo(Kind.BLOCKED_ADDRESS);
            assertThat(fault).hasMessageContaining("h is at 10.0.0.1");
        }
    }

    @Test
    void anAddressThatIsBlockedIsNamedOnce() throws Exception {
        try (var resolver = resolver(ScriptedNames.stuck())) {
            assertThat(fault(resolver.addresses("10.0.0.1")))
                    .hasMessage("10.0.0.1 is not public; fetch.allow-addresses can open it");
        }
    }

    @Test
    void aHostThatDoesNotExistIsDns() throws Exception {
        try (var resolver = resolver(ScriptedNames.at())) {
            var fault = fault(resolver.addresses("h.example"));
            assertThat(fault.kind()).isEqualTo(Kind.DNS);
            assertThat(fault).hasMessage("h.example: no such host");
        }
    }

    @Test
    void aNameServiceThatNeverAnswersIsDnsWhenItsTimeIsUp() throws Exception {
        try (var resolver = new Resolver(new AddressPolicy(List.of()), ScriptedNames.stuck(), Duration.ofMillis(50))) {
            var fault = fault(resolver.addresses("h"));
            assertThat(fault.kind()).isEqualTo(Kind.DNS);
            assertThat(fault).hasMessage("h: no answer from the resolver within 50 ms");
        }
    }

    @Test
    void theTimeForANameIsUpBeforeTheTimeToConnect() throws Exception {
        try (var resolver = Resolver.of(Loopback.fetch("connect-timeout", "100ms"), ScriptedNames.stuck())) {
            assertThat(fault(resolver.addresses("h"))).hasMessageContaining("within 90 ms");
        }
    }

    @Test
    void whoGivesUpTakesTheAnswerFromNobodyElse() throws Exception {
        var answer = new CompletableFuture<List<InetAddress>>();
        try (var names = new CachedNames(ScriptedNames.of(number -> answer));
                var hasty = new Resolver(new AddressPolicy(List.of()), names, Duration.ofMillis(20));
                var patient = resolver(names)) {
            var waiting = patient.addresses("h");
            fault(hasty.addresses("h"));
            answer.complete(ScriptedNames.addresses("1.1.1.1"));
            assertThat(now(waiting)).isEqualTo(ScriptedNames.addresses("1.1.1.1"));
        }
    }

    @Test
    void troubleOfTheNameServiceIsToldAsItIs() throws Exception {
        var trouble = new FetchFault(Kind.DNS, "h: too many look-ups under way");
        try (var resolver = resolver(ScriptedNames.of(number -> CompletableFuture.failedFuture(trouble)))) {
            assertThat(fault(resolver.addresses("h"))).isSameAs(trouble);
        }
    }

    @Test
    void everyLookUpBeginsWithAnotherAddress() throws Exception {
        try (var resolver = resolver(ScriptedNames.at("1.1.1.1", "1.1.1.2", "1.1.1.3"))) {
            for (var expected : List.of("1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.1")) {
                assertThat(now(resolver.addresses("h")).getFirst()).isEqualTo(InetAddress.ofLiteral(expected));
            }
        }
    }

    @Test
    void theNamesAreClosedWithIt() {
        var names = ScriptedNames.stuck();
        resolver(new CachedNames(names)).close();
        assertThat(names.closed()).isTrue();
    }
}
