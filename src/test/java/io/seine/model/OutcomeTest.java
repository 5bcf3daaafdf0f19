package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
    private static final Item ITEM = Item.of(1, "http://h/a");

    @ParameterizedTest
    @EnumSource
    void everyKindEndsAsExactlyOneStatus(Kind kind) {
        var outcome = Outcome.ended(ITEM, new Failure(Stage.FETCH, kind, "because"));
        assertThat(outcome.status())
                .isEqualTo(kind.status())
                .isNotEqualTo(Status.SAVED)
                .isEqualTo(
                        switch (kind.word()) {
                            case "not_found" -> Status.NOT_FOUND;
                            case "filtered", "duplicate" -> Status.FILTERED;
                            case "cancelled" -> Status.CANCELLED;
                            default -> Status.FAILED;
                        });
    }

    @Test
    void anOutcomeThatIsNotSavedHasAFailureAndASavedOneHasNone() {
        var failure = new Failure(Stage.FETCH, Kind.DNS, "no such host");
        assertThat(Outcome.saved(ITEM, Transfer.NONE, null, "a.jpg", Instant.now())
                        .failure())
                .isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> outcome(Status.SAVED, failure, null));
        assertThatIllegalArgumentException().isThrownBy(() -> outcome(Status.FAILED, null, null));
    }

    @Test
    void aStatusContradictsNeitherItsKindNorItsPath() {
        var failure = new Failure(Stage.FETCH, Kind.NOT_FOUND, "404");
        assertThatIllegalArgumentException().isThrownBy(() -> outcome(Status.FAILED, failure, null));
        assertThatIllegalArgumentException().isThrownBy(() -> outcome(Status.NOT_FOUND, failure, "a.jpg"));
    }

    @Test
    void aClockThatIsSetBackMakesNoNegativeTime() {
        var tomorrow = Instant.now().plus(Duration.ofDays(1));
        assertThat(Outcome.saved(ITEM, Transfer.NONE, null, null, tomorrow).elapsed())
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void anItemKeepsItsFieldsInOrderAndForItself() {
        var given = new java.util.LinkedHashMap<String, String>();
        given.put("z", "1");
        given.put("a", "2");
        var item = new Item(0, "k", "u", given);
        given.put("later", "3");
        assertThat(item.fields()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
        assertThat(item.withFields(Map.of("a", "4")).fields())
                .containsExactly(Map.entry("z", "1"), Map.entry("a", "4"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Item(-1, "k", "u", Map.of()));
    }

    @Test
    void aKeyHasAsciiDigitsWhereverItIsMade() {
        var here = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Item.of(12, "u").key()).isEqualTo("000000012");
        } finally {
            Locale.setDefault(here);
        }
    }

    private static Outcome outcome(Status status, @Nullable Failure failure, @Nullable String path) {
        return new Outcome(ITEM, status, failure, Transfer.NONE, null, path, Instant.EPOCH, Duration.ZERO);
    }
}
