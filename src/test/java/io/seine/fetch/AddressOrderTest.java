package io.seine.fetch;

import static io.seine.fetch.ScriptedNames.addresses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressOrderTest {
    @Test
    void theFamiliesTakeTurnsAndTheFirstStaysFirst() {
        assertThat(AddressOrder.interleaved(addresses("::1", "::2", "::3", "1.1.1.1", "1.1.1.2"), 0))
                .isEqualTo(addresses("::1", "1.1.1.1", "::2", "1.1.1.2", "::3"));
        assertThat(AddressOrder.interleaved(addresses("1.1.1.1", "::1", "::2", "::3"), 0))
                .isEqualTo(addresses("1.1.1.1", "::1", "::2", "::3"));
    }

    @Test
    void eachTurnBeginsWithAnotherAddressOfTheSameFamily() {
        var given = addresses("::1", "1.1.1.1", "::2", "1.1.1.2", "1.1.1.3");
        assertThat(AddressOrder.interleaved(given, 1))
                .isEqualTo(addresses("::2", "1.1.1.2", "::1", "1.1.1.3", "1.1.1.1"));
        assertThat(AddressOrder.interleaved(given, 2))
                .isEqualTo(addresses("::1", "1.1.1.3", "::2", "1.1.1.1", "1.1.1.2"));
    }

    @Test
    void noTurnLosesAnAddress() {
        var given = addresses("1.1.1.1", "::1", "1.1.1.2", "1.1.1.3");
        for (int turn : List.of(0, 1, 7, -1, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            assertThat(AddressOrder.interleaved(given, turn)).containsExactlyInAnyOrderElementsOf(given);
        }
        assertThat(AddressOrder.interleaved(List.of(), 3)).isEmpty();
    }
}
