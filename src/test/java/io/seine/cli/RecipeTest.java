package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.origin.Origin;
import io.seine.origin.OriginSettings;
import io.seine.record.JsonRecords;
import io.seine.testing.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The recipes as they come, run by the real program in a working directory with a list, against the demo's
/// origin. Only the origin's port is another.
@Timeout(60)
class RecipeTest {
    private final Seine seine = Seine.create();
    private Origin origin;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        var errorsWhereThereAreAny = new OriginSettings("127.0.0.1", 0, Duration.ZERO, Duration.ZERO, 1, 1);
        origin = Origin.start(seine.system(), errorsWhereThereAreAny);
    }

    @AfterEach
    void close() {
        origin.close();
        seine.close();
    }

    private void download(String list) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(origin.url() + "/" + list))
                    .build();
            client.send(request, BodyHandlers.ofFile(folder.resolve(list)));
        }
    }

    private void run(String... arguments) throws Exception {
        var process = new ProcessBuilder(Program.command(arguments))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }

    private List<Outcome> ledger(String output) throws IOException {
        return Files.readAllLines(folder.resolve(output).resolve("ledger.jsonl")).stream()
                .map(JsonRecords::read)
                .sorted(Comparator.comparingLong(outcome -> outcome.item().index()))
                .toList();
    }

    private List<String> files(String output) throws IOException {
        try (var files = Files.list(folder.resolve(output))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void lyricsAreSavedAsJsonByIdAndName() throws Exception {
        download("songs.csv");
        run("run", "recipe:lyrics", "--set", "origin=" + origin.url());
        assertThat(files("lyrics"))
                .containsExactly(
                        ".seine",
                        "1-amazing-grace.json",
                        "2-auld-lang-syne.json",
                        "3-greensleeves.json",
                        "4-au-clair-de-la-lune.json",
                        "5-der-mond-ist-aufgegangen.json",
                        "6-row-row-row-your-boat.json",
                        "ledger.jsonl",
                        "summary.json");
        var song = new ObjectMapper()
                .readTree(folder.resolve("lyrics/4-au-clair-de-la-lune.json").toFile());
        assertThat(song.get("id").asInt()).isEqualTo(4);
        assertThat(song.get("lyrics").asText()).contains("Prête-moi ta plume");
        assertThat(ledger("lyrics")).allMatch(outcome -> outcome.status() == Status.SAVED);
    }

    @Test
    void pagesAreMeasuredAndNotKept() throws Exception {
        download("pages.txt");
        Files.writeString(folder.resolve("pages.txt"), "empty.txt\nnothing.txt\n", StandardOpenOption.APPEND);
        run("run", "recipe:lengths", "--set", "site=" + origin.url() + "/pages/");
        assertThat(files("lengths")).containsExactly(".seine", "ledger.jsonl", "summary.json");
        var outcomes = ledger("lengths");
        assertThat(outcomes)
                .extracting(outcome ->
                        outcome.failure() == null ? null : outcome.failure().kind())
                .containsExactly(null, null, null, null, null, Kind.DUPLICATE, Kind.NOT_FOUND);
        for (var outcome : outcomes.subList(0, 5)) {
            var page = Path.of("src/main/resources/io/seine/origin")
                    .resolve(URI.create(outcome.item().url()).getPath().substring(1));
            assertThat(outcome.transfer().bytes()).isEqualTo(Files.size(page));
            assertThat(outcome.transfer().sha256()).hasSize(64);
            assertThat(outcome.path()).isNull();
        }
    }

    @Test
    void aRecipeThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> Settings.defaults().recipe("soup"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("recipe:soup: there is no such recipe; there are lengths, lyrics");
    }
}
