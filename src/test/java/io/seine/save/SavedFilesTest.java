package io.seine.save;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedFilesTest {
    @TempDir
    private Path parent;

    private Path out;

    @BeforeEach
    void makeFolder() throws IOException {
        out = Files.createDirectory(parent.resolve("out"));
    }

    @Test
    void whatIsNamedIsRemovedAndWhatIsNotStays() throws IOException {
        for (var name : List.of("a.jpg", "b.jpg", "x/y/c.jpg", "x/d.jpg", "z/e.jpg")) {
            Files.createDirectories(out.resolve(name).getParent());
            Files.createFile(out.resolve(name));
        }
        var files = new SavedFiles(out);
        for (var path : List.of("a.jpg", "x/y/c.jpg", "z/e.jpg", "missing.jpg", "missing/f.jpg")) {
            files.remove(path);
        }
        files.removeEmptyFolders();
        assertThat(out.resolve("a.jpg")).doesNotExist();
        assertThat(out.resolve("b.jpg")).exists();
        assertThat(out.resolve("x")).isDirectoryContaining("glob:**d.jpg");
        assertThat(out.resolve("x/y")).doesNotExist();
        assertThat(out.resolve("z")).doesNotExist();
        assertThat(out).exists();
    }

    /// Nothing but plain names inside the folder is followed, and Seine's own files are not a job's results.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../victim/file",
                "a/../../victim/file",
                "./../victim/file",
                "link/file",
                "a/link/file",
                "linked-file",
                "a//file",
                "/",
                "",
                ".",
                "..",
                "a",
                "a\u0000b",
                ".seine/lock",
                ".SEINE/lock",
                "ledger.jsonl",
                "summary.json"
            })
    void whatLeadsElsewhereIsNotFollowed(String path) throws IOException {
        var victim = Files.createDirectories(parent.resolve("victim"));
        Files.createFile(victim.resolve("file"));
        Files.createDirectories(out.resolve("a"));
        Files.createFile(out.resolve("a/file"));
        Files.createSymbolicLink(out.resolve("link"), victim);
        Files.createSymbolicLink(out.resolve("a/link"), victim);
        Files.createSymbolicLink(out.resolve("linked-file"), victim.resolve("file"));
        Files.createDirectories(out.resolve(".seine"));
        for (var own : List.of(".seine/lock", "ledger.jsonl", "summary.json")) {
            Files.createFile(out.resolve(own));
        }
        long before = count();
        var files = new SavedFiles(out);
        for (var each : List.of(path, victim.resolve("file").toString())) {
            assertThat(files.has(each)).isFalse();
            files.remove(each);
        }
        files.removeEmptyFolders();
        assertThat(count()).isEqualTo(before);
    }

    private long count() throws IOException {
        try (var all = Files.walk(parent)) {
            return all.count();
        }
    }

    @Test
    void whatIsOlderThanAskedForStays() throws IOException {
        var moment = Instant.parse("2026-01-02T03:04:05Z");
        for (int second = -1; second <= 1; second++) {
            var file = Files.createFile(out.resolve("f" + second));
            Files.setLastModifiedTime(file, FileTime.from(moment.plusSeconds(second)));
            new SavedFiles(out).remove("f" + second, moment);
        }
        assertThat(out.resolve("f-1")).exists();
        assertThat(out.resolve("f0")).doesNotExist();
        assertThat(out.resolve("f1")).doesNotExist();
    }
}
