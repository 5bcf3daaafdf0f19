package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    @TempDir
    private Path folder;

    private Settings settings;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(folder.resolve("out/.seine"));
        var list = Files.writeString(folder.resolve("urls.txt"), "http://h/a\nhttp://h/b\n");
        settings = Settings.defaults()
                .set("seine.job.name", "birds")
                .set("seine.job.source.path", list)
                .set("seine.job.save.directory", folder.resolve("out"))
                .text("seine.job.enrich = [{ url = \"http://h/{key}\", fields { b = \"/b\", a = \"/a\" } }]");
        Identity.claim(settings.job());
    }

    @Test
    void theSameJobGoesOn() {
        Identity.check(settings.job());
        Identity.claim(settings.job());
        Identity.claim(
                settings.text("seine.job.enrich = [{ fields { a = \"/a\", b = \"/b\" }, url = \"http://h/{key}\" }]")
                        .job());
    }

    @ParameterizedTest
    @CsvSource({
        "seine.job.fetch.parallelism, 3",
        "seine.job.fetch.retries, 0",
        "seine.job.fetch.total-timeout, 3s",
        "seine.job.fetch.max-size, 1GB",
        "seine.job.schedule.look-ahead, 3",
        "seine.job.decode.parallelism, 1",
        "seine.job.record.sync, each",
        "seine.job.retry, failed",
        "seine.job.fetch.x-robots-tag, false",
        "seine.job.decode.max-pixels, 7",
        "seine.job.failure.policy, stop-at-first"
    })
    void speedAndLimitsMayChange(String key, String value) {
        Identity.claim(settings.set(key, value).job());
    }

    @ParameterizedTest
    @CsvSource({
        "seine.job.source.url, http://other/{url}",
        "seine.job.source.key, '{url}'",
        "seine.job.source.skip, 1",
        "seine.job.source.limit, 1",
        "seine.job.source.urls, '[\"http://h/c\"]'",
        "seine.job.enrich, '[]'",
        "seine.job.decode.mode, none",
        "seine.job.decode.quality, 5",
        "seine.job.decode.filter.min-side, 5",
        "seine.job.save.layout, webdataset",
        "seine.job.save.name, '{index}'",
        "seine.job.save.collision, fail",
        "seine.job.save.shard-size, 5",
        "seine.job.record.parquet, true"
    })
    void whatChangesResultsMakesAnotherJob(String key, String value) {
        assertRefused(settings.set(key, value).job(), "holds the job \"birds\" with another source or other settings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/a\nhttp://h/c\n", "http://h/a\n", "", "http://h/a\nhttp://h/b\nhttp://h/c\n"})
    void anotherListIsAnotherJob(String list) throws IOException {
        Files.writeString(folder.resolve("urls.txt"), list);
        assertRefused(settings.job(), "holds the job \"birds\" with another source or other settings");
    }

    @Test
    void theSameListElsewhereIsTheSameJob() throws IOException {
        var moved = Files.move(folder.resolve("urls.txt"), folder.resolve("moved.txt"));
        Identity.check(settings.set("seine.job.source.path", moved).job());
    }

    @Test
    void theRefusalTellsWhatDiffers() throws IOException {
        Files.writeString(folder.resolve("urls.txt"), "http://h/a\nhttp://h/b\nhttp://h/c\n");
        var job = settings.set("seine.job.decode.resize.size", 512)
                .set("seine.job.source.limit", 7)
                .set("seine.job.enrich", "[]")
                .job();
        assertRefused(
                job,
                "holds the job \"birds\" with another source or other settings:"
                        + " source: the list has changed (was 22 bytes, is 33 bytes);"
                        + " source.limit was none and is 7;"
                        + " decode.resize.size was 256 and is 512;"
                        + " enrich[0].url was http://h/{key} and is none;"
                        + " enrich[0].fields.a was /a and is none;"
                        + " enrich[0].fields.b was /b and is none;"
                        + " choose another save.directory, go back to what was, or");
    }

    @Test
    void aListOfTheSameLengthIsToldApart() throws IOException {
        Files.writeString(folder.resolve("urls.txt"), "http://h/a\nhttp://h/c\n");
        assertRefused(settings.job(), ": source: the list has changed (its length is the same, 22 bytes); choose");
    }

    @Test
    void theMarkIsReadableAndTellsNoPasswords() throws IOException {
        var out = folder.resolve("secret");
        Files.createDirectories(out.resolve(".seine"));
        Identity.claim(settings.set("seine.job.save.directory", out)
                .set("seine.job.source.url", "http://me:sesame@h/{url}")
                .set("seine.job.source.urls", List.of("http://me:sesame@h/1"))
                .set("seine.job.fetch.auth.bearer", "sesame")
                .job());
        assertThat(Files.readString(out.resolve(".seine/job")))
                .doesNotContain("sesame")
                .contains(
                        "name = birds\n",
                        "source.path content = 22 bytes, sha256 ",
                        "source.urls = 1 addresses, sha256 ",
                        "source.url = http://h/{url}\n",
                        "source.key = auto\n",
                        "decode.background = #ffffff\n",
                        "decode.chroma = 4:2:0\n",
                        "save.name = {key}\n");
    }

    @Test
    void theMarkOfAnEarlierVersionIsRefused() throws IOException {
        Files.write(folder.resolve("out/.seine/job"), List.of("birds", "0123456789abcdef"));
        assertRefused(settings.job(), "holds the job \"birds\" of an earlier version");
        Files.write(folder.resolve("out/.seine/job"), List.of());
        assertRefused(settings.job(), "holds the job \"?\" of an earlier version");
    }

    @Test
    void theOwnerOfAFolderIsKnownByName() {
        assertThat(Identity.owner(folder.resolve("out"))).contains("birds");
        assertThat(Identity.owner(folder)).isEmpty();
    }

    /// Another codec writes other bytes; where nothing is written, it changes nothing.
    @Test
    void theCodecMattersWherePicturesAreWritten() throws IOException {
        Identity.check(settings.set("seine.job.decode.codec", "imageio").job());
        Files.createDirectories(folder.resolve("small/.seine"));
        var small = settings.set("seine.job.save.directory", folder.resolve("small"))
                .set("seine.job.decode.mode", "transform");
        Identity.claim(small.job());
        assertRefused(small.set("seine.job.decode.codec", "imageio").job(), "decode.codec was auto and is imageio");
    }

    @Test
    void aJobOfAnotherNameIsRefusedByBothNames() {
        assertRefused(settings.set("seine.job.name", "cats").job(), "holds the job \"birds\", not \"cats\"");
    }

    @Test
    void aFolderThatIsNotMarkedIsNobodys() {
        Identity.check(
                settings.set("seine.job.save.directory", folder.resolve("new")).job());
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aNameOfTwoLinesRecognizesItself() {
        var job = settings.job();
        var named = new JobSettings(
                "two\nlines",
                job.source(),
                job.enrich(),
                job.schedule(),
                job.fetch(),
                job.decode(),
                settings.set("seine.job.save.directory", folder.resolve("other"))
                        .job()
                        .save(),
                job.s3(),
                job.record(),
                job.failure(),
                job.retry());
        folder.resolve("other/.seine").toFile().mkdirs();
        Identity.claim(named);
        Identity.check(named);
    }

    @Test
    void aHugeListIsToldByItsLengthAndItsEnds() throws IOException {
        var list = folder.resolve("urls.txt");
        Files.write(list, List.of("x".repeat(300_000)));
        var huge = settings.set("seine.job.save.directory", folder.resolve("huge"));
        Files.createDirectories(folder.resolve("huge/.seine"));
        Identity.claim(huge.job());
        Files.write(list, List.of("x".repeat(299_999) + "y"));
        assertRefused(huge.job(), "with another source");
        Files.write(list, List.of("y" + "x".repeat(299_999)));
        assertRefused(huge.job(), "with another source");
    }

    private static void assertRefused(JobSettings job, String reason) {
        assertThatThrownBy(() -> Identity.claim(job))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith(job.save().directory() + ": ")
                .hasMessageContaining(reason)
                .hasMessageContaining("; choose another save.directory, ")
                .hasMessageEndingWith("or begin anew with --restart, which removes what is there");
    }
}
