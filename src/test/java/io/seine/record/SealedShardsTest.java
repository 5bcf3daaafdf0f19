package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedShardsTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("sealed");
    }

    @Test
    void aShardIsSealedUpToItsLastRecord() throws IOException {
        SealedShards.read(file, true).add(7, 1000);
        var sealed = SealedShards.read(file, false);
        assertThat(sealed.covers(7, 0)).isTrue();
        assertThat(sealed.covers(7, 1000)).isTrue();
        assertThat(sealed.covers(7, 1001)).isFalse();
        assertThat(sealed.covers(8, 0)).isFalse();
        assertThat(sealed.contains(8)).isFalse();
    }

    @Test
    void aLaterMarkReplacesAnEarlierOneAndATornOneIsNone() throws IOException {
        Files.writeString(file, "1 10\n2 20\n1 30\n3 4");
        var sealed = SealedShards.read(file, false);
        assertThat(sealed.covers(1, 30)).isTrue();
        assertThat(sealed.contains(3)).isFalse();
        sealed.tidy();
        assertThat(file).hasContent("1 30\n2 20\n");
    }

    @Test
    void marksBehindTheEndOfTheLedgerAreForgotten() throws IOException {
        Files.writeString(file, "1 10\n2 20\n");
        var sealed = SealedShards.read(file, false);
        assertThat(sealed.beyond(20)).containsExactly(2L);
        sealed.beyond(20).forEach(sealed::forget);
        sealed.tidy();
        assertThat(file).hasContent("1 10\n");
    }

    @Test
    void nothingIsSealedWhereThereIsNoFile() throws IOException {
        var sealed = SealedShards.read(file, false);
        sealed.tidy();
        assertThat(sealed.contains(0)).isFalse();
        assertThat(file).doesNotExist();
    }
}
