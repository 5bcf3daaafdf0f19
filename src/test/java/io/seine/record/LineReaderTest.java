package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Failure;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read quickly of a ledger is what the whole records hold.
class LineReaderTest {
    private static final String SAVED = """
            {"index":7,"key":"k","url":"http://h/7","status":"saved","attempts":2,"bytes":3,"path":"a",\
            "started_at":"2026-01-02T03:04:05.006Z","elapsed_ms":4}""";

    @Test
    void everyRecordIsReadAsTheWholeOfItWouldBe() throws IOException {
        var random = new Random(11);
        var out = new ByteArrayOutputStream();
        var outcomes = new ArrayList<Outcome>();
        for (int i = 0; i < 5_000; i++) {
            outcomes.add(Outcomes.generated(random));
            JsonRecords.writeLine(outcomes.getLast(), out);
        }
        var read = read(out.toByteArray());
        assertThat(read).hasSameSizeAs(outcomes);
        for (int i = 0; i < outcomes.size(); i++) {
            var expected = Line.of(outcomes.get(i), 0);
            var line = read.get(i);
            assertThat(new Line(
                            0, line.index(), line.hash(), line.ending(), line.attempts(), line.bytes(), line.millis()))
                    .as(outcomes.get(i).toString())
                    .isEqualTo(expected);
        }
    }

    /// Others may have written them, or a later version: in another order, with spaces, with members more.
    @ParameterizedTest
    @ValueSource(
            strings = {
                " {\"elapsed_ms\":4,\"index\":7,\"url\":\"http://h/7\",\"key\":\"k\",\"status\":\"saved\",\"attempts\":2,"
                        + "\"bytes\":3,\"started_at\":\"2026-01-02T03:04:05.006Z\"}",
                "{\"new\":[1,{\"index\":8}],\"index\":7,\"key\":\"k\",\"url\":\"http://h/7\",\"status\":\"SAVED\","
                        + "\"attempts\":2,\"bytes\":3,\"started_at\":\"2026-01-02T03:04:05.006Z\",\"elapsed_ms\":4} \r",
                "{\"index\":7,\"key\":\"k\",\"url\":\"http:\\/\\/h\\u002f7\",\"status\":\"saved\",\"attempts\":2,"
                        + "\"bytes\":3,\"started_at\":\"2026-01-02T03:04:05.006Z\",\"elapsed_ms\":4}"
            })
    void recordsThatAreWrittenOtherwiseAreReadAlike(String record) throws IOException {
        var lines = read((record + "\n" + SAVED + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(lines).hasSize(2);
        for (var line : lines) {
            assertThat(line)
                    .returns(7L, Line::index)
                    .returns(Line.hash("http://h/7"), Line::hash)
                    .returns(Ending.SAVED, Line::ending)
                    .returns(2, Line::attempts)
                    .returns(3L, Line::bytes)
                    .returns(4L, Line::millis);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"index\":7}",
                "{\"index\":\"7\",\"key\":\"k\",\"url\":\"u\",\"status\":\"saved\",\"attempts\":2,\"bytes\":3,"
                        + "\"started_at\":\"2026-01-02T03:04:05.006Z\",\"elapsed_ms\":4}",
                "{\"index\":7,\"key\":\"k\",\"url\":\"u\",\"status\":\"failed\",\"attempts\":2,\"bytes\":3,"
                        + "\"started_at\":\"2026-01-02T03:04:05.006Z\",\"elapsed_ms\":4}",
                "{\"index\":7,\"key\":\"k\",\"url\":\"u\",\"status\":\"failed\",\"stage\":\"fetch\",\"error\":\"nope\","
                        + "\"message\":\"m\",\"attempts\":2,\"bytes\":3,\"started_at\":\"2026-01-02T03:04:05.006Z\","
                        + "\"elapsed_ms\":4}",
                "{\"index\":7,\"key\":\"k\",\"url\":\"u\",\"status\":\"saved\",\"attempts\":-2,\"bytes\":3,"
                        + "\"started_at\":\"2026-01-02T03:04:05.006Z\",\"elapsed_ms\":4}",
            })
    void whatIsNoRecordIsFoundAndWhatStandsBeforeItIsRead(String wrong) throws IOException {
        var text = SAVED + "\n" + wrong + "\n" + SAVED + "\n";
        var read = LineReader.read(piece(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(read.bad()).isNotNull();
        assertThat(read.lines()).hasSize(1);
    }

    /// Two records in a line, or one in two, are none: whoever reads the ledger line by line would not understand them.
    @Test
    void aRecordIsALine() throws IOException {
        for (var text : List.of(SAVED + SAVED + "\n", SAVED.replace(",\"bytes\"", ",\n\"bytes\"") + "\n")) {
            assertThat(LineReader.read(piece(text.getBytes(StandardCharsets.UTF_8)))
                            .bad())
                    .as(text)
                    .isNotNull();
        }
    }

    @Test
    void everyWayToEndIsANumberOfItsOwn() {
        var seen = new HashSet<Integer>();
        assertThat(Ending.kind(Ending.SAVED)).isNull();
        for (var stage : Stage.values()) {
            for (var kind : Kind.values()) {
                int ending = Ending.of(new Failure(stage, kind, ""));
                assertThat(ending).isBetween(Ending.SAVED + 1, Ending.COUNT - 1);
                assertThat(seen.add(ending)).isTrue();
                assertThat(Ending.kind(ending)).isEqualTo(kind);
                assertThat(Ending.of(kind.status().word(), stage.word(), kind.word()))
                        .isEqualTo(ending);
                assertThat(Ending.of(Status.SAVED.word(), stage.word(), kind.word()))
                        .isEqualTo(Ending.NONE);
            }
        }
    }

    /// Whatever the lines' lengths, pieces hold whole ones, all of them, and begin where the last has ended.
    @Test
    void piecesHoldWholeLines() throws IOException {
        var random = new Random(5);
        for (int round = 0; round < 20; round++) {
            var text = new StringBuilder();
            for (int line = random.nextInt(30); line > 0; line--) {
                text.append("x".repeat(random.nextInt(1 << random.nextInt(1, 21))))
                        .append('\n');
            }
            var whole = text.toString();
            var bytes = (whole + "y".repeat(random.nextInt(1 << 20))).getBytes(StandardCharsets.UTF_8);
            var cutter = new Piece.Cutter(new ByteArrayInputStream(bytes), 0, bytes.length);
            var read = new StringBuilder();
            for (var piece = cutter.next(); piece != null; piece = cutter.next()) {
                assertThat(piece.offset()).isEqualTo(read.length());
                read.append(piece.text(0, piece.length()));
                assertThat(read.charAt(read.length() - 1)).isEqualTo('\n');
            }
            assertThat(read.toString()).isEqualTo(whole);
        }
    }

    private static List<Line> read(byte[] ledger) throws IOException {
        var lines = new ArrayList<Line>();
        var cutter = new Piece.Cutter(new ByteArrayInputStream(ledger), 0, ledger.length);
        for (var piece = cutter.next(); piece != null; piece = cutter.next()) {
            var read = LineReader.read(piece);
            assertThat(read.bad()).isNull();
            lines.addAll(read.lines());
        }
        return lines;
    }

    private static Piece piece(byte[] bytes) {
        return new Piece(bytes, bytes.length, 0);
    }
}
