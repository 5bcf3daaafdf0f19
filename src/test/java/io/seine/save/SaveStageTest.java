package io.seine.save;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.SaveSettings;
import io.seine.config.SaveSettings.Collision;
import io.seine.config.SaveSettings.Duplicates;
import io.seine.config.SaveSettings.Keys;
import io.seine.config.SaveSettings.Layout;
import io.seine.model.Body;
import io.seine.model.DataSize;
import io.seine.model.Decoded;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Picture;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.StorageTrouble;
import io.seine.model.Storekeeper;
import io.seine.model.Template;
import io.seine.model.Transfer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaveStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ExecutorService WORKERS = Executors.newVirtualThreadPerTaskExecutor();
    private static final Transfer TRANSFER = new Transfer(2, 200, "http://h/a", "image/jpeg", 4, "00".repeat(32));

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

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
        WORKERS.close();
    }

    @Test
    void anItemIsSavedUnderItsNameWithWhatIsKnownOfIt() throws Exception {
        var picture = new Picture(1, 2, 3, 4);
        var item = new Item(0, "a", "http://h/a", Map.of("cc", "fr"));
        var open = new Fate.Open<>(item, Instant.now(), new Decoded(TRANSFER, body("data"), "jpg", picture));
        assertThat(saved("{cc}/{key}", Collision.SUFFIX, List.of(open)))
                .singleElement()
                .returns(Status.SAVED, Outcome::status)
                .returns("fr/a.jpg", Outcome::path)
                .returns(TRANSFER, Outcome::transfer)
                .returns(picture, Outcome::picture)
                .returns(open.startedAt(), Outcome::startedAt);
        assertThat(directory.resolve("fr/a.jpg")).hasContent("data");
        assertNothingTemporary();
    }

    @Test
    void anEndedItemPassesUntouched() throws Exception {
        var outcome = Outcome.ended(Item.of(0, "http://h/"), new Failure(Stage.FETCH, Kind.DNS, "no such host"));
        assertThat(saved("{key}", Collision.SUFFIX, List.of(new Fate.Ended<>(outcome))))
                .containsExactly(outcome);
    }

    @Test
    void aSpooledBodyIsMoved() throws Exception {
        var spooled = spooled("large");
        assertThat(saved("{key}", Collision.SUFFIX, List.of(open("a", spooled))))
                .extracting(Outcome::path)
                .containsExactly("a.jpg");
        assertThat(directory.resolve("a.jpg")).hasContent("large");
        assertNothingTemporary();
    }

    @Test
    void aLaterItemOfTheSameNameGetsASuffix() throws Exception {
        assertThat(saved(
                        "x",
                        Collision.SUFFIX,
                        List.of(open("a", body("1")), open("b", body("2")), open("c", spooled("3")))))
                .extracting(Outcome::path)
                .containsExactly("x.jpg", "x-2.jpg", "x-3.jpg");
        assertThat(contents()).containsExactlyInAnyOrder("1", "2", "3");
        assertNothingTemporary();
    }

    @Test
    void aLaterItemOfTheSameNameFailsIfThatIsThePolicy() throws Exception {
        var outcomes = saved("x", Collision.FAIL, List.of(open("a", body("1")), open("b", spooled("2"))));
        assertThat(outcomes.get(1).failure())
                .isEqualTo(new Failure(Stage.SAVE, Kind.NAME_CONFLICT, "x.jpg is taken by another item's file"));
        assertThat(outcomes.get(1).transfer()).isEqualTo(TRANSFER);
        assertThat(contents()).containsExactly("1");
        assertNothingTemporary();
    }

    @Test
    void aLaterItemOfTheSameNameReplacesTheEarlierIfThatIsThePolicy() throws Exception {
        assertThat(saved("x", Collision.OVERWRITE, List.of(open("a", body("1")), open("b", body("2")))))
                .extracting(Outcome::path)
                .containsExactly("x.jpg", "x.jpg");
        assertThat(contents()).containsExactly("2");
        assertNothingTemporary();
    }

    @ParameterizedTest
    @EnumSource
    void theSameContentUnderTheSameNameIsOneFile(Collision collision) throws Exception {
        assertThat(saved("x", collision, List.of(open("a", body("1")), open("b", spooled("1")), open("c", body("1")))))
                .extracting(Outcome::path)
                .containsExactly("x.jpg", "x.jpg", "x.jpg");
        assertThat(contents()).containsExactly("1");
        assertNothingTemporary();
    }

    @Test
    void anItemThatWasSavedButNotRecordedFindsItsFileAgain() throws Exception {
        var items = List.of(open("a", body("1")), open("b", body("2")), open("c", body("3")));
        saved("x", Collision.SUFFIX, items);
        assertThat(saved("x", Collision.SUFFIX, List.of(open("b", body("2")))))
                .extracting(Outcome::path)
                .containsExactly("x-2.jpg");
        assertThat(contents()).hasSize(3);
    }

    /// 400 savers at once whose names are each other's suffixes: `a` with a suffix is `a-2`.
    @Test
    void saversOfTheSameNameLoseNothing() throws Exception {
        var items = IntStream.range(0, 400)
                .mapToObj(i -> open(i % 2 == 0 ? "a" : "a-" + (2 + i % 7), body("content " + i)))
                .toList();
        var outcomes = saved("{key}", Collision.SUFFIX, items, 64);
        assertThat(outcomes).hasSize(400).allMatch(outcome -> outcome.status() == Status.SAVED);
        assertThat(outcomes).extracting(Outcome::path).doesNotHaveDuplicates();
        assertThat(contents())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 400).mapToObj(i -> "content " + i).toList());
        assertNothingTemporary();
    }

    @Test
    void saversIntoTheSameNewFoldersDoNotDisturbEachOther() throws Exception {
        var items = IntStream.range(0, 200)
                .mapToObj(i -> open("k" + i, body("content " + i)))
                .toList();
        assertThat(saved("a/b/c/{key}", Collision.SUFFIX, items, 64))
                .hasSize(200)
                .allMatch(outcome -> outcome.status() == Status.SAVED);
    }

    @Test
    void aFileWhereAFolderShouldBeIsAConflict() throws Exception {
        Files.writeString(directory.resolve("taken"), "a file");
        var outcomes = saved("taken/deep/{key}", Collision.SUFFIX, List.of(open("a", spooled("1"))));
        assertThat(outcomes.getFirst().failure())
                .isEqualTo(new Failure(Stage.SAVE, Kind.NAME_CONFLICT, "taken is taken by another item's file"));
        assertNothingTemporary();
    }

    @Test
    void aFolderWhereAFileShouldBeIsPassedBy() throws Exception {
        Files.createDirectories(directory.resolve("x.jpg/inside"));
        assertThat(saved("x", Collision.SUFFIX, List.of(open("a", body("1")))))
                .extracting(Outcome::path)
                .containsExactly("x-2.jpg");
        var overwriting = saved("x", Collision.OVERWRITE, List.of(open("a", body("1"))));
        assertThat(overwriting.getFirst().failure()).extracting(Failure::kind).isEqualTo(Kind.STORAGE);
        assertThat(directory.resolve("x.jpg/inside")).exists();
        assertNothingTemporary();
    }

    @Test
    void aLinkInTheWayIsNeitherFollowedNorCountedAsTheItemsFile() throws Exception {
        var outside = Files.writeString(directory.resolveSibling("outside-" + directory.getFileName()), "1");
        Files.createSymbolicLink(directory.resolve("x.jpg"), outside);
        assertThat(saved("x", Collision.SUFFIX, List.of(open("a", body("1")))))
                .extracting(Outcome::path)
                .containsExactly("x-2.jpg");
        saved("x", Collision.OVERWRITE, List.of(open("a", body("2"))));
        assertThat(outside).hasContent("1");
        assertThat(directory.resolve("x.jpg")).isRegularFile().hasContent("2");
        Files.delete(outside);
    }

    @Test
    void seinesOwnFilesAreNeverTouchedByAnItem() throws Exception {
        Files.writeString(directory.resolve("ledger.jsonl"), "the ledger");
        var items = new ArrayList<Fate<Decoded>>();
        for (var name : List.of("ledger.jsonl", "ledger", "LEDGER", ".seine", ".seine/lock", "../ledger")) {
            items.add(new Fate.Open<>(
                    new Item(items.size(), name, "http://h/", Map.of()),
                    Instant.EPOCH,
                    new Decoded(TRANSFER, body("hostile"), name.endsWith("jsonl") ? "" : "jsonl", null)));
        }
        assertThat(saved("{key}", Collision.OVERWRITE, items)).allMatch(outcome -> outcome.status() == Status.SAVED);
        assertThat(directory.resolve("ledger.jsonl")).hasContent("the ledger");
        assertThat(directory.resolve(".seine/lock")).isEmptyFile();
    }

    @Test
    void anItemWithoutANameIsUnsafeAndItsFileGone() throws Exception {
        var outcomes = saved("{nothing}", Collision.SUFFIX, List.of(open("a", spooled("1"))));
        assertThat(outcomes.getFirst().failure()).extracting(Failure::kind).isEqualTo(Kind.UNSAFE_NAME);
        assertNothingTemporary();
    }

    @Test
    void aDiskThatRefusesEndsTheItemAsStorage() throws Exception {
        var lost = new Body.Spooled(folder.temporary().resolve("lost"), 5);
        Files.delete(folder.temporary());
        var outcomes = saved("{key}", Collision.SUFFIX, List.of(open("a", body("1")), open("b", lost)));
        assertThat(outcomes)
                .extracting(outcome ->
                        outcome.failure() == null ? null : outcome.failure().kind())
                .containsExactly(Kind.STORAGE, Kind.STORAGE);
        assertThat(contents()).isEmpty();
        Files.createDirectory(folder.temporary());
    }

    /// A folder with something in it stands where the file should be, until the storekeeper has seen to that.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatCouldNotBeSavedKeepsItsBytesAndIsSavedWhenThatIsSeenTo(boolean spooled) throws Exception {
        var inTheWay = Files.createDirectory(directory.resolve("x.jpg"));
        var inside = Files.createDirectory(inTheWay.resolve("inside"));
        var troubles = new ArrayList<StorageTrouble>();
        Storekeeper removing = (trouble, begun) -> {
            troubles.add(trouble);
            deleted(inside);
            deleted(inTheWay);
            return CompletableFuture.completedFuture(true);
        };
        var outcomes =
                saved("x", Collision.OVERWRITE, List.of(open("a", spooled ? spooled("1") : body("1"))), 1, removing);
        assertThat(outcomes).extracting(Outcome::path).containsExactly("x.jpg");
        assertThat(troubles).singleElement().returns(directory, StorageTrouble::output);
        assertThat(contents()).containsExactly("1");
        assertNothingTemporary();
    }

    @Test
    void aSpooledBodyThatWasRemovedIsNotWaitedForAgain() throws Exception {
        var lost = new Body.Spooled(folder.temporary().resolve("lost"), 5);
        var asked = new AtomicInteger();
        Storekeeper patient = (trouble, begun) -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(true);
        };
        var outcomes = saved("{key}", Collision.SUFFIX, List.of(open("a", lost)), 1, patient);
        assertThat(outcomes.getFirst().failure()).extracting(Failure::kind).isEqualTo(Kind.STORAGE);
        assertThat(asked).hasValue(1);
    }

    private static void deleted(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Outcome> saved(String template, Collision collision, List<? extends Fate<Decoded>> items)
            throws Exception {
        return saved(template, collision, items, 1);
    }

    private List<Outcome> saved(
            String template, Collision collision, List<? extends Fate<Decoded>> items, int parallelism)
            throws Exception {
        return saved(template, collision, items, parallelism, Storekeeper.NONE);
    }

    private List<Outcome> saved(
            String template,
            Collision collision,
            List<? extends Fate<Decoded>> items,
            int parallelism,
            Storekeeper storekeeper)
            throws Exception {
        var settings = new SaveSettings(
                Layout.FILES,
                Keys.HOLES,
                directory,
                null,
                Template.parse(template),
                collision,
                10_000,
                Duplicates.KEEP,
                List.of(),
                new DataSize(0));
        return Source.<Fate<Decoded>>from(List.copyOf(items))
                .via(SaveStage.flow(settings, folder, parallelism, storekeeper, WORKERS))
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static Fate<Decoded> open(String key, Body body) {
        return new Fate.Open<>(
                new Item(0, key, "http://h/a", Map.of()), Instant.EPOCH, new Decoded(TRANSFER, body, "jpg", null));
    }

    private static Body body(String content) {
        return Body.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private Body spooled(String content) throws IOException {
        return new Body.Spooled(Files.writeString(folder.temporaryFile(), content), content.length());
    }

    /// What the saved files hold.
    private List<String> contents() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> !file.startsWith(folder.own()) && Files.isRegularFile(file))
                    .map(SaveStageTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertNothingTemporary() {
        assertThat(folder.temporary()).isEmptyDirectory();
    }
}
