package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {
    /// As img2dataset's downloader computes them: shard and row, zero-padded, its `compute_key`.
    @ParameterizedTest
    @CsvSource({
        "10000, 0, 000000000",
        "10000, 9999, 000009999",
        "10000, 10000, 000010000",
        "10000, 10005, 000010005",
        "10000, 1234567890, 1234567890",
        "1000, 999, 00000999",
        "1000, 1000, 00001000",
        "3, 0, 000000",
        "3, 2, 000002",
        "3, 3, 000010",
        "3, 31, 000101",
        "1500, 1500, 000010000",
        "1, 0, 00000",
        "1, 7, 00007",
        "10000000, 12345678, 000012345678"
    })
    void keysAreTheShardAndTheRowInIt(int shardSize, long index, String key) {
        assertThat(new Shards(shardSize).key(index)).isEqualTo(key);
    }

    @Test
    void noTwoRowsShareAKey() {
        for (int shardSize : new int[] {1, 2, 3, 7, 10, 99, 100, 101, 1000, 1024, 10_000}) {
            var shards = new Shards(shardSize);
            assertThat(LongStream.range(0, 25_000).mapToObj(shards::key)).doesNotHaveDuplicates();
        }
    }
}
