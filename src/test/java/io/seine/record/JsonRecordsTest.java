package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Picture;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.Transfer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRecordsTest {
    /// DESIGN, section 4, in its order.
    private static final List<String> FIELDS = List.of(
            "index",
            "key",
            "url",
            "status",
            "stage",
            "error",
            "message",
            "attempts",
            "http_status",
            "final_url",
            "mime",
            "bytes",
            "sha256",
            "width",
            "height",
            "original_width",
            "original_height",
            "path",
            "variants",
            "duplicate_of",
            "started_at",
            "elapsed_ms",
            "fields");

    private static final String SAVED = """
            {"index":3,"key":"fr","url":"http://h/fr.gif","status":"saved","attempts":2,"http_status":200,\
            "final_url":"http://h/fr2.gif","mime":"image/gif","bytes":52,"sha256":"ab","width":1,"height":2,\
            "original_width":3,"original_height":4,"path":"France--fr.gif","started_at":"2026-01-02T03:04:05.006Z",\
            "elapsed_ms":70,"fields":{"cc":"fr","country":"France"}}
            """;

    @Test
    void aSavedItemIsOneLineOfWhatIsKnown() throws IOException {
        var fields = new java.util.LinkedHashMap<String, String>();
        fields.put("cc", "fr");
        fields.put("country", "France");
        var outcome = new Outcome(
                new Item(3, "fr", "http://h/fr.gif", fields),
                Status.SAVED,
                null,
                new Transfer(2, 200, "http://h/fr2.gif", "image/gif", 52, "ab"),
                new Picture(1, 2, 3, 4),
                "France--fr.gif",
                Instant.parse("2026-01-02T03:04:05.006Z"),
                Duration.ofMillis(70));
        assertThat(written(outcome)).isEqualTo(SAVED);
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws IOException {
        var outcome = new Outcome(
                new Item(0, "k", "u", Map.of()),
                Status.NOT_FOUND,
                new Failure(Stage.FETCH, Kind.NOT_FOUND, "404"),
                Transfer.NONE,
                null,
                null,
                Instant.EPOCH,
                Duration.ZERO);
        assertThat(written(outcome)).isEqualTo("""
                        {"index":0,"key":"k","url":"u","status":"not_found","stage":"fetch","error":"not_found",\
                        "message":"404","attempts":0,"bytes":0,"started_at":"1970-01-01T00:00:00Z","elapsed_ms":0}
                        """);
    }

    /// 20,000 generated outcomes: all statuses, stages and kinds, any text.
    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var random = new Random(41);
        var json = new ObjectMapper();
        for (int round = 0; round < 20_000; round++) {
            var outcome = Outcomes.generated(random);
            var line = written(outcome);
            assertThat(JsonRecords.read(line)).isEqualTo(outcome);
            assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
            if (round % 20 == 0) {
                var names = new ArrayList<String>();
                json.readTree(line).fieldNames().forEachRemaining(names::add);
                assertThat(FIELDS).containsSubsequence(names);
            }
        }
    }

    /// A document such as `{"country": "\ud800"}` brings half a pair into a field.
    @Test
    void halfASurrogatePairDoesNotBreakTheLine() throws IOException {
        var item = new Item(1, "k\ud83d", "http://h/", Map.of("a\udc00", "x\ud800y😀"));
        var read = JsonRecords.read(written(Outcome.ended(item, new Failure(Stage.SAVE, Kind.STORAGE, "\ude00"))));
        assertThat(read.item()).isEqualTo(new Item(1, "k\ufffd", "http://h/", Map.of("a\ufffd", "x\ufffdy😀")));
        assertThat(read.failure()).isEqualTo(new Failure(Stage.SAVE, Kind.STORAGE, "\ufffd"));
    }

    @Test
    void aColumnMayHaveAnyNameAndAnyLength() throws IOException {
        var item = new Item(1, "k", "http://h/", Map.of("n".repeat(100_000), "v".repeat(1_000_000), "", ""));
        var outcome = Outcome.ended(item, new Failure(Stage.FETCH, Kind.DNS, ""));
        assertThat(JsonRecords.read(written(outcome)).item()).isEqualTo(item);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
            "index":3        ^ "index":"3"
            "index":3        ^ "index":3.5
            "index":3        ^ "index":-3
            "index":3        ^ "index":99999999999999999999
            "index":3        ^ "indices":3
            "attempts":2     ^ "attempts":2e3
            "bytes":52       ^ "bytes":true
            "width":1        ^ "width":99999999999
            "height":2       ^ "height":0
            "status":"saved" ^ "status":"burnt"
            "status":"saved" ^ "status":"failed"
            "started_at":"2  ^ "started_at":"x2
            "elapsed_ms":70  ^ "elapsed_ms":null
            "key":"fr"       ^ "quay":"fr"
            }}               ^ }
            }}               ^ }}{}
            {"index"         ^ ["index"
            {"index"         ^ nonsense
            """)
    void aLineThatIsNoRecordIsRefused(String good, String bad) {
        assertThat(JsonRecords.read(SAVED).item().key()).isEqualTo("fr");
        var line = SAVED.replace(good, bad);
        assertThat(line).isNotEqualTo(SAVED);
        assertThatIllegalArgumentException().isThrownBy(() -> JsonRecords.read(line));
    }

    /// 20,000 mutilated lines: an outcome, or an IllegalArgumentException, and nothing else.
    @Test
    void whateverStandsInALineIsARecordOrRefused() throws IOException {
        var random = new Random(43);
        for (int round = 0; round < 20_000; round++) {
            var line = new StringBuilder(written(Outcomes.generated(random)));
            for (int change = 1 + random.nextInt(3); change > 0; change--) {
                int at = random.nextInt(line.length());
                switch (random.nextInt(3)) {
                    case 0 -> line.deleteCharAt(at);
                    case 1 -> line.setCharAt(at, "{}[]\",:0x\\\u0000".charAt(random.nextInt(11)));
                    default -> line.setLength(at);
                }
                line.append(' ');
            }
            try {
                assertThat(JsonRecords.read(line.toString()).item().index()).isNotNegative();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static String written(Outcome outcome) throws IOException {
        var out = new ByteArrayOutputStream();
        JsonRecords.writeLine(outcome, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
