package io.seine.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.SaveSettings.Collision;
import io.seine.model.Body;
import io.seine.model.Leftovers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {
    private static final int ROUNDS = 2000;

    @TempDir
    private Path directory;

    /// `a` is taken, so that another `a` becomes `a-2`, at the very moment at which an `a-2` comes.
    @Test
    void aSuffixNeverTakesAFileThatComesAtTheSameMoment() throws Exception {
        try (var folder = OutputFolder.open(directory);
                var threads = Executors.newFixedThreadPool(2)) {
            var store = new FileStore(folder, Collision.SUFFIX);
            for (int round = 0; round < ROUNDS; round++) {
                var name = "a" + round + "x";
                Files.writeString(directory.resolve(name), "first");
                var together = new CyclicBarrier(2);
                List<Callable<Path>> both = List.of(
                        () -> stored(store, name, "second", together),
                        () -> stored(store, name + "-2", "third", together));
                var saved = new ArrayList<String>();
                for (var path : threads.invokeAll(both)) {
                    saved.add(Files.readString(directory.resolve(path.get())));
                }
                assertThat(saved).as(name).containsExactly("second", "third");
            }
        }
    }

    /// A link that leads nowhere is somebody's, too, and nothing is written through it.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLinkIsInTheWayWhereverItLeads(boolean forced) throws Exception {
        var elsewhere = directory.resolve("elsewhere");
        Files.createSymbolicLink(directory.resolve("a"), elsewhere);
        try (var folder = OutputFolder.open(directory).with(Leftovers.NONE, forced)) {
            var store = new FileStore(folder, Collision.SUFFIX);
            assertThat(stored(store, "a", "content")).isEqualTo(Path.of("a-2"));
            assertThat(stored(store, "b/c", "content")).isEqualTo(Path.of("b/c"));
            assertThat(folder.temporary()).isEmptyDirectory();
        }
        assertThat(elsewhere).doesNotExist();
        assertThat(directory.resolve("a")).isSymbolicLink();
        assertThat(directory.resolve("a-2")).hasContent("content");
        assertThat(directory.resolve("b/c")).hasContent("content");
    }

    /// The process was killed when the file had its name and no record.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileThatWasNotRecordedIsThisItemsIfItHoldsTheSame(boolean forced) throws Exception {
        Files.writeString(directory.resolve("a"), "content");
        try (var folder = OutputFolder.open(directory).with(Leftovers.NONE, forced)) {
            assertThat(stored(new FileStore(folder, Collision.SUFFIX), "a", "content"))
                    .isEqualTo(Path.of("a"));
            assertThat(folder.temporary()).isEmptyDirectory();
        }
        assertThat(directory.resolve("a-2")).doesNotExist();
    }

    /// And had two names for a moment.
    @Test
    void aSecondNameOfAFileIsCleanedUp() throws Exception {
        try (var folder = OutputFolder.open(directory)) {
            var unfinished = Files.writeString(folder.temporaryFile(), "content");
            Files.createLink(directory.resolve("a"), unfinished);
        }
        assertThat(directory.resolve(".seine/tmp")).doesNotExist();
        assertThat(directory.resolve("a")).hasContent("content");
    }

    @ParameterizedTest
    @EnumSource
    void whatAPowerCutHasLeftIsReplacedAndNothingElse(Collision collision) throws Exception {
        var from = Instant.parse("2026-01-02T03:04:05Z");
        var until = from.plusSeconds(10);
        for (int second : new int[] {-1, 0, 9, 10}) {
            Files.writeString(directory.resolve("f" + second), "torn");
            Files.setLastModifiedTime(directory.resolve("f" + second), FileTime.from(from.plusSeconds(second)));
        }
        var leftovers = new Leftovers(List.of(new Leftovers.Span(from, until)));
        try (var folder = OutputFolder.open(directory).with(leftovers, false)) {
            var store = new FileStore(folder, collision);
            assertThat(stored(store, "f0", "content")).isEqualTo(Path.of("f0"));
            assertThat(stored(store, "f9", "content")).isEqualTo(Path.of("f9"));
            if (collision == Collision.SUFFIX) {
                assertThat(stored(store, "f-1", "content")).isEqualTo(Path.of("f-1-2"));
                assertThat(stored(store, "f10", "content")).isEqualTo(Path.of("f10-2"));
            } else if (collision == Collision.FAIL) {
                assertThatThrownBy(() -> stored(store, "f-1", "content")).isInstanceOf(FileStore.NameTaken.class);
                assertThatThrownBy(() -> stored(store, "f10", "content")).isInstanceOf(FileStore.NameTaken.class);
            }
        }
        assertThat(directory.resolve("f0")).hasContent("content");
        assertThat(directory.resolve("f9")).hasContent("content");
    }

    private static Path stored(FileStore store, String name, String content) throws Exception {
        return stored(store, name, content, new CyclicBarrier(1));
    }

    private static Path stored(FileStore store, String name, String content, CyclicBarrier together) throws Exception {
        together.await();
        return store.store(Body.of(content.getBytes(StandardCharsets.UTF_8)), new FileNames.Name(Path.of(name), ""));
    }
}
