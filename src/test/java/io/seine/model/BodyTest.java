package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyTest {
    @TempDir
    private Path folder;

    @Test
    void bytesAreTheSameInMemoryAndInAFile() throws IOException {
        var bytes = new byte[] {1, 2, 3, 4};
        var file = Files.write(folder.resolve("body"), bytes);
        for (var body : new Body[] {Body.of(bytes), new Body.Spooled(file, 4)}) {
            assertThat(body.size()).isEqualTo(4);
            assertThat(body.bytes()).isEqualTo(bytes);
            assertThat(body.head(2)).containsExactly(1, 2);
            assertThat(body.head(9)).isEqualTo(bytes);
            try (var in = body.open()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void aDiscardedBodyLeavesNoFileAndMayBeDiscardedAgain() throws IOException {
        var file = Files.createFile(folder.resolve("body"));
        var body = new Body.Spooled(file, 0);
        body.discard();
        body.discard();
        assertThat(file).doesNotExist();
    }
}
