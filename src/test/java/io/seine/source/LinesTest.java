package io.seine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.seine.source.Lines.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void linesEndInLineFeedReturnOrBoth() throws IOException {
        assertThat(texts("a\nb\r\nc\rd\r\r\ne\n\nf")).containsExactly("a", "b", "c", "d", "", "e", "", "f");
        assertThat(texts("a\r")).containsExactly("a");
        assertThat(texts("a\n")).containsExactly("a");
        assertThat(texts("")).isEmpty();
        assertThat(texts("\n")).containsExactly("");
    }

    @Test
    void aByteOrderMarkIsTakenOffTheFirstLineOnly() throws IOException {
        assertThat(texts("\ufeffa\n\ufeffb")).containsExactly("a", "\ufeffb");
        assertThat(texts("\ufeff")).containsExactly("");
    }

    @Test
    void aLineOfTheGreatestLengthIsWholeAndALongerOneIsFlawed() throws IOException {
        var longest = "x".repeat(Lines.MOST);
        var lines = lines(utf8(longest + "\n" + longest + "y\nnext"));
        assertThat(lines.get(0).text()).isEqualTo(longest);
        assertThat(lines.get(0).flaw()).isNull();
        assertThat(lines.get(1).flaw()).isEqualTo("the line is longer than 1048576 bytes");
        assertThat(lines.get(1).text()).hasSizeLessThan(200);
        assertThat(lines.get(2)).isEqualTo(new Line(3, "next", null));
    }

    @Test
    void whatIsNotUtf8IsFlawedAndWhatLooksLikeItIsNot() throws IOException {
        var latin1 = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(lines(latin1).getFirst().flaw()).isEqualTo("the line is not UTF-8");
        assertThat(lines(new byte[] {'a', (byte) 0xc3, '\n', (byte) 0xa9}))
                .extracting(Line::flaw)
                .containsExactly("the line is not UTF-8", "the line is not UTF-8");
        assertThat(lines(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})
                        .getFirst()
                        .flaw())
                .as("half a surrogate pair")
                .isNotNull();
        assertThat(texts("a \ufffd replaced long ago")).containsExactly("a \ufffd replaced long ago");
    }

    @Test
    void utf16IsNamed() {
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16BE)) {
            assertThatIOException()
                    .isThrownBy(() -> lines("\ufeffhttp://h/\n".getBytes(charset)))
                    .withMessage("the list is UTF-16, not UTF-8");
        }
    }

    /// 2,000 generated texts: lines come back as they were put together, with their numbers.
    @Test
    void linesComeBackAsTheyWerePutTogether() throws IOException {
        var random = new Random(31);
        var pieces = List.of("", "a", "é", "日本", "😀", "a b", "\t", "\u2028", "\u0085", "\u0000");
        var ends = List.of("\n", "\r\n", "\r");
        for (int round = 0; round < 2000; round++) {
            var expected = new ArrayList<Line>();
            var text = new StringBuilder();
            for (int number = 1; number <= random.nextInt(10); number++) {
                var line = "x"
                        + random.ints(3, 0, pieces.size()).mapToObj(pieces::get).collect(Collectors.joining());
                expected.add(new Line(number, line, null));
                text.append(line).append(ends.get(random.nextInt(ends.size())));
            }
            assertThat(lines(utf8(text.toString()))).isEqualTo(expected);
        }
    }

    private static List<String> texts(String text) throws IOException {
        return lines(utf8(text)).stream().map(Line::text).toList();
    }

    /// The lines, which are the same however the bytes come.
    private static List<Line> lines(byte[] bytes) throws IOException {
        var lines = lines(new ByteArrayInputStream(bytes));
        assertThat(lines(new Trickle(bytes))).isEqualTo(lines);
        return lines;
    }

    private static List<Line> lines(InputStream in) throws IOException {
        var all = new ArrayList<Line>();
        try (var lines = new Lines(in)) {
            for (var line = lines.next(); line != null; line = lines.next()) {
                all.add(line);
            }
        }
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
