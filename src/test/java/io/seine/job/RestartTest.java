package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.Seine;
import io.seine.model.OutputException;
import io.seine.save.OutputFolder;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Beginning anew, in a folder where a job has saved seven files and its owner keeps others.
@Timeout(30)
class RestartTest {
    private final Seine seine = Seine.create();
    private final List<String> announced = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void runOnce() throws Exception {
        try (var origin = ScriptedOrigin.start(request -> Answer.ok(new byte[] {1}, "image/gif"))) {
            var batch = Batch.of(folder, 7, i -> origin.url("/" + i)).with("save.name", "{index}/{key}");
            out = batch.out();
            Batch.end(seine.run(batch.job()));
        }
        Files.createDirectories(out.resolve("3"));
        Files.writeString(out.resolve("3/notes.txt"), "the owner's");
        Files.writeString(out.resolve("mine.gif"), "the owner's");
    }

    @AfterEach
    void close() {
        seine.close();
    }

    private void clear() {
        Restart.clear(out, announced::add);
    }

    private List<String> left() throws IOException {
        try (var files = Files.walk(out)) {
            return files.filter(file -> !file.equals(out))
                    .map(file -> out.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatTheJobHasLeftIsToldAndRemovedAndNothingElse() throws IOException {
        Files.createDirectories(out.resolve(".seine/shards/00000"));
        Files.createFile(out.resolve(".seine/shards/00000/staged"));
        clear();
        assertThat(announced)
                .containsExactly("removes 7 files, ledger.jsonl, summary.json, .seine of the job \"job\" in " + out);
        assertThat(left()).containsExactly(".seine", ".seine/lock", "3", "3/notes.txt", "mine.gif");
    }

    @Test
    void whereThereIsNoJobNothingIsToldOrTouched() throws IOException {
        clear();
        announced.clear();
        Files.writeString(out.resolve("ledger.jsonl"), "the owner's");
        clear();
        assertThat(announced).isEmpty();
        assertThat(out.resolve("ledger.jsonl")).hasContent("the owner's");
        Restart.clear(folder.resolve("nowhere"), announced::add);
        assertThat(announced).isEmpty();
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    /// A ledger is a text: whoever can write one must not have files removed elsewhere.
    @Test
    void aPathThatLeadsOutIsNotFollowed() throws IOException {
        var victim = Files.writeString(
                Files.createDirectory(folder.resolve("victim")).resolve("file"), "precious");
        Files.createSymbolicLink(out.resolve("link"), victim.getParent());
        var line = Files.readAllLines(out.resolve("ledger.jsonl")).getFirst();
        var own = line.replaceFirst(".*\"path\":\"([^\"]*)\".*", "$1");
        for (var path : List.of("../victim/file", victim.toString(), "link/file", "link", ".seine/lock")) {
            Files.writeString(
                    out.resolve("ledger.jsonl"),
                    line.replace("\"" + own + "\"", "\"" + path + "\"") + "\n",
                    StandardOpenOption.APPEND);
        }
        clear();
        assertThat(announced).singleElement().asString().startsWith("removes 7 files,");
        assertThat(victim).hasContent("precious");
        assertThat(left()).containsExactly(".seine", ".seine/lock", "3", "3/notes.txt", "link", "mine.gif");
    }

    @Test
    void aFolderThatAnotherJobHoldsIsLeftAlone() throws IOException {
        var before = left();
        try (var held = OutputFolder.open(out)) {
            assertThatThrownBy(this::clear)
                    .isInstanceOf(OutputException.class)
                    .hasMessage(held.directory() + ": another job is writing into this folder");
        }
        assertThat(announced).isEmpty();
        assertThat(left()).isEqualTo(before);
    }

    /// Killed after some files, after all, or after the ledger.
    @Test
    void whoIsInterruptedBeginsAgain() throws IOException {
        Files.delete(out.resolve("0/000000000.gif"));
        Files.delete(out.resolve("0"));
        Files.delete(out.resolve("1/000000001.gif"));
        Files.createSymbolicLink(out.resolve("0"), Files.createDirectory(folder.resolve("elsewhere")));
        clear();
        assertThat(out.resolve("0")).as("an owner's link").isSymbolicLink();
        Files.delete(out.resolve("0"));
        assertThat(announced.getLast()).startsWith("removes 5 files, ");
        assertThat(left()).containsExactly(".seine", ".seine/lock", "3", "3/notes.txt", "mine.gif");
        Files.writeString(out.resolve(".seine/job"), "name = job\n");
        clear();
        assertThat(announced.getLast()).isEqualTo("removes 0 files, .seine of the job \"job\" in " + out);
        assertThat(left()).containsExactly(".seine", ".seine/lock", "3", "3/notes.txt", "mine.gif");
    }

    /// A ledger that no run would take.
    @Test
    void aDamagedLedgerIsNoObstacle() throws IOException {
        Files.writeString(out.resolve("ledger.jsonl"), "nonsense\n{\"path\":\n[]\n\n{", StandardOpenOption.APPEND);
        clear();
        assertThat(announced).singleElement().asString().startsWith("removes 7 files,");
        assertThat(out.resolve("ledger.jsonl")).doesNotExist();
    }
}
