package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTroubleTest {
    @TempDir
    private Path folder;

    private String advice(IOException failure) {
        return StorageTrouble.of(folder, failure).advice();
    }

    @Test
    void itSaysWhatIsWrongAndWhatHelps() {
        assertThat(advice(new IOException("No space left on device")))
                .isEqualTo(folder + ": no space left on device; free some and resume");
        assertThat(advice(new FileSystemException("x", null, "No space left on device")))
                .isEqualTo(folder + ": no space left on device; free some and resume");
        assertThat(advice(new FileSystemException("x", null, "Disk quota exceeded")))
                .isEqualTo(folder + ": disk quota exceeded; free some and resume");
        assertThat(advice(new AccessDeniedException("out/a.jpg")))
                .isEqualTo(folder + ": permission denied: out/a.jpg; make it writable and resume");
        assertThat(advice(new FileSystemException("x", null, "Read-only file system")))
                .isEqualTo(folder + ": read-only file system; make it writable and resume");
        assertThat(advice(new IOException("Input/output error")))
                .isEqualTo(folder + ": input/output error; see to it and resume");
        assertThat(advice(new IOException())).isEqualTo(folder + ": java.io.IOException; see to it and resume");
    }

    @Test
    void ofAPathThatIsGoneItNamesTheOutermostPart() {
        var missing = new NoSuchFileException(folder.resolve("a/b/c").toString());
        assertThat(advice(missing)).isEqualTo(folder + ": " + folder.resolve("a") + " is gone; put it back and resume");
    }

    @Test
    void whereNobodyGoesOnItOnlySaysWhatIsWrong() {
        assertThat(new StorageTrouble(folder, "no space left on device").complaint())
                .isEqualTo(folder + ": cannot be written: no space left on device");
    }
}
