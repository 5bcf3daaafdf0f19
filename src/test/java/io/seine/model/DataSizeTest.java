package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "0, 0",
        "1b, 1",
        "64MiB, 67108864",
        "10 kB, 10000",
        "1KB, 1000",
        "1kib, 1024",
        "2GiB, 2147483648",
        "3GB, 3000000000",
        "1TiB, 1099511627776",
        "2TB, 2000000000000",
        "' 5 MiB ', 5242880"
    })
    void unitsWithAnIArePowersOf1024AndThoseWithoutOf1000(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MiB",
                "-1",
                "1.5MiB",
                "1  MiB",
                "64M",
                "64 apples",
                "0x10",
                "٣MiB",
                "1e3",
                "1234567890123456789"
            })
    void whatIsNoSizeIsRefusedAsItWasGiven(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSize.parse(text))
                .withMessage("expected a size such as 64MiB, got \"" + text + "\"");
    }

    @Test
    void aSizeAbove2To63IsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSize.parse("9000000TiB"))
                .withMessageContaining("9000000TiB");
        assertThatIllegalArgumentException().isThrownBy(() -> new DataSize(-1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1434, 1.4 KiB",
        "10240, 10 KiB",
        "1048575, 1024 KiB",
        "67108864, 64 MiB",
        "9223372036854775807, 8.0 EiB"
    })
    void aPersonReadsThreeDigitsAndAUnit(long bytes, String text) {
        assertThat(new DataSize(bytes)).hasToString(text);
    }

    @Test
    void sizesAreOrderedByTheirBytes() {
        assertThat(DataSize.parse("1MB")).isLessThan(DataSize.parse("1MiB")).isGreaterThan(DataSize.parse("999kB"));
    }
}
