package io.seine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.model.Kind;
import io.seine.model.Status;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrySettingsTest {
    private static RetrySettings retry(String text) {
        return Settings.defaults().set("seine.job.retry", text).job().retry();
    }

    @Test
    void nothingIsTakenUpAgainByDefault() {
        assertThat(Settings.defaults().job().retry()).isEqualTo(RetrySettings.NONE);
        assertThat(retry("none")).isEqualTo(RetrySettings.NONE);
    }

    @Test
    void failedMeansAllOfThatStatus() {
        assertThat(Arrays.stream(Kind.values()).filter(retry("failed")::takesUp))
                .containsExactlyElementsOf(Arrays.stream(Kind.values())
                        .filter(kind -> kind.status() == Status.FAILED)
                        .toList());
    }

    @Test
    void kindsCanBeNamed() {
        assertThat(retry("failed:dns, timeout_idle").kinds()).containsExactlyInAnyOrder(Kind.DNS, Kind.TIMEOUT_IDLE);
        assertThat(retry("failed:not_found,filtered").kinds()).containsExactlyInAnyOrder(Kind.NOT_FOUND, Kind.FILTERED);
    }

    @ParameterizedTest
    @CsvSource({
        "failed:nope, 'there is no kind \"nope\"; there are bad_row, bad_url, '",
        "'failed:dns,', 'there is no kind \"\"; there are '",
        "failed:cancelled, 'there is no kind \"cancelled\"'",
        "'failed:', 'there is no kind \"\"'",
        "all, 'expected none, failed or failed:KIND,…, got \"all\"'",
        "true, 'expected none, failed or failed:KIND,…, got \"true\"'"
    })
    void whatIsNoneOfTheseIsRefusedWithTheKey(String text, String problem) {
        assertThatThrownBy(() -> retry(text))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("--set seine.job.retry: ")
                .hasMessageContaining(problem);
    }
}
