package io.seine.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    private Path parent;

    @Test
    void theFolderIsMadeWithItsParents() {
        try (var folder = OutputFolder.open(parent.resolve("a/b/out"))) {
            assertThat(folder.temporary()).isEmptyDirectory();
            assertThat(folder.own()).isEqualTo(parent.resolve("a/b/out/.seine"));
        }
    }

    @Test
    void aFolderBelongsToOneJobAtATime() {
        var out = parent.resolve("out");
        try (var folder = OutputFolder.open(out)) {
            assertThatThrownBy(() -> OutputFolder.open(out))
                    .isInstanceOf(OutputException.class)
                    .hasMessage(out + ": another job is writing into this folder");
            assertThatThrownBy(() -> OutputFolder.open(parent.resolve("x/../out")))
                    .as("however it is spelt")
                    .isInstanceOf(OutputException.class);
            assertThat(folder.temporary()).as("the loser cleans nothing up").isDirectory();
        }
        OutputFolder.open(out).close();
    }

    @Test
    @Timeout(60)
    void aFolderBelongsToOneProcessAtATime() throws Exception {
        var out = parent.resolve("out");
        var other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        out.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> OutputFolder.open(out))
                    .hasMessageEndingWith("another job is writing into this folder");
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(out.resolve(".seine/tmp/left.part"))
                .as("what the killed process left")
                .exists();
        try (var folder = OutputFolder.open(out)) {
            assertThat(folder.temporary()).isEmptyDirectory();
        }
    }

    /// Another process, that holds a folder until it is killed.
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            var folder = OutputFolder.open(Path.of(arguments[0]));
            Files.createFile(folder.temporary().resolve("left.part"));
            System.out.println("open");
            System.in.read();
        }
    }

    /// Of Seine's own files; those that are finished stay.
    @Test
    void whatAKilledProcessLeftHalfWrittenIsRemoved() throws IOException {
        var own = Files.createDirectories(parent.resolve("out/.seine"));
        for (var name : List.of("job", "job.new", "durable", "durable.new", "summary.json.new")) {
            Files.createFile(own.resolve(name));
        }
        OutputFolder.open(parent.resolve("out")).close();
        try (var files = Files.list(own)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("job", "durable", "lock");
        }
    }

    @Test
    void whatIsTemporaryIsGoneWhenTheFolderIsClosedAndWhatIsSavedStays() throws IOException {
        var folder = OutputFolder.open(parent.resolve("out"));
        Files.createFile(folder.temporaryFile());
        var saved = Files.createFile(folder.directory().resolve("a.jpg"));
        folder.close();
        assertThat(folder.temporary()).doesNotExist();
        assertThat(saved).exists();
    }

    @Test
    void aSharedFolderIsHeldByNobodyAndEachHasTemporaryFilesOfItsOwn() throws IOException {
        var out = parent.resolve("out");
        try (var job = OutputFolder.open(out);
                var one = OutputFolder.shared(out)) {
            var file = Files.createFile(one.temporaryFile());
            try (var two = OutputFolder.shared(out)) {
                assertThat(two.temporary()).isNotEqualTo(one.temporary()).isNotEqualTo(job.temporary());
                Files.createFile(two.temporaryFile());
            }
            assertThat(file).exists();
        }
        assertThat(out.resolve(".seine")).isDirectoryNotContaining(Files::isDirectory);
    }

    @Test
    void aFolderThatCannotBeMadeIsToldWithItsReason() throws IOException {
        var file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> OutputFolder.open(file))
                .isInstanceOf(OutputException.class)
                .hasMessage(file + ": cannot be written: " + file.resolve(".seine") + ": Not a directory");
        assertThatThrownBy(() -> OutputFolder.shared(file.resolve("below")))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(file.resolve("below") + ": cannot be written: ");
        Files.createDirectories(parent.resolve("out/.seine"));
        Files.createFile(parent.resolve("out/.seine/tmp"));
        assertThatThrownBy(() -> OutputFolder.open(parent.resolve("out")))
                .hasMessageEndingWith("tmp is a file, not a folder");
    }
}
