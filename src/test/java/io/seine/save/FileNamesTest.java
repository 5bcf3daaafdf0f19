package io.seine.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.model.Item;
import io.seine.model.Template;
import io.seine.model.Transfer;
import io.seine.save.FileNames.UnsafeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    private static final String SHA = "ab".repeat(32);
    private static final Transfer TRANSFER = new Transfer(1, 200, "http://h/", "image/jpeg", 5, SHA);
    private static final Pattern UNUSABLE =
            Pattern.compile("[\\p{Cntrl}<>:\"/\\\\|?*\u0080-\u009f\u202e\u2028]|[. ]$|^[. ]");
    private static final Pattern WINDOWS = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])( *\\..*)?");

    private static final Set<String> OWN = Set.of(".seine", "ledger.jsonl", "summary.json");

    /// Pieces of names that some file system, some tool or somebody careless has trouble with.
    private static final List<String> PIECES = List.of(
            "..",
            ".",
            "/",
            "\\",
            "\u0000",
            "\n",
            "\r",
            "\t",
            "\u0007",
            "\u007f",
            "\u0085",
            "\u009b",
            "\u202e",
            "\u200d",
            "\u200f",
            "\ufeff",
            "\u2028",
            "\ufffe",
            "\ud83d",
            "\ude00",
            "😀",
            "👩‍👧",
            "e\u0301",
            "é",
            "日本",
            "ſummary",
            "\u212aey",
            " ",
            "\u3000",
            "~",
            "$HOME",
            "%00",
            "%2e%2e",
            "-",
            "--",
            "-rf",
            "*",
            "?",
            "<",
            ">",
            ":",
            "|",
            "\"",
            "'",
            "`",
            ";",
            "a",
            "B",
            "0",
            "con",
            "CON",
            "nul",
            "aux",
            "lpt1",
            "com9",
            "com¹",
            "ledger.jsonl",
            "LEDGER.JSONL",
            "ledger",
            "summary.json",
            "Summary",
            ".seine",
            ".SEINE",
            "tmp",
            "lock",
            ".jsonl",
            ".json",
            ".part",
            "{key}",
            "x".repeat(300),
            "é".repeat(2000),
            "😀".repeat(100),
            "/../../etc/passwd",
            "C:\\Windows",
            "\\\\host\\share",
            "file:///");

    private static final HexFormat HEX = HexFormat.of();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "{key}, k.jpg",
        "{index}, 7.jpg",
        "{host}/{name}, h.example/bird.jpg",
        "{name}.{ext}, bird.jpg",
        "{country}--{cc}, France--fr.jpg",
        "{country}/{cc}/{index}, France/fr/7.jpg",
        "{key}-{sha256}, k-abababababababababababababababababababababababababababababababab.jpg",
        "{ext}/{key}, jpg/k",
        "{cc}_{empty}, fr_.jpg"
    })
    void namesAreMadeFromTheTemplate(String template, String path) {
        assertThat(path(template, Map.of("country", "France", "cc", "fr", "empty", ""), "jpg"))
                .isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ../../etc/passwd | _.._.._etc_passwd.jpg
            ..               | _.jpg
            .hidden          | _.hidden.jpg
            a/b\\c           | a_b_c.jpg
            a:b*c?d"e<f>g    | a_b_c_d_e_f_g.jpg
            con              | _con.jpg
            NUL.tar          | _NUL.tar.jpg
            com¹             | _com¹.jpg
            console          | console.jpg
            ends.            | ends.jpg
            `  spaced  `     | spaced.jpg
            .seine           | _.seine.jpg
            """)
    void whatSomeFileSystemRefusesIsReplaced(String value, String path) {
        assertThat(path("{v}", Map.of("v", value), "jpg")).isEqualTo(path);
    }

    @Test
    void theSameTextInAnotherFormIsTheSameName() {
        assertThat(path("{v}", Map.of("v", "e\u0301te\u0301"), "jpg"))
                .isEqualTo(path("{v}", Map.of("v", "été"), "jpg"));
    }

    @ParameterizedTest
    @CsvSource({
        "ledger, jsonl, _ledger.jsonl",
        "Ledger, JSONL, _Ledger.JSONL",
        "summary, json, _summary.json",
        "00012, parquet, _00012.parquet",
        "12, parquet, 12.parquet",
        "ſummary, json, _ſummary.json",
        "ledger, json, ledger.json",
        "ledger.jsonl, '', _ledger.jsonl"
    })
    void noNameIsThatOfSeinesOwnFiles(String value, String extension, String path) {
        assertThat(path("{v}", Map.of("v", value), extension)).isEqualTo(path);
        if (!extension.isEmpty()) {
            assertThat(path("{v}.{ext}", Map.of("v", value), extension)).isEqualTo(path);
        }
    }

    @Test
    void noFolderIsThatOfSeinesOwnFilesEither() {
        var fields = Map.of("v", "summary.json");
        assertThat(path("{v}/{key}", fields, "jpg")).isEqualTo("_summary.json/k.jpg");
        assertThat(path("{key}/{v}", fields, "")).isEqualTo("k/summary.json");
    }

    @Test
    void aNumberGoesBeforeTheExtensionWhoeverPutItThere() {
        for (var template : List.of("{v}", "{v}.{ext}", "{ext}/{v}.{ext}")) {
            var name = name(template, Map.of("v", "a"), "jpg");
            assertThat(name.numbered(2).getFileName()).hasToString("a-2.jpg");
        }
        assertThat(name("{ext}-{v}", Map.of("v", "a"), "jpg").numbered(3)).hasToString("jpg-a-3");
        assertThat(name("{v}.{ext}", Map.of("v", "a"), "").numbered(3)).hasToString("a-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{missing}", "{empty}", "{blank}/{key}", "{key}/{empty}", "{blank}"})
    void aNameWithoutAValueOrWithAnEmptyPartIsUnsafe(String template) {
        var fields = Map.of("empty", "", "blank", " \t");
        assertThatThrownBy(() -> path(template, fields, "jpg"))
                .isInstanceOf(UnsafeName.class)
                .message()
                .isNotBlank();
    }

    @Test
    void aPathThatNoFileSystemHoldsIsUnsafe() {
        var deep = "{v}/".repeat(9) + "{v}";
        assertThatThrownBy(() -> path(deep, Map.of("v", "x".repeat(200)), "jpg"))
                .isInstanceOf(UnsafeName.class)
                .hasMessage("the name is longer than 1000 characters");
    }

    @Test
    void aNameOfAMillionCharactersIsCutAtOnce() {
        var path = path("{v}", Map.of("v", "😀".repeat(500_000)), "jpg");
        assertThat(path).isEqualTo("😀".repeat(60) + ".jpg");
    }

    /// 20,000 hostile values in 5 templates: each name stays inside the folder, is none of Seine's own, and can be
    /// created here and, as far as rules can tell, elsewhere.
    @Test
    void whateverAnItemHoldsItsNameIsInsideTheFolderAndCanBeCreated() throws IOException {
        var templates = List.of("{v}", "{v}/{w}", "{w}-{v}.{ext}", "{host}/{name}", "a/{v}/{index}");
        var random = new Random(37);
        for (int round = 0; round < 20_000; round++) {
            var item = new Item(
                    round,
                    value(random),
                    "http://h/" + round + "/" + hex(value(random)),
                    Map.of("v", value(random), "w", value(random)));
            var template = templates.get(round % templates.size());
            try {
                var name = new FileNames(Template.parse(template))
                        .name(item, TRANSFER, random.nextBoolean() ? "jpg" : "jsonl");
                assertUsable(name.numbered(random.nextBoolean() ? 1 : 100_000), template);
                if (round % 10 == 0) {
                    create(name.numbered(1));
                }
            } catch (UnsafeName e) {
                assertThat(e).hasMessageContaining("empty part");
            }
        }
        try (var beside = Files.list(folder)) {
            assertThat(beside).containsExactly(folder.resolve("out"));
        }
    }

    private void assertUsable(Path path, String template) {
        assertThat(path.isAbsolute()).isFalse();
        assertThat(path.normalize()).isEqualTo(path);
        assertThat(path.getNameCount()).as(path.toString()).isEqualTo(template.split("/").length);
        assertThat(path.getName(0).toString().toLowerCase(Locale.ROOT)).isNotIn(OWN);
        for (var part : path) {
            var name = part.toString();
            var bytes = name.getBytes(StandardCharsets.UTF_8);
            boolean usable = !UNUSABLE.matcher(name).find()
                    && !WINDOWS.matcher(name).matches()
                    && bytes.length <= 255
                    && new String(bytes, StandardCharsets.UTF_8).equals(name);
            assertThat(usable).as(name).isTrue();
        }
    }

    private void create(Path path) throws IOException {
        var file = folder.resolve("out").resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        assertThat(file.toRealPath().startsWith(folder.resolve("out").toRealPath()))
                .isTrue();
    }

    private static String value(Random random) {
        return random.ints(random.nextInt(6), 0, PIECES.size())
                .mapToObj(PIECES::get)
                .collect(Collectors.joining());
    }

    private static String hex(String value) {
        var text = new StringBuilder();
        for (byte each : value.substring(0, Math.min(50, value.length())).getBytes(StandardCharsets.UTF_8)) {
            text.append('%').append(HEX.toHexDigits(each));
        }
        return text.toString();
    }

    private static FileNames.Name name(String template, Map<String, String> fields, String extension) {
        var item = new Item(7, "k", "http://h.example/birds/bird.png?x", fields);
        return new FileNames(Template.parse(template)).name(item, TRANSFER, extension);
    }

    private static String path(String template, Map<String, String> fields, String extension) {
        return name(template, fields, extension).numbered(1).toString();
    }
}
