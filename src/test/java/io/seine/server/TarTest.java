package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tars as others read them: commons-compress, and the system's `tar`.
class TarTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

    /// Short and long ones, in ASCII and not, with folders that fit and that do not.
    private static final List<String> NAMES = List.of(
            "a.jpg",
            "b/c/with 'quotes' & blanks.jpg",
            "-x",
            "n".repeat(99),
            "n".repeat(100),
            "n".repeat(101),
            "n".repeat(255),
            "d".repeat(154) + "/" + "n".repeat(99),
            "d".repeat(154) + "/" + "n".repeat(100),
            "d".repeat(155) + "/n",
            "deep/".repeat(190) + "n".repeat(240),
            "Überall/日本 語.jpg",
            "é".repeat(90),
            "😀".repeat(60));

    /// Empty, around a block of the tar, and around what is read at once.
    private static final List<Integer> SIZES = List.of(0, 1, 511, 512, 513, 10_240, 65_535, 65_536, 65_537, 300_000);

    @TempDir
    Path folder;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private record Given(List<TarFile> list, Iterator<TarFile> iterator) implements Tar.Files {
        @Override
        public @Nullable TarFile next() {
            return iterator.hasNext() ? iterator.next() : null;
        }

        @Override
        public void close() {}
    }

    private static ByteString tar(List<TarFile> files) {
        return Tar.of(() -> new Given(files, files.iterator()))
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), KIT.system())
                .toCompletableFuture()
                .join();
    }

    private TarFile file(String name, int size, Instant modified) throws IOException {
        var path = Files.createTempFile(folder, "", "");
        var content = new byte[size];
        new Random(size).nextBytes(content);
        Files.write(path, content);
        Files.setLastModifiedTime(path, FileTime.from(modified));
        return TarFile.whole(name, path, Files.readAttributes(path, BasicFileAttributes.class));
    }

    private List<TarFile> matrix() throws IOException {
        var files = new ArrayList<TarFile>();
        for (int i = 0; i < NAMES.size() * 2; i++) {
            files.add(file(
                    NAMES.get(i % NAMES.size()) + (i < NAMES.size() ? "" : "2"),
                    SIZES.get(i % SIZES.size()),
                    MODIFIED));
        }
        files.removeIf(file -> file.name().length() == 256); // no file system has it
        return files;
    }

    @Test
    void filesOfAnyNameAndSizeAreReadBackAsTheyAre() throws Exception {
        var files = matrix();
        try (var in = new TarArchiveInputStream(
                new ByteArrayInputStream(tar(files).toArray()), StandardCharsets.UTF_8.name())) {
            for (var file : files) {
                var entry = in.getNextEntry();
                assertThat(entry.getName()).isEqualTo(file.name());
                assertThat(entry.getSize()).isEqualTo(file.size());
                assertThat(entry.getMode()).as("nobody's program").isEqualTo(0644);
                assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(MODIFIED);
                assertThat(entry.isFile()).isTrue();
                assertThat(entry.isCheckSumOK()).isTrue();
                assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(file.path()));
            }
            assertThat(in.getNextEntry()).isNull();
        }
    }

    @Test
    void theSystemsTarListsThemWithTheirContents() throws Exception {
        var files = matrix();
        var contents = new ByteArrayOutputStream();
        for (var file : files) {
            Files.copy(file.path(), contents);
        }
        var bytes = tar(files);
        assertThat(new String(gnuTar(bytes, "-t", "--quoting-style=literal"), StandardCharsets.UTF_8).lines())
                .containsExactlyElementsOf(files.stream().map(TarFile::name).toList());
        assertThat(gnuTar(bytes, "-xO")).isEqualTo(contents.toByteArray());
        assertThat(bytes.takeRight(1024).toArray()).as("what ends a tar").isEqualTo(new byte[1024]);
        assertThat(bytes.size() % 512).isZero();
    }

    /// What `tar` prints for a tar; it has nothing to complain of.
    private byte[] gnuTar(ByteString tar, String... options) throws Exception {
        var file = Files.write(folder.resolve("all.tar"), tar.toArray());
        var errors = folder.resolve("errors");
        var command = new ArrayList<>(List.of("tar", "-f", file.toString()));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        var printed = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        assertThat(errors).isEmptyFile();
        return printed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1890-01-01T00:00:00Z", "2300-01-01T00:00:00Z"})
    void aTimeThatATarHasNoRoomForIsTheNearest(String time) throws Exception {
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(
                tar(List.of(file("a", 1, Instant.parse(time)))).toArray()))) {
            assertThat(in.getNextEntry().getLastModifiedTime().toInstant())
                    .isIn(Instant.EPOCH, Instant.parse("2242-03-16T12:56:31Z"));
            assertThat(in.readAllBytes()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 33) - 1, 1L << 33, (1L << 33) + 1, 1L << 40})
    void theSizeOfAFileHasNoLimit(long size) throws Exception {
        var path = folder.resolve("sparse");
        try (var sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength(Math.min(size, 1L << 34)); // ext4 ends at 16 TiB, others before
        }
        var file = new TarFile("large", path, size, MODIFIED, false);
        var begin = Tar.of(() -> new Given(List.of(file), List.of(file).iterator()))
                .take(1)
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), KIT.system())
                .toCompletableFuture()
                .join();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(begin.toArray()))) {
            assertThat(in.getNextEntry().getSize()).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 9", "10, 11", "300000, 200000", "300000, 300001"})
    void aFileWhoseSizeIsNotWhatWasToldBreaksTheTarOff(int told, int is) throws Exception {
        var file = file("a", is, MODIFIED);
        var wrong = new TarFile("a", file.path(), told, MODIFIED, false);
        assertThatThrownBy(() -> tar(List.of(wrong)))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("a has changed its size while it was read");
    }

    @ParameterizedTest
    @CsvSource({"10, 11", "300000, 400000"})
    void ofAFileThatGrowsTheBeginningIsTaken(int size, int is) throws Exception {
        var file = file("a", is, MODIFIED);
        var beginning = new TarFile("a", file.path(), size, MODIFIED, true);
        try (var in = new TarArchiveInputStream(
                new ByteArrayInputStream(tar(List.of(beginning)).toArray()))) {
            assertThat(in.getNextEntry().getSize()).isEqualTo(size);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(Files.readAllBytes(file.path()), size));
        }
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        var file = file("a", 1, MODIFIED);
        var link = Files.createSymbolicLink(folder.resolve("link"), file.path());
        var linked = new TarFile("a", link, 1, MODIFIED, false);
        assertThatThrownBy(() -> tar(List.of(linked))).isInstanceOf(CompletionException.class);
    }
}
