package io.seine.save;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.SaveSettings.Collision;
import io.seine.model.Body;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static Path stored(FileStore store, String name, String content, CyclicBarrier together) throws Exception {
        together.await();
        return store.store(Body.of(content.getBytes(StandardCharsets.UTF_8)), new FileNames.Name(Path.of(name), ""));
    }
}
