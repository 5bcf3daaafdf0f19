package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `files.tar`: all that a job or a stream has saved.
class AllFilesTest {
    private static final String TOKEN = "0123456789abcdef-token";

    /// More than sockets and streams hold on the way.
    private static final long LARGE = 64 << 20;

    private static final long LOOKS_AGAIN_AFTER = 2_000_000;
    private static final String OWN = "ledger.jsonl";
    private static final Path FLAG = Path.of("src/main/resources/io/seine/origin/flags/fr/fr.gif");

    @TempDir
    static Path root;

    private static Served server;
    private static ScriptedOrigin origin;

    @BeforeAll
    static void start() throws Exception {
        var flag = Files.readAllBytes(FLAG);
        server = Served.at(root);
        origin = ScriptedOrigin.start(request -> switch (request.path().replaceFirst("\\d*$", "")) {
            case "/none" -> Answer.notFound();
            case "/slow" -> Answer.neverAnswering();
            case "/flag" -> Answer.ok(flag, "image/gif");
            case "/empty" -> Answer.ok(new byte[0], "text/plain");
            default -> Answer.ok(request.path().repeat(1000).getBytes(StandardCharsets.UTF_8), "text/plain");
        });
    }

    @AfterAll
    static void stop() {
        server.close();
        origin.close();
    }

    /// Submits a job over some paths of the origin; `more` are further members of its settings.
    private static String submit(String more, String... paths) throws Exception {
        var urls = Stream.of(paths).map(path -> "\"" + origin.url(path) + "\"").collect(Collectors.joining(","));
        return server.submit("{\"source\": {\"urls\": [" + urls + "]}" + more + "}");
    }

    private static String completed(String more, String... paths) throws Exception {
        var id = submit(more, paths);
        server.await(id, "completed");
        return id;
    }

    private static String all(String id) {
        return "/v1/jobs/" + id + "/files.tar";
    }

    private static Path folder(String id) {
        return root.resolve("jobs").resolve(id);
    }

    /// The paths that the records name, in their order.
    private static List<String> recorded(String id) throws Exception {
        var paths = new ArrayList<String>();
        server.get("/v1/jobs/" + id + "/outcomes?status=saved")
                .json()
                .get("outcomes")
                .forEach(outcome -> paths.add(outcome.get("path").asText()));
        return paths;
    }

    private static List<String> with(List<String> paths, String... more) {
        return Stream.concat(paths.stream(), Stream.of(more)).toList();
    }

    private static Map<String, String> entries(byte[] tar) throws IOException {
        var entries = new LinkedHashMap<String, String>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(entries.put(entry.getName(), content))
                        .as(entry.getName())
                        .isNull();
            }
        }
        return entries;
    }

    private static Map<String, String> entriesOf(String id) throws Exception {
        return entries(server.get(all(id)).response().body());
    }

    private static Map<String, String> contents(Path place) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(place)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = place.relativize(file).toString();
                if (!name.startsWith(".seine")) {
                    contents.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return contents;
    }

    @Test
    void aTarHoldsWhatTheJobHasSavedInTheOrderOfItsLedger(@TempDir Path here) throws Exception {
        var id = completed(
                ", \"save\": {\"name\": \"some/where/{key}\"}, \"record\": {\"parquet\": true}",
                "/a",
                "/none",
                "/empty",
                "/b",
                "/c");
        var reply = server.get(all(id));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/x-tar");
        assertThat(reply.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + id + ".tar\"");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        var entries = entries(reply.response().body());
        assertThat(recorded(id)).hasSize(4);
        assertThat(entries.keySet())
                .containsExactlyElementsOf(with(recorded(id), "00000.parquet", OWN, "summary.json"));
        assertThat(new TreeMap<>(entries)).isEqualTo(contents(folder(id)));
        extract(reply.response().body(), here);
        assertThat(contents(here)).as("by the system's tar").isEqualTo(contents(folder(id)));
    }

    private static void extract(byte[] tar, Path here) throws Exception {
        var process = new ProcessBuilder("tar", "-x", "-C", here.toString())
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(tar);
        }
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void allFormsOfAnItemAreInItAndAFileThatRowsShareOnce() throws Exception {
        var id = completed(
                ", \"decode\": {\"mode\": \"verify\"}, \"save\": {\"duplicates\": \"skip\", \"variants\":"
                        + " [{\"name\": \"{key}\"}, {\"name\": \"small/{key}\", \"format\": \"png\", \"resize\": {\"size\": 16}}]}",
                "/flag1",
                "/flag2");
        var path = recorded(id).getFirst();
        assertThat(recorded(id)).containsExactly(path, path);
        assertThat(entriesOf(id).keySet())
                .containsExactly(path, "small/" + path.replace(".gif", ".png"), OWN, "summary.json");
    }

    @Test
    void ofShardsItHoldsTheirFiles() throws Exception {
        var id = completed(", \"save\": {\"layout\": \"webdataset\", \"shard-size\": 2}", "/a", "/b", "/c");
        var entries = entriesOf(id);
        assertThat(entries.keySet())
                .containsExactly(
                        "00000.tar",
                        "00000.parquet",
                        "00000_stats.json",
                        "00001.tar",
                        "00001.parquet",
                        "00001_stats.json",
                        OWN,
                        "summary.json");
        assertThat(new TreeMap<>(entries)).isEqualTo(contents(folder(id)));
    }

    @Test
    void aJobAtWorkGivesWhatIsRecordedSoFar() throws Exception {
        var id = submit(", \"schedule\": {\"per-host\": {\"parallelism\": 8}}", "/a", "/slow", "/b");
        server.await(id, job -> job.get("items").asInt() == 2);
        var entries = entriesOf(id);
        assertThat(entries.keySet()).containsExactlyElementsOf(with(recorded(id), OWN));
        assertThat(entries.get(OWN)).asString().hasLineCount(2);
        server.post("/v1/jobs/" + id + "/cancel");
        server.await(id, "cancelled");
        assertThat(entriesOf(id).get(OWN)).asString().hasLineCount(3);
    }

    @Test
    void whatSomebodyHasRemovedOrPutInItsPlaceIsLeftOut() throws Exception {
        var id = completed("", "/a", "/b", "/c", "/d");
        var paths = recorded(id);
        Files.delete(folder(id).resolve(paths.get(0)));
        Files.delete(folder(id).resolve(paths.get(1)));
        Files.createSymbolicLink(folder(id).resolve(paths.get(1)), folder(id).resolve(paths.get(3)));
        Files.delete(folder(id).resolve(paths.get(2)));
        Files.createDirectory(folder(id).resolve(paths.get(2)));
        assertThat(entriesOf(id).keySet()).containsExactly(paths.get(3), OWN, "summary.json");
    }

    @Test
    void aLedgerLeadsNobodyOutOfTheFolder() throws Exception {
        var id = completed("", "/a");
        var path = recorded(id).getFirst();
        Files.writeString(root.resolve("jobs/private.txt"), "nobody's business");
        Files.createSymbolicLink(folder(id).resolve("out"), root.resolve("jobs"));
        for (var lead : List.of(
                "../private.txt",
                "out/private.txt",
                root.resolve("jobs/private.txt").toString(),
                ".seine/job",
                "x\\u0000")) {
            var ledger = Files.readString(folder(id).resolve(OWN));
            Files.writeString(
                    folder(id).resolve(OWN),
                    ledger + ledger.lines().findFirst().orElseThrow().replace(path, lead) + "\n");
        }
        assertThat(entriesOf(id).keySet()).containsExactly(path, OWN, "summary.json");
    }

    /// A job whose one file has become so large that nobody can hold it on the way.
    private static Path large(String id) throws Exception {
        var file = folder(id).resolve(recorded(id).getFirst());
        resize(file, LARGE);
        return file;
    }

    private static void resize(Path file, long size) throws IOException {
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(size);
        }
    }

    private static InputStream begun(String id) throws Exception {
        var body = server.client()
                .send(server.request(all(id)).build(), BodyHandlers.ofInputStream())
                .body();
        assertThat(body.readNBytes(4096)).hasSize(4096);
        return body;
    }

    @Test
    void aFileThatShrinksOrGrowsUnderWayBreaksTheResponseOff() throws Exception {
        for (long size : new long[] {LARGE / 2, LARGE + 1}) {
            var id = completed("", "/a");
            var file = large(id);
            try (var body = begun(id)) {
                resize(file, size); // while nobody reads, the server has not read it all either
                assertThatThrownBy(() -> body.transferTo(java.io.OutputStream.nullOutputStream()))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void whoGoesAwayEndsTheReading() throws Exception {
        var id = completed("", "/a");
        var file = large(id);
        try (var socket = new RawSocket(server.port())) {
            socket.head("GET " + all(id));
            socket.lineThatBegins("Content-Type: application/x-tar");
            awaitOpen(file, true);
        }
        awaitOpen(file, false);
    }

    @Test
    void whoIsStuckIsDropped(@TempDir Path own) throws Exception {
        var times = new Server.Times(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(1));
        var file = own.resolve("streams/x/large");
        Files.createDirectories(file.getParent());
        resize(file, LARGE);
        try (var brief = Served.with(Served.settings(own), times);
                var socket = new RawSocket(brief.port())) {
            var line = socket.head("GET /v1/streams/x/files.tar").line();
            while (!line.isEmpty()) {
                line = socket.line();
            }
            assertThat(socket.line())
                    .as("the size of a chunk, in which the file's content begins")
                    .isNotEmpty();
            awaitOpen(file, false);
            assertThat(socket.rest()).doesNotEndWith("0\r\n\r\n").hasSizeLessThan((int) LARGE);
        }
    }

    private static void awaitOpen(Path file, boolean open) throws IOException {
        var descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "nothing tells which files are open");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (isOpen(descriptors, file.toRealPath()) != open) {
            assertThat(System.nanoTime()).as(file + " is open: " + open).isLessThan(end);
            LockSupport.parkNanos(LOOKS_AGAIN_AFTER); // looking takes the processor from what is looked at
        }
    }

    private static boolean isOpen(Path descriptors, Path file) throws IOException {
        try (var links = Files.newDirectoryStream(descriptors)) {
            for (var link : links) {
                if (leadsTo(link, file)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Test
    void headTellsWhatWouldCome() throws Exception {
        var id = completed("", "/a");
        var reply = new Served.Reply(
                server.client().send(server.request(all(id)).HEAD().build(), BodyHandlers.ofByteArray()));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Disposition")).contains(id + ".tar");
        assertThat(reply.text()).isEmpty();
    }

    @Test
    void whatIsNotHereIsTold() throws Exception {
        assertThat(Victim.words(server.get(all("nobody")))).isEqualTo("404 `not-found`");
        assertThat(Victim.words(server.get("/v1/streams/nothing/files.tar"))).isEqualTo("404 `not-found`");
        assertThat(Victim.words(server.get("/v1/streams/%2e%2e/files.tar"))).isEqualTo("404 `not-found`");
        var id = completed("", "/a");
        assertThat(Victim.words(server.get(all(id) + "?status=saved"))).isEqualTo("400 `bad-parameter`");
        var mark = folder(id).resolve(".seine/job");
        Files.writeString(mark, Files.readString(mark) + "save.bucket = s3://birds/small\ns3.endpoint = none\n");
        var reply = server.get(all(id));
        assertThat(Victim.words(reply)).isEqualTo("409 `in-bucket`");
        assertThat(reply.text()).contains("s3://birds/small");
    }

    @Test
    void noneComesWithoutTheToken(@TempDir Path own) throws Exception {
        var settings = Served.settings(own).setText("seine.server.token", TOKEN);
        try (var closed = Served.with(settings)) {
            assertThat(Victim.words(closed.get(all("x")))).isEqualTo("401 `unauthorized`");
            var shown = closed.request(all("x")).header("Authorization", "Bearer " + TOKEN);
            assertThat(Victim.words(closed.send(shown))).isEqualTo("404 `not-found`");
        }
    }

    @Test
    void ofAStreamItHoldsWhatThatHasSaved() throws Exception {
        var reply = server.send(server.request("/v1/stream?save.name=%7Bkey%7D%2F%7Bname%7D")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(origin.url("/a") + "\n" + origin.url("/b") + "\n")));
        var below = reply.header("Link").replaceFirst("</v1/(.*)/files/>.*", "$1");
        Files.createDirectories(root.resolve(below).resolve(".seine/tmp"));
        Files.writeString(root.resolve(below).resolve(".seine/tmp/1.part"), "half");
        var tar = server.get("/v1/" + below + "/files.tar");
        assertThat(tar.header("Content-Type")).isEqualTo("application/x-tar");
        assertThat(new TreeMap<>(entries(tar.response().body()))).hasSize(2).isEqualTo(contents(root.resolve(below)));
    }
}
