package io.seine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.seine.model.DataSize;
import io.seine.model.Place;
import io.seine.model.Secret;
import io.seine.model.Template;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How layers of settings lie over each other, and what their values become.
class SettingsTest {
    private static final String RETRIES = "seine.job.fetch.retries";
    private static final String URL = "seine.job.source.url";
    private static final String DIRECTORY = "seine.job.save.directory";

    @TempDir
    private Path folder;

    @Test
    void theLaterLayerWins() throws IOException {
        var settings = Settings.defaults()
                .file(file(RETRIES + " = 3\nseine.job.fetch.max-redirects = 3\nseine.job.name = file"))
                .environment(Map.of("SEINE_JOB_FETCH_RETRIES", "4", "SEINE_JOB_FETCH_MAX_REDIRECTS", "4"))
                .set(RETRIES, 5);
        assertThat(settings.job().fetch().retries()).isEqualTo(5);
        assertThat(settings.job().fetch().maxRedirects()).isEqualTo(4);
        assertThat(settings.job().name()).isEqualTo("file");
        assertThat(settings.set(RETRIES, "6").job().fetch().retries()).isEqualTo(6);
        assertThat(settings.job().fetch().retries()).as("settings never change").isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h/{cc}/{cc}.gif?a=b,c#d",
                "a, b",
                "a # b",
                "a // b",
                "{url}",
                "{a}/{b}",
                "it's",
                "C:\\dir",
                "100%",
                "null",
                "true",
                "007",
                "a = b",
                "a: b",
                "\"",
                "[a",
                "$x",
                " {url} ",
                "é 😀"
            })
    void aTextOnTheCommandLineIsTakenAsItIs(String text) {
        for (var settings : List.of(
                Settings.defaults().set(URL, text),
                Settings.defaults().setText(URL, text),
                Settings.defaults().environment(Map.of("SEINE_JOB_SOURCE_URL", text)))) {
            assertThat(settings.job().source().url()).isEqualTo(Template.parse(text));
        }
    }

    @Test
    void listsSectionsQuotesAndSubstitutionsAreReadOnTheCommandLine() {
        var job = Settings.defaults()
                .text("host = \"http://h.example\"")
                .set("seine.job.source.urls", "[\"http://h/a,b\", \"http://h/c\"]")
                .set("seine.job.fetch.headers", "{ A = b }")
                .set("seine.job.fetch.headers.Referer", "http://x/?a=b")
                .set("seine.job.fetch.headers.\"X.Y\"", "z")
                .set("seine.job.name", "\"a, b\"")
                .set(URL, "${host}\"/{url}\"")
                .job();
        assertThat(job.source().urls()).containsExactly("http://h/a,b", "http://h/c");
        assertThat(job.fetch().headers())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("A", new Secret("b"), "Referer", new Secret("http://x/?a=b"), "X.Y", new Secret("z")));
        assertThat(job.name()).isEqualTo("a, b");
        assertThat(job.source().url()).hasToString("http://h.example/{url}");
    }

    @Test
    void aProgramSetsNumbersListsMapsAndPaths() {
        var job = Settings.defaults()
                .set(RETRIES, 7)
                .set("seine.job.fetch.tls.verify", false)
                .set("seine.job.source.urls", List.of("http://h/{a}", "[b]"))
                .set("seine.job.fetch.headers", Map.of("A", "[b]"))
                .set(DIRECTORY, folder)
                .job();
        assertThat(job.fetch().retries()).isEqualTo(7);
        assertThat(job.fetch().tls().verify()).isFalse();
        assertThat(job.source().urls()).containsExactly("http://h/{a}", "[b]");
        assertThat(job.fetch().headers()).containsExactly(Map.entry("A", new Secret("[b]")));
        assertThat(job.save().directory()).isEqualTo(folder);
    }

    @Test
    void everyKeyHasAVariableOfItsOwn() {
        var variables =
                ConfigFactory.parseFile(new File("src/main/resources/reference.conf"))
                        .getConfig("seine.job")
                        .entrySet()
                        .stream()
                        .map(entry -> "SEINE_JOB_"
                                + entry.getKey().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                        .toList();
        assertThat(variables).hasSizeGreaterThan(30).doesNotHaveDuplicates();
        for (var variable : variables) {
            assertThat(Settings.defaults().environment(Map.of(variable, "x"))).isNotNull(); // or it throws
        }
    }

    @Test
    void variablesOfOthersAreLeftAlone() {
        var others = Map.of("SEINE_JAVA_OPTS", "-Xmx1g", "SEINE", "x", "PATH", "/bin", "seine_job_name", "x");
        assertThat(Settings.defaults().environment(others).job())
                .isEqualTo(Settings.defaults().job());
    }

    @Test
    void aRelativePathStartsAtTheFolderOfItsFile() throws IOException {
        var list = Files.createFile(folder.resolve("urls.txt"));
        var job = Settings.defaults()
                .file(file("seine.job { source.path = urls.txt, save.directory = ../out }"))
                .job();
        assertThat(job.source().paths().getFirst()).isEqualTo(new Place.File(list));
        assertThat(job.save().directory()).isEqualTo(folder.resolve("../out").normalize());
    }

    @Test
    void aRelativePathOfAnIncludedFileStartsAtThatFile() throws IOException {
        var inner = Files.createDirectory(folder.resolve("inner"));
        Files.writeString(inner.resolve("base.conf"), DIRECTORY + " = pictures");
        assertThat(directory(Settings.defaults().file(file("include \"inner/base.conf\""))))
                .isEqualTo(inner.resolve("pictures"));
    }

    @Test
    void aRelativePathFromElsewhereStartsAtTheWorkingDirectory() throws IOException {
        var settings = Settings.defaults().file(file(DIRECTORY + " = a"));
        assertThat(directory(settings.set(DIRECTORY, "b"))).isEqualTo(Path.of("b"));
        assertThat(directory(settings.environment(Map.of("SEINE_JOB_SAVE_DIRECTORY", "c"))))
                .isEqualTo(Path.of("c"));
        assertThat(directory(Settings.defaults())).isEqualTo(Path.of("out"));
        assertThat(directory(settings.set(DIRECTORY, "/d"))).isEqualTo(Path.of("/d"));
    }

    @Test
    void aPathThatIsPutTogetherStartsAtItsFileToo() throws IOException {
        assertThat(directory(Settings.defaults().file(file("base = pictures\n" + DIRECTORY + " = ${base}/flags"))))
                .isEqualTo(folder.resolve("pictures/flags"));
    }

    @Test
    void standardInputIsNoFile() throws IOException {
        var job =
                Settings.defaults().file(file("seine.job.source.path = \"-\"")).job();
        assertThat(job.source().paths().getFirst()).isSameAs(SourceSettings.STANDARD_INPUT);
    }

    @Test
    void filesMayHaveKeysOfTheirOwnAndUseThem() throws IOException {
        var settings = Settings.defaults().file(file("origin = \"http://h\"\n" + URL + " = ${origin}\"/{cc}.gif\""));
        assertThat(settings.text("origin", "none")).isEqualTo("http://h");
        assertThat(settings.text("nothing.there", "fallback")).isEqualTo("fallback");
        assertThat(settings.job().source().url()).hasToString("http://h/{cc}.gif");
        assertThat(settings.set("origin", "http://other").job().source().url()).hasToString("http://other/{cc}.gif");
    }

    @Test
    void theUserAgentTellsVersionAndContact() {
        var settings = Settings.defaults().set("seine.job.fetch.contact", "https://example.org/bot");
        assertThat(settings.job().fetch().userAgent())
                .isEqualTo("Seine/" + Version.current() + " (+https://example.org/bot)");
        assertThat(settings.set("seine.job.fetch.user-agent", "mine")
                        .job()
                        .fetch()
                        .userAgent())
                .isEqualTo("mine");
    }

    @Test
    void anActorSystemGetsTheLibrariesDefaultsUnderOurs() {
        var system =
                Settings.defaults().text("seine.system.pekko.loglevel = DEBUG").system();
        assertThat(system.getString("pekko.loglevel")).isEqualTo("DEBUG");
        assertThat(system.getString("pekko.stdout-loglevel")).isEqualTo("ERROR");
        assertThat(system.hasPath("pekko.http.client")).isTrue();
    }

    @Test
    void whatWasSubmittedIsTakenAsItStands() {
        var job = Map.of(
                "name",
                "${HOME}",
                "source",
                Map.of("urls", List.of("http://h/${a}", "include file(\"/etc/passwd\")")),
                "fetch",
                Map.of("parallelism", 3, "headers", Map.of("X-Key", "a.b = c")));
        var read = Settings.defaults().set(RETRIES, 7).submitted(job).job();
        assertThat(read.name()).isEqualTo("${HOME}");
        assertThat(read.source().urls()).containsExactly("http://h/${a}", "include file(\"/etc/passwd\")");
        assertThat(read.fetch().parallelism()).isEqualTo(3);
        assertThat(read.fetch().retries()).as("the layers below stay").isEqualTo(7);
        assertThat(read.fetch().headers()).containsEntry("X-Key", new Secret("a.b = c"));
    }

    @Test
    void whatWasSubmittedHasTheTypesOfJson() {
        var job = Map.of("fetch", Map.of("parallelism", "3", "x-robots-tag", "yes", "max-size", "1MiB"));
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.defaults().submitted(job))
                .satisfies(wrong -> assertThat(wrong.problems())
                        .containsExactlyInAnyOrder(
                                "seine.job.fetch.parallelism: expected a number, got \"3\"",
                                "seine.job.fetch.x-robots-tag: expected true or false, got \"yes\""));
    }

    @Test
    void aServerThatOthersReachWantsAToken() {
        var open = Settings.defaults().set("seine.server.host", "0.0.0.0");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(open::server)
                .withMessageContaining("seine.server.token: is needed");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> open.set("seine.server.token", "s3cret").server())
                .withMessageContaining("16 characters")
                .withMessageNotContaining("s3cret");
        var environment = Map.of("SEINE_SERVER_TOKEN", "0123456789abcdef");
        assertThat(open.environment(environment).server().token()).isEqualTo(new Secret("0123456789abcdef"));
        assertThat(Settings.defaults().set("seine.server.host", "::1").server().token())
                .isNull();
    }

    private static Path directory(Settings settings) {
        return settings.job().save().directory();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("application.conf"), text);
    }

    @Test
    void theLogIsReadAndItsMistakesAreTold() {
        assertThat(Settings.defaults().log()).isNull();
        assertThat(Settings.defaults()
                        .text("seine.log { file = a.log, max-size = 1MiB, keep = 2 }")
                        .log())
                .isEqualTo(new LogSettings(Path.of("a.log"), DataSize.parse("1MiB"), 2));
        assertThatThrownBy(() -> Settings.defaults()
                        .text("seine.log { file = a.log, max-size = 3B, keep = -1 }")
                        .log())
                .hasMessageContaining("seine.log.max-size: expected a size of 1.0 KiB or more")
                .hasMessageContaining("seine.log.keep: expected a whole number from 0 to 1000");
    }
}
