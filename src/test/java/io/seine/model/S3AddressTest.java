package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3AddressTest {
    @Test
    void anAddressIsABucketAndAKey() {
        var address = S3Address.parse("s3://my.birds-1/a/b c//d?#%.csv");
        assertThat(address.bucket()).isEqualTo("my.birds-1");
        assertThat(address.key()).isEqualTo("a/b c//d?#%.csv");
        assertThat(address).hasToString("s3://my.birds-1/a/b c//d?#%.csv");
        assertThat(S3Address.parse("s3://birds/a").resolve("b/c.gif")).hasToString("s3://birds/a/b/c.gif");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "birds/a",
                "s3:/birds/a",
                "s3://",
                "s3://birds",
                "s3://birds/",
                "s3://birds//a",
                "s3://Birds/a",
                "s3://b/a",
                "s3://birds_/a",
                "s3://b..rds/a",
                "s3://birds/a/../b",
                "s3://birds/..",
                "s3://birds/a\nb"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> S3Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyHasAtMost1024Bytes() {
        assertThat(S3Address.parse("s3://birds/" + "ü".repeat(512)).key()).hasSize(512);
        assertThatThrownBy(() -> S3Address.parse("s3://birds/" + "ü".repeat(513)))
                .hasMessageContaining("at most 1,024 bytes");
    }
}
