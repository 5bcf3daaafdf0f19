package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RobotsTagTest {
    @ParameterizedTest
    @ValueSource(strings = {"noai", "noimageai", "noindex", "noimageindex", "noml"})
    void eachOfTheFiveDirectivesForbids(String directive) {
        assertThat(RobotsTag.forbidding(directive)).contains(directive);
        assertThat(RobotsTag.forbidding("nofollow, " + directive)).contains(directive);
        assertThat(RobotsTag.forbidding("Seine: " + directive.toUpperCase(Locale.ROOT)))
                .contains(directive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "all", "nofollow", "noindexed", "noarchive, nosnippet", "max-snippet: 20"})
    void otherDirectivesDoNotForbid(String value) {
        assertThat(RobotsTag.forbidding(value)).isEmpty();
    }

    @Test
    void whatIsSaidToAnotherAgentIsNotSaidToUs() {
        assertThat(RobotsTag.forbidding("googlebot: noindex, noai")).isEmpty();
        assertThat(RobotsTag.forbidding("googlebot: noindex, seine: noai")).contains("noai");
        assertThat(RobotsTag.forbidding("seine: nofollow, googlebot: noindex")).isEmpty();
    }

    @Test
    void aDirectiveWithAValueIsNoAgent() {
        assertThat(RobotsTag.forbidding("max-image-preview: large, noindex")).contains("noindex");
        assertThat(RobotsTag.forbidding("unavailable_after: Wed, 25 Jun 2025 15:00:00 GMT, noindex"))
                .contains("noindex");
    }
}
