package io.seine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.WebUrl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same list in every format and compression.
class ListFormatsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private static final String CSV = """
            url,caption,size
            http://h/a.jpg,"a, ""quoted""\",7.00
            http://h/b.jpg,tab\there,2.50
            http://h/ü.jpg,,-1.00
            """;
    private static final String TSV = """
            url\tcaption\tsize
            http://h/a.jpg\t"a, ""quoted\""\"\t7.00
            http://h/b.jpg\t"tab\there"\t2.50
            http://h/ü.jpg\t\t-1.00
            """;
    private static final String JSONL = """
            {"url": "http://h/a.jpg", "caption": "a, \\"quoted\\"", "size": 7.00}

            {"url": "http://h/b.jpg", "caption": "tab\\there", "size": 2.50}
            {"size": -1.00, "url": "http://h/\\u00fc.jpg", "caption": ""}
            """;
    private static final String JSON = """
            [
              {"url": "http://h/a.jpg", "caption": "a, \\"quoted\\"", "size": 7.00},
              {
                "url": "http://h/b.jpg",
                "caption": "tab\\there", "size": 2.50
              }, {"size": -1.00, "url": "http://h/\\u00fc.jpg", "caption": ""}
            ]
            """;
    private static final List<Item> ITEMS = List.of(
            new Item(0, "000000000", "http://h/a.jpg", Map.of("caption", "a, \"quoted\"", "size", "7.00")),
            new Item(1, "000000001", "http://h/b.jpg", Map.of("caption", "tab\there", "size", "2.50")),
            new Item(2, "000000002", "http://h/ü.jpg", Map.of("caption", "", "size", "-1.00")));

    @TempDir
    private Path folder;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    private static final List<String> COMPRESSIONS = List.of("", ".gz", ".zst");

    record Written(String name, String text) {
        Written compressed(String end) {
            return new Written(name + end, text);
        }
    }

    static Stream<Written> lists() {
        return Stream.of(
                        new Written("list.csv", CSV),
                        new Written("list.tsv", TSV),
                        new Written("list.jsonl", JSONL),
                        new Written("list.ndjson", JSONL),
                        new Written("list.json", JSON),
                        new Written("list.JSON", JSON.replaceAll("\n *", "")))
                .flatMap(list -> COMPRESSIONS.stream().map(list::compressed));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void everyFormatAndCompressionGivesTheSameItems(Written list) throws Exception {
        assertThat(items(source("path = \"" + write(list) + "\""))).isEqualTo(ITEMS);
    }

    @Test
    void anAddressPerLineGivesTheSameAddressesInEveryCompression() throws Exception {
        var list = new Written("list", "# three\nhttp://h/a.jpg\n\n http://h/b.jpg\r\nhttp://h/ü.jpg");
        for (var end : COMPRESSIONS) {
            assertThat(items(source("path = \"" + write(list.compressed(end)) + "\"")))
                    .isEqualTo(ITEMS.stream()
                            .map(item -> new Item(item.index(), item.key(), item.url(), Map.of()))
                            .toList());
        }
    }

    @Test
    void aCompressionIsKnownByItsBytesAndAFormatCanBeSaid() throws Exception {
        var path = write(new Written("list.gz", JSONL));
        var renamed = Files.move(path, folder.resolve("whatever"));

        assertThat(items(source("path = \"" + renamed + "\", format = jsonl"))).isEqualTo(ITEMS);
    }

    @Test
    void membersAndFramesOneAfterTheOtherAreOneList() throws Exception {
        for (var end : List.of(".gz", ".zst")) {
            var bytes = new ByteArrayOutputStream();
            for (var part : List.of("http://h/1\nhttp://h/", "2\nhttp://h/3\n")) {
                try (var out = compressed(bytes, end)) {
                    out.write(part.getBytes(StandardCharsets.UTF_8));
                }
            }
            var path = Files.write(folder.resolve("urls.txt" + end), bytes.toByteArray());

            assertThat(items(source("path = \"" + path + "\"")))
                    .extracting(Item::url)
                    .containsExactly("http://h/1", "http://h/2", "http://h/3");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"url\": oops},",
                "{\"url\": \"http://h/x},",
                "{\"url\": \"http://h/x\"",
                "\"http://h/x\",",
                "17,",
                "{\"no\": \"address\"},"
            })
    void aBrokenElementOfAnArrayIsOneBadRowWithItsLine(String broken) throws Exception {
        var list = "[\n{\"url\": \"http://h/1\"},\n" + broken
                + "\n{\"url\": \"http://h/2\"},\n{\"url\": \"http://h/3\"}\n]\n";
        aBrokenLineIsOneBadRow(new Written("list.json", list), 3);
    }

    @Test
    void aBrokenAddressLineIsOneBadRowWithItsLine() throws Exception {
        var list = "http://h/1\n# then\nhttp://h/" + "x".repeat(Lines.MOST) + "\nhttp://h/2\nhttp://h/3\n";
        aBrokenLineIsOneBadRow(new Written("list.txt", list), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"url\": oops}", "{\"url\": \"http://h/x}", "[]", "17", "{\"no\": \"address\"}", "{}{}"})
    void aBrokenLineOfJsonIsOneBadRowWithItsLine(String broken) throws Exception {
        var list = "{\"url\": \"http://h/1\"}\n\n" + broken + "\n{\"url\": \"http://h/2\"}\n{\"url\": \"http://h/3\"}";
        aBrokenLineIsOneBadRow(new Written("list.jsonl", list), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/x", "http://h/x\ta\tb", "http://h/x\t\"a"})
    void aBrokenLineOfATableIsOneBadRowWithItsLine(String broken) throws Exception {
        var list = "url\tcaption\nhttp://h/1\t\n" + broken + "\nhttp://h/2\t\nhttp://h/3\tc\n";
        aBrokenLineIsOneBadRow(new Written("list.tsv", list), 3);
        aBrokenLineIsOneBadRow(new Written("list.csv", list.replace('\t', ',')), 3);
    }

    /// Parquet compresses inside, page by page.
    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
    void parquetGivesTheSameItems(CompressionCodecName codec) throws Exception {
        var path = parquet(codec);

        assertThat(items(source("path = \"" + path + "\", columns = [caption, size]")))
                .isEqualTo(ITEMS);
        assertThat(source("path = \"" + path + "\"").count()).hasValue(3);
        assertThat(source("path = \"" + path + "\"").check().orElseThrow())
                .containsExactly("url", "caption", "size", "taken"); // and not the list
        assertThat(items(source("path = \"" + path + "\", columns = [taken], limit = 1")))
                .extracting(Item::fields)
                .containsExactly(Map.of("taken", "2026-02-03"));
    }

    @Test
    void aRowOfParquetWithoutAnAddressIsABadRowWithItsNumber() throws Exception {
        var path = parquet(CompressionCodecName.ZSTD);

        var fates = fates(source("path = \"" + path + "\", url = \"{caption}{taken}\""));

        assertThat(((Fate.Ended<WebUrl>) fates.get(1)).outcome().failure())
                .extracting(failure -> Objects.requireNonNull(failure).message())
                .asString()
                .startsWith(path + ":2: ");
    }

    @Test
    void whatIsNoParquetIsRefusedBeforeAnythingStarts() throws Exception {
        var path = write(new Written("list.parquet", CSV));

        assertThatThrownBy(() -> source("path = \"" + path + "\"").check())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is no Parquet file");
    }

    private Path parquet(CompressionCodecName codec) throws IOException {
        var path = folder.resolve("list.parquet");
        var schema = MessageTypeParser.parseMessageType("""
                message row {
                  required binary url (STRING);
                  optional binary caption;
                  optional int32 size (DECIMAL(9, 2));
                  optional int32 taken (DATE);
                  optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
                }
                """);
        try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(path))
                .withType(schema)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(codec)
                .build()) {
            for (var item : ITEMS) {
                var row = new SimpleGroup(schema).append("url", item.url());
                if (item.index() != 1) {
                    row.append("taken", (int) LocalDate.of(2026, 2, 3).toEpochDay());
                }
                var size = new BigDecimal(item.fields().get("size"));
                row.append("caption", item.fields().get("caption"));
                row.append("size", size.movePointRight(2).intValueExact());
                row.addGroup("tags").addGroup("list").append("element", "a tag");
                writer.write(row);
            }
        }
        return path;
    }

    private void aBrokenLineIsOneBadRow(Written list, int line) throws Exception {
        for (var end : COMPRESSIONS) {
            isOneBadRow(write(list.compressed(end)), line);
        }
    }

    private static void isOneBadRow(Path path, int line) throws Exception {
        var fates = fates(source("path = \"" + path + "\""));

        assertThat(fates).hasSize(4);
        assertThat(fates)
                .filteredOn(Fate.Open.class::isInstance)
                .extracting(fate -> ((Fate.Open<WebUrl>) fate).item().url())
                .containsExactly("http://h/1", "http://h/2", "http://h/3");
        var failure = Objects.requireNonNull(
                ((Fate.Ended<WebUrl>) fates.get(1)).outcome().failure());
        assertThat(failure.kind()).isEqualTo(Kind.BAD_ROW);
        assertThat(failure.message()).startsWith(path + ":" + line + ": ");
    }

    /// 20,000 elements, a third of them over several lines, and every hundredth of these broken.
    @Test
    void elementsAreTheSameHoweverTheirBytesCome() throws Exception {
        var list = new StringBuilder("[");
        for (int i = 0; i < 20_000; i++) {
            list.append(i % 3 == 0 ? "{\n" : "{")
                    .append(i % 300 == 0 ? "oops" : "\"url\"")
                    .append(": \"http://h/")
                    .append("ü".repeat(i % 50))
                    .append("\"},\n");
        }
        var bytes = list.append("]").toString().getBytes(StandardCharsets.UTF_8);

        var rows = rows(new JsonRows(new ByteArrayInputStream(bytes)));

        assertThat(rows).hasSize(20_000);
        assertThat(rows.stream().filter(Row.Malformed.class::isInstance)).hasSize(67);
        assertThat(rows(new JsonRows(new Trickle(bytes)))).isEqualTo(rows);
    }

    private static List<Row> rows(Rows list) throws IOException {
        var rows = new ArrayList<Row>();
        for (var row = list.next(); row != null; row = list.next()) {
            rows.add(row);
        }
        return rows;
    }

    /// However many are passed over and taken, over whatever borders between lists.
    @Test
    void skipAndLimitCountThroughAllLists() throws Exception {
        write(new Written("1.csv.gz", "url\nhttp://h/2\nhttp://h/3\n"));
        write(new Written("2.txt", ""));
        write(new Written("3.json", "[{\"url\": \"http://h/4\"}, {\"url\": \"http://h/5\"}]"));
        write(new Written("4.jsonl.zst", "{\"url\": \"http://h/6\"}\n"));
        var lists = "urls = [\"http://h/0\", \"http://h/1\"], path = \"" + folder + "/*\"";
        for (int skip = 0; skip <= 8; skip++) {
            for (int limit = 0; limit <= 8; limit++) {
                var items = items(source(lists + ", skip = " + skip + ", limit = " + limit));

                assertThat(items.stream().map(Item::index))
                        .as("%d, %d", skip, limit)
                        .containsExactlyElementsOf(LongStream.range(Math.min(skip, 7), Math.min(skip + limit, 7))
                                .boxed()
                                .toList());
                assertThat(items).allSatisfy(item -> assertThat(item.url()).isEqualTo("http://h/" + item.index()));
            }
        }
    }

    @Test
    void aLongElementSpoilsItselfOnly() throws Exception {
        var list = "[{\"url\": \"http://h/1\"},\n{\"url\": \"" + "x".repeat(Lines.MOST)
                + "\"},\n{\"url\": \"http://h/2\"}]";

        var fates = fates(source("path = \"" + write(new Written("list.json", list)) + "\""));

        assertThat(fates).hasSize(3);
        assertThat(fates.get(1)).isInstanceOf(Fate.Ended.class);
        assertThat(fates.get(2)).isInstanceOf(Fate.Open.class);
    }

    @Test
    void anArrayThatIsCutOffOrGoesOnEndsInABadRow() throws Exception {
        for (var list : List.of("[{\"url\": \"http://h/1\"},\n", "[{\"url\": \"http://h/1\"}]\n{}")) {
            var fates = fates(source("path = \"" + write(new Written("list.json", list)) + "\""));

            assertThat(fates).hasSize(2);
            assertThat(fates.get(1)).isInstanceOf(Fate.Ended.class);
        }
    }

    @Test
    void whatIsNoArrayIsRefusedBeforeAnythingStarts() throws Exception {
        var path = write(new Written("list.json", "{\"url\": \"http://h/1\"}\n{\"url\": \"http://h/2\"}\n"));

        assertThatThrownBy(() -> source("path = \"" + path + "\"").check())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("seine.job.source.path")
                .hasMessageContaining("jsonl");
    }

    @Test
    void aListThatIsCutOffInTheMiddleOfItsCompressionBreaksTheSource() throws Exception {
        var whole = write(new Written("urls.txt.gz", "http://h/1\n".repeat(10_000)));
        var path = Files.write(folder.resolve("cut.txt.gz"), Arrays.copyOf(Files.readAllBytes(whole), 60));

        assertThatThrownBy(() -> fates(source("path = \"" + path + "\"")))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining(path + " cannot be read on");
    }

    @Test
    void severalListsAreReadInTheirOrderAndErrorsNameTheRightOne() throws Exception {
        Files.writeString(folder.resolve("2.txt"), "http://h/3\nno address\n");
        Files.writeString(folder.resolve("1.csv"), "url\nhttp://h/1\nhttp://h/2\n");
        Files.writeString(folder.resolve("3.md"), "http://h/4\n");

        for (var path :
                List.of("\"" + folder + "/*.{csv,txt}\"", "[\"" + folder + "/1.csv\", \"" + folder + "/2.txt\"]")) {
            var fates = fates(source("path = " + path));

            assertThat(fates).hasSize(4);
            assertThat(((Fate.Open<WebUrl>) fates.get(2)).item())
                    .isEqualTo(new Item(2, "000000002", "http://h/3", Map.of()));
            assertThat(((Fate.Ended<WebUrl>) fates.get(3)).outcome())
                    .extracting(Outcome::failure)
                    .asString()
                    .contains(folder.resolve("2.txt") + ":2: ");
        }
        assertThatThrownBy(() -> source("path = \"" + folder + "/*.tsv\""))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no file matches");
    }

    @Test
    void fewColumnsBecomeFieldsWhereTheyAreNamed() throws Exception {
        var path = write(new Written("list.csv", "cc,caption,licence\nfr,France,none\n"));

        var items = items(
                source("path = \"" + path + "\", url = \"http://h/{cc}.gif\", key = \"{cc}\", columns = [caption]"));

        assertThat(items).containsExactly(new Item(0, "fr", "http://h/fr.gif", Map.of("caption", "France")));
    }

    @Test
    void nothingOfALongListIsReadAheadOfWhatIsAskedFor() throws Exception {
        var list = new StringBuilder("[");
        for (int i = 0; i < 200_000; i++) {
            list.append(i == 0 ? "" : ",")
                    .append("{\"url\": \"http://h/")
                    .append(i)
                    .append("\"}");
        }
        var path = write(new Written("list.json.gz", list.append("]").toString()));

        var first = source("path = \"" + path + "\", skip = 150000, limit = 2")
                .items()
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get();

        assertThat(first).hasSize(2);
        assertThat(((Fate.Open<WebUrl>) first.getFirst()).item().url()).isEqualTo("http://h/150000");
    }

    private Path write(Written list) throws IOException {
        var path = folder.resolve(list.name);
        try (var out = compressed(Files.newOutputStream(path), list.name)) {
            out.write(list.text.getBytes(StandardCharsets.UTF_8));
        }
        return path;
    }

    private static OutputStream compressed(OutputStream out, String name) throws IOException {
        if (name.endsWith(".gz")) {
            return new GZIPOutputStream(out);
        }
        return name.endsWith(".zst") ? new ZstdOutputStream(out) : out;
    }

    private static ItemSource source(String settings) {
        var job = Settings.defaults()
                .text("seine.job.source { " + settings + " }")
                .job();
        return new ItemSource(job.source(), job.save().shardSize());
    }

    private static List<Item> items(ItemSource source) throws Exception {
        assertThat(source.check()).isNotNull();
        var items = new ArrayList<Item>();
        for (var fate : fates(source)) {
            items.add(((Fate.Open<WebUrl>) fate).item());
        }
        return items;
    }

    private static List<Fate<WebUrl>> fates(ItemSource source) throws Exception {
        return source.items()
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get();
    }
}
