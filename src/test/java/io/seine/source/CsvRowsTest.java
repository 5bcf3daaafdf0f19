package io.seine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
    private static final String[] CELLS = {"", "a", "b c", ",", "\"", "\"\"", "x\ny", "é😀", " ", "5\" disk", "\n\n"};

    @Test
    void cellsAreQuotedAsInRfc4180() throws IOException {
        assertThat(rows("a,b\n1,\"x,y\"\n\"say \"\"hi\"\"\",\"\"\n\"two\nlines\",\"\r\n\"\n"))
                .containsExactly("2: [1, x,y]", "3: [say \"hi\", ]", "4: [two\nlines, \n]");
    }

    @Test
    void aQuoteWithinACellIsAQuote() throws IOException {
        assertThat(rows("a,b\n1,5\" disk\n2,\"3\"\" disk\"\n3, \"x\n"))
                .containsExactly("2: [1, 5\" disk]", "3: [2, 3\" disk]", "4: [3,  \"x]");
    }

    @Test
    void lineEndsMayBeMixedAndTheLastMayLack() throws IOException {
        assertThat(rows("a\r\n1\n2\r3\r\n\r\n4")).containsExactly("2: [1]", "3: [2]", "4: [3]", "6: [4]");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
        assertThat(reading("\ufeffurl,b\n").columns()).containsExactly("url", "b");
        assertThat(reading(" url , b \n").columns()).containsExactly("url", "b");
    }

    @Test
    void aHeaderAloneIsAListWithoutRows() throws IOException {
        assertThat(rows("url")).isEmpty();
        assertThat(rows("url\n")).isEmpty();
        assertThat(rows("\"url\"\n\n\n")).isEmpty();
    }

    @Test
    void aRowWithAnotherNumberOfCellsIsBad() throws IOException {
        assertThat(rows("a,b\n1\n1,2,3\n1,2\n,\n"))
                .containsExactly(
                        "2! the row has 1 cells, the header 2",
                        "3! the row has 3 cells, the header 2",
                        "4: [1, 2]",
                        "5: [, ]");
    }

    @Test
    void aQuoteThatNeverClosesCostsOneRow() throws IOException {
        var list = new StringBuilder("a,b\n1,\"open\n");
        for (int i = 3; i <= 1000; i++) {
            list.append(i).append(",x\n");
        }
        var rows = rows(list.toString());
        assertThat(rows).hasSize(999).startsWith("2! a quote is opened and never closed", "3: [3, x]");
        assertThat(rows).last().isEqualTo("1000: [1000, x]");
    }

    @Test
    void twoQuotesThatNeverCloseCostTwoRowsAndNotThoseBetween() throws IOException {
        assertThat(rows("a,b\n1,\"open\n2,x\n3,\"open\n4,x\n"))
                .containsExactly(
                        "2! text follows the closing quote of cell 2",
                        "3: [2, x]",
                        "4! a quote is opened and never closed",
                        "5: [4, x]");
    }

    @Test
    void aQuoteThatClosesInAnotherRowCostsOnlyTheTwo() throws IOException {
        assertThat(rows("a,b\n1,\"open\n2,x\n3,closed\",y\n4,x\n"))
                .containsExactly(
                        "2! the row has 3 cells, the header 2",
                        "3: [2, x]",
                        "4! the row has 3 cells, the header 2",
                        "5: [4, x]");
    }

    @Test
    void textBehindAClosingQuoteIsBad() throws IOException {
        assertThat(rows("a,b\n\"1\"x,2\n\"3\" ,4\n"))
                .containsExactly("2! text follows the closing quote of cell 1", "3: [3, 4]");
    }

    /// However many quotes are opened and however long the lines: what is held is bounded.
    @Test
    void manyOpenQuotesBeforeLongLinesAreBadRowsInBoundedMemory() throws IOException {
        var list = "a,b\n" + "1,\"open\n".repeat(50) + ("2," + "x".repeat(Lines.MOST / 2) + "\n").repeat(20);
        var rows = rows(list);
        assertThat(rows).hasSize(70);
        assertThat(rows.stream().filter(row -> row.contains(": [2"))).hasSize(20);
    }

    /// 2,000 generated lists: what is written comes back.
    @Test
    void whatIsWrittenAsCsvComesBack() throws IOException {
        var random = new Random(23);
        for (int round = 0; round < 2000; round++) {
            int columns = 2 + random.nextInt(4);
            var table = new ArrayList<List<String>>();
            for (int row = random.nextInt(8); row > 0; row--) {
                table.add(random.ints(columns, 0, CELLS.length)
                        .mapToObj(i -> CELLS[i])
                        .toList());
            }
            var names = "abcdef"
                    .substring(0, columns)
                    .chars()
                    .mapToObj(Character::toString)
                    .toList();
            var end = random.nextBoolean() ? "\n" : "\r\n";
            var list = line(names)
                    + end
                    + table.stream().map(row -> line(row) + end).collect(Collectors.joining());
            assertThat(values(list)).as(list).isEqualTo(table);
        }
    }

    /// 5,000 lists of random characters: every row is a row or is bad, lines only go up, and nothing throws but an
    /// IOException for a header that is none.
    @Test
    void whateverStandsInAListIsARowOrABadOne() {
        var random = new Random(29);
        var alphabet = "ab,\"\n\r ,\"\n\u0000é";
        for (int round = 0; round < 5000; round++) {
            var list = random.ints(random.nextInt(60), 0, alphabet.length())
                    .mapToObj(i -> alphabet.substring(i, i + 1))
                    .collect(Collectors.joining());
            try (var rows = reading(list)) {
                long last = 0;
                for (var row = rows.next(); row != null; row = rows.next()) {
                    long line =
                            switch (row) {
                                case Row.Columns columns -> columns.line();
                                case Row.Malformed malformed -> malformed.line();
                            };
                    assertThat(line).as(list).isGreaterThan(last);
                    last = line;
                }
            } catch (IOException e) {
                assertThat(e).as(list).hasMessageMatching("(?s)(the list is empty|the header line|two columns).*");
            }
        }
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> "\"" + cell.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(","));
    }

    private static List<List<String>> values(String list) throws IOException {
        var values = new ArrayList<List<String>>();
        try (var rows = reading(list)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                values.add(List.copyOf(((Row.Columns) row).values().values()));
            }
        }
        return values;
    }

    /// Rows as `LINE: [cells]`, bad ones as `LINE! reason`.
    private static List<String> rows(String list) throws IOException {
        var texts = new ArrayList<String>();
        try (var rows = reading(list)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                texts.add(
                        switch (row) {
                            case Row.Columns(long line, var values) ->
                                line + ": " + Arrays.toString(values.values().toArray());
                            case Row.Malformed(long line, String message) -> line + "! " + message;
                        });
            }
        }
        return texts;
    }

    private static CsvRows reading(String list) throws IOException {
        return new CsvRows(new Lines(new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8))), ',');
    }
}
