package io.seine.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.seine.config.SaveSettings.Collision;
import io.seine.model.Body;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantStoreTest {
    private static final List<VariantStore.Part> PARTS = List.of(part("one", "a", ".jpg"), part("two", "b/a", ".png"));

    @TempDir
    private Path directory;

    private OutputFolder folder;

    @BeforeEach
    void open() {
        folder = OutputFolder.open(directory);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private static VariantStore.Part part(String content, String stem, String ending) {
        var body = Body.of(content.getBytes(StandardCharsets.US_ASCII));
        return new VariantStore.Part(body, null, new FileNames.Name(Path.of(stem), ending));
    }

    private VariantStore store(Collision collision) {
        return new VariantStore(folder, collision, new FileStore(folder, collision));
    }

    @Test
    void whatIsMadeIsNotedUntilItIsRecorded() throws Exception {
        assertThat(store(Collision.SUFFIX).store(7, PARTS)).containsExactly(Path.of("a.jpg"), Path.of("b/a.png"));
        assertThat(directory.resolve("b/a.png")).hasContent("two");
        assertThat(directory.resolve(".seine/unsettled/7")).hasContent("a.jpg\nb/a.png");
        assertThat(folder.unsettled().paths()).containsExactly("a.jpg", "b/a.png");
        folder.unsettled().settle(7);
        assertThat(folder.unsettled().paths()).isEmpty();
        assertThat(folder.temporary()).isEmptyDirectory();
    }

    @Test
    void whatIsThereAlreadyIsNotNotedAsMade() throws Exception {
        Files.writeString(directory.resolve("a.jpg"), "one");
        store(Collision.SUFFIX).store(7, PARTS);
        assertThat(folder.unsettled().paths()).containsExactly("b/a.png");
    }

    /// The second file meets a folder of its name.
    @Test
    void whatWasMadeBeforeTheTroubleIsTakenBack() throws Exception {
        var inTheWay = Files.createDirectories(directory.resolve("b/a.png/x"));
        var store = store(Collision.OVERWRITE);
        assertThatIOException().isThrownBy(() -> store.store(7, PARTS));
        assertThat(directory.resolve("a.jpg")).doesNotExist();
        assertThat(folder.unsettled().paths()).isEmpty();
        assertThat(folder.temporary()).isEmptyDirectory();
        Files.delete(inTheWay);
        Files.delete(directory.resolve("b/a.png"));
        assertThat(store.store(7, PARTS)).hasSize(2);
    }

    @Test
    void numbersAreCountedUpTogether() throws Exception {
        var store = store(Collision.SUFFIX);
        Files.createDirectories(directory.resolve("b"));
        Files.writeString(directory.resolve("b/a.png"), "another's");
        Files.writeString(directory.resolve("a-2.jpg"), "another's");
        assertThat(store.store(7, PARTS)).containsExactly(Path.of("a-3.jpg"), Path.of("b/a-3.png"));
    }

    @Test
    void aSpooledBodyStaysForTheNextAttempt() throws IOException, FileStore.NameTaken {
        var spooled = Files.writeString(folder.temporary().resolve("spooled"), "large");
        var body = new Body.Spooled(spooled, 5);
        var twice = List.of(
                new VariantStore.Part(body, null, new FileNames.Name(Path.of("x"), "")),
                new VariantStore.Part(body, null, new FileNames.Name(Path.of("y"), "")));
        store(Collision.SUFFIX).store(1, twice);
        assertThat(spooled).hasContent("large");
        assertThat(directory.resolve("x")).hasContent("large");
        assertThat(directory.resolve("y")).hasContent("large");
    }
}
