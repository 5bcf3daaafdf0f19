package io.seine.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.stream.IntStream;

/// The constants of VP8 (RFC 6386) that are too many to stand in code.
final class Vp8Tables {
    private static final Map<String, int[]> TABLES = read();

    private Vp8Tables() {}

    static int[] get(String name) {
        return Objects.requireNonNull(TABLES.get(name), name);
    }

    private static Map<String, int[]> read() {
        var tables = new HashMap<String, int[]>();
        try (var in = Objects.requireNonNull(Vp8Tables.class.getResourceAsStream("vp8.txt"));
                var scanner = new Scanner(in, StandardCharsets.US_ASCII)) {
            while (scanner.hasNext()) {
                if (scanner.hasNext("#")) {
                    scanner.nextLine();
                } else {
                    tables.put(scanner.next(), numbers(scanner));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tables;
    }

    private static int[] numbers(Scanner scanner) {
        var numbers = IntStream.builder();
        while (scanner.hasNextInt()) {
            numbers.add(scanner.nextInt());
        }
        return numbers.build().toArray();
    }
}
