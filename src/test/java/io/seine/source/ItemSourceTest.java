package io.seine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.WebUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemSourceTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void aTextListGivesAnItemPerAddress() throws Exception {
        var job = text("# birds\nhttp://h/a\n\n  http://h/b  \r\nhttp://h/c");
        assertThat(items(job))
                .containsExactly(
                        new Item(0, "000000000", "http://h/a", Map.of()),
                        new Item(1, "000000001", "http://h/b", Map.of()),
                        new Item(2, "000000002", "http://h/c", Map.of()));
    }

    @Test
    void whatIsNoAddressEndsItsRowAndNotTheJob() throws Exception {
        var job = text("http://h/a\nno address\nftp://h/b\nhttp://h/c\n");
        var fates = fates(job);
        assertThat(fates).extracting(ItemSourceTest::index).containsExactly(0L, 1L, 2L, 3L);
        assertThat(failure(fates.get(1)))
                .returns(Stage.SOURCE, Failure::stage)
                .returns(Kind.BAD_URL, Failure::kind)
                .extracting(Failure::message)
                .asString()
                .startsWith(job.source().paths().getFirst() + ":2: ")
                .contains("no address");
        assertThat(failure(fates.get(2)).message()).contains(":3: ", "ftp");
        assertThat(fates.get(3)).isInstanceOf(Fate.Open.class);
    }

    @Test
    void aLineThatIsTooLongOrNotUtf8IsABadRow() throws Exception {
        var list = folder.resolve("urls.txt");
        try (var out = Files.newOutputStream(list)) {
            out.write(utf8("http://h/a\nhttp://h/"));
            out.write("x".repeat(Lines.MOST).getBytes(StandardCharsets.US_ASCII));
            out.write(utf8("\nhttp://h/b\u00fc"));
            out.write(0xfc);
            out.write(utf8("\nhttp://h/c\n"));
        }
        var fates = fates(job("seine.job.source.path", list));
        assertThat(fates).hasSize(4);
        assertThat(failure(fates.get(1)))
                .returns(Kind.BAD_ROW, Failure::kind)
                .returns(list + ":2: the line is longer than 1048576 bytes", Failure::message);
        assertThat(failure(fates.get(2)))
                .returns(Kind.BAD_ROW, Failure::kind)
                .returns(list + ":3: the line is not UTF-8", Failure::message);
        assertThat(index(fates.get(3))).isEqualTo(3);
    }

    @Test
    void columnsOfACsvListBecomeFieldsAndFillTheTemplates() throws Exception {
        var job = settings(csv("cc,country,note\nfr,France,\"a, \"\"b\"\"\nc\"\nde,Germany,\n"))
                .set("seine.job.source.url", "http://h/{cc}/{index}.gif")
                .set("seine.job.source.key", "{country}")
                .job();
        assertThat(items(job))
                .containsExactly(
                        new Item(
                                0,
                                "France",
                                "http://h/fr/0.gif",
                                Map.of("cc", "fr", "country", "France", "note", "a, \"b\"\nc")),
                        new Item(
                                1,
                                "Germany",
                                "http://h/de/1.gif",
                                Map.of("cc", "de", "country", "Germany", "note", "")));
    }

    @Test
    void theAddressIsNoField() throws Exception {
        assertThat(items(settings(csv("url,caption\nhttp://h/a,A bird\n")).job()))
                .containsExactly(new Item(0, "000000000", "http://h/a", Map.of("caption", "A bird")));
    }

    @Test
    void givenAddressesComeBeforeTheListAndCountAsRows() throws Exception {
        var job = settings(write("urls.txt", "http://h/c\nhttp://h/d\n"))
                .set("seine.job.source.urls", List.of("http://h/a", "nonsense"))
                .job();
        var fates = fates(job);
        assertThat(fates).extracting(ItemSourceTest::index).containsExactly(0L, 1L, 2L, 3L);
        assertThat(failure(fates.get(1)).message()).doesNotContain(":0").contains("nonsense");
    }

    @Test
    void skipAndLimitCountRowsAndKeepTheirNumbers() throws Exception {
        var job = settings(write("urls.txt", "http://h/0\n# none\nbad\nhttp://h/2\nbad\nhttp://h/4\n"))
                .set("seine.job.source.skip", 1)
                .set("seine.job.source.limit", 3)
                .job();
        assertThat(fates(job)).extracting(ItemSourceTest::index).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aSkipBeyondTheEndOrALimitOfNoneGivesNothing() throws Exception {
        var settings = settings(write("urls.txt", "http://h/0\n"));
        assertThat(fates(settings.set("seine.job.source.skip", 5).job())).isEmpty();
        assertThat(fates(settings.set("seine.job.source.limit", 0).job())).isEmpty();
    }

    @Test
    void aBadCsvRowEndsAloneWithItsLine() throws Exception {
        var job =
                settings(csv("url,n\nhttp://h/0,0\nhttp://h/1\nhttp://h/2,2\n")).job();
        var fates = fates(job);
        assertThat(failure(fates.get(1)))
                .returns(Kind.BAD_ROW, Failure::kind)
                .returns(job.source().paths().getFirst() + ":3: the row has 1 cells, the header 2", Failure::message);
        assertThat(index(fates.get(2))).isEqualTo(2);
    }

    @Test
    void standardInputIsReadAndLeftOpen() throws Exception {
        var before = System.in;
        var closed = new boolean[1];
        try {
            System.setIn(new ByteArrayInputStream(utf8("http://h/a\nbad\n")) {
                @Override
                public void close() {
                    closed[0] = true;
                }
            });
            var job = Settings.defaults().set("seine.job.source.path", "-").job();
            assertThat(source(job).check()).isEmpty();
            var fates = fates(job);
            assertThat(fates).hasSize(2);
            assertThat(failure(fates.get(1)).message()).startsWith("standard input:2: ");
            assertThat(closed[0]).isFalse();
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aPipeIsNotReadBeforeTheJobStarts() throws Exception {
        var pipe = folder.resolve("pipe.csv");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var job = settings(pipe).job();
        assertThat(source(job).check()).isEmpty();
        var writer = Thread.ofVirtual().start(() -> {
            try {
                Files.write(pipe, utf8("url\nhttp://h/a\n"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(items(job)).extracting(Item::url).containsExactly("http://h/a");
        writer.join();
    }

    @Test
    void rowsAreReadWhenTheyAreAskedFor() throws Exception {
        var endless = new EndlessList("");
        var before = System.in;
        try {
            System.setIn(endless);
            var probe = new ItemSource(
                            Settings.defaults()
                                    .set("seine.job.source.path", "-")
                                    .job()
                                    .source(),
                            10_000)
                    .items()
                    .toMat(TestSink.create(KIT.system().classicSystem()), Keep.right())
                    .run(KIT.system());
            probe.request(10);
            for (int i = 0; i < 10; i++) {
                assertThat(index(probe.requestNext())).isEqualTo(i);
            }
            probe.cancel();
            assertThat(endless.read).isLessThan(1 << 18);
        } finally {
            System.setIn(before);
        }
    }

    /// 400,000 rows with a note of 3,000 characters would take more than the heap that tests have, if they were kept.
    @Test
    void aHugeListIsReadInConstantMemory() throws Exception {
        var before = System.in;
        try {
            System.setIn(new EndlessList(",\"" + "x".repeat(3000) + "\""));
            var source = Settings.defaults()
                    .set("seine.job.source.path", "-")
                    .set("seine.job.source.format", "csv")
                    .set("seine.job.source.url", "{http://host.example/0}")
                    .set("seine.job.source.limit", 400_000)
                    .job()
                    .source();
            var count = new ItemSource(source, 10_000)
                    .items()
                    .runFold(0, (number, fate) -> number + 1, KIT.system())
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertThat(count).isEqualTo(400_000);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aListThatBreaksWhileItIsReadFailsTheStreamByName() {
        var before = System.in;
        try {
            System.setIn(new SequenceInputStream(new ByteArrayInputStream(utf8("http://h/a\n")), new Broken()));
            var job = Settings.defaults().set("seine.job.source.path", "-").job();
            assertThatThrownBy(() -> fates(job))
                    .hasRootCauseMessage("the disk is gone")
                    .cause()
                    .hasMessage("standard input cannot be read on: the disk is gone");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void nothingToReadIsRefusedByKey() throws IOException {
        assertRefused(Settings.defaults(), "seine.job.source.path: there is no source: give a path or urls");
        var missing = folder.resolve("none.txt");
        assertRefused(settings(missing), "seine.job.source.path: " + missing + ": there is no such file");
        assertRefused(settings(folder), "seine.job.source.path: " + folder + ": is a folder, not a list");
        var empty = write("empty.csv", "\n\n");
        assertRefused(
                settings(empty),
                "seine.job.source.path: " + empty + ": the list is empty; a CSV list begins with a header line");
        var twice = write("twice.csv", "url,a,a\n");
        assertRefused(
                settings(twice), "seine.job.source.path: " + twice + ": two columns have the same name: url, a, a");
        var open = write("open.csv", "url,\"a\nb,c\n");
        assertRefused(
                settings(open),
                "seine.job.source.path: " + open
                        + ": the header line cannot be read: a quote is opened and never closed");
        var utf16 = Files.write(folder.resolve("utf16.txt"), "http://h/\n".getBytes(StandardCharsets.UTF_16));
        assertRefused(settings(utf16), "seine.job.source.path: " + utf16 + ": the list is UTF-16, not UTF-8");
    }

    @Test
    void anUnreadableListIsRefusedByKey() throws IOException {
        var list = write("secret.txt", "http://h/");
        assumeThat(list.toFile().setReadable(false) && !Files.isReadable(list)).isTrue(); // root reads everything
        assertRefused(settings(list), "seine.job.source.path: " + list + ": may not be read");
    }

    @Test
    void aTemplateThatWantsAColumnThatIsNotThereIsRefusedBeforeAnythingStarts() throws IOException {
        var list = settings(csv("cc,country\nfr,France\n"));
        assertRefused(list, "seine.job.source.url: the list has no column url; it has cc, country");
        var addressed = list.set("seine.job.source.url", "http://h/{cc}/{index}");
        assertThat(check(addressed)).contains(List.of("cc", "country"));
        assertRefused(
                addressed.set("seine.job.source.key", "{code}"),
                "seine.job.source.key: the list has no column code; it has cc, country");
        assertRefused(
                addressed.set("seine.job.source.urls", List.of("http://h/")),
                "seine.job.source.url: an address in urls has no column cc; it has url");
    }

    @Test
    void whatEveryRowHasIsToldBeforeAnythingStarts() throws IOException {
        assertThat(check(settings(write("urls.txt", "http://h/")))).contains(List.of("url"));
        var both = settings(csv("url,cc\nhttp://h/,fr\n")).set("seine.job.source.urls", List.of("http://h/"));
        assertThat(check(both)).contains(List.of("url"));
        assertThat(check(Settings.defaults().set("seine.job.source.path", "-"))).isEmpty();
    }

    private static void assertRefused(Settings settings, String problem) {
        assertThatThrownBy(() -> check(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessage(problem);
    }

    private static Optional<List<String>> check(Settings settings) {
        return source(settings.job()).check();
    }

    private static ItemSource source(JobSettings job) {
        return new ItemSource(job.source(), job.save().shardSize());
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is gone");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("the disk is gone");
        }
    }

    /// Addresses without an end.
    private static final class EndlessList extends InputStream {
        private final String padding;
        private byte[] line = new byte[0];
        private int at;
        private long number;
        private long read;

        EndlessList(String padding) {
            this.padding = padding;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (at == line.length) {
                line = utf8("http://host.example/" + number++ + padding + "\n");
                at = 0;
            }
            int some = Math.min(length, line.length - at);
            System.arraycopy(line, at, bytes, offset, some);
            at += some;
            read += some;
            return some;
        }
    }

    private JobSettings text(String list) throws IOException {
        return settings(write("urls.txt", list)).job();
    }

    private Path csv(String list) throws IOException {
        return write("list.csv", list);
    }

    private Path write(String name, String list) throws IOException {
        return Files.writeString(folder.resolve(name), list);
    }

    private static Settings settings(Path list) {
        return Settings.defaults().set("seine.job.source.path", list);
    }

    private static JobSettings job(String key, Object value) {
        return Settings.defaults().set(key, value).job();
    }

    private static List<Item> items(JobSettings job) throws Exception {
        return fates(job).stream()
                .map(fate -> ((Fate.Open<WebUrl>) fate).item())
                .toList();
    }

    private static List<Fate<WebUrl>> fates(JobSettings job) throws Exception {
        return source(job)
                .items()
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static long index(Object fate) {
        return switch (fate) {
            case Fate.Open<?> open -> open.item().index();
            case Fate.Ended<?>(Outcome outcome) -> outcome.item().index();
            default -> throw new AssertionError(fate);
        };
    }

    private static Failure failure(Fate<WebUrl> fate) {
        return fate instanceof Fate.Ended<WebUrl>(Outcome outcome) && outcome.failure() != null
                ? outcome.failure()
                : org.assertj.core.api.Assertions.fail("still open: " + fate);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
