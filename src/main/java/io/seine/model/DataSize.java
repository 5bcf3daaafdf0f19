package io.seine.model;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// An amount of data.
///
/// @param bytes not negative
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1000L,
            "mb",
            1000_000L,
            "gb",
            1000_000_000L,
            "tb",
            1000_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30,
            "tib",
            1L << 40);

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /// Reads `64MiB`, `10 kB` or `4096`: powers of 1024 with an `i`, of 1000 without.
    ///
    /// @throws IllegalArgumentException if `text` is nothing of the kind or exceeds 2^63 bytes
    public static DataSize parse(String text) {
        var form = FORM.matcher(text.strip());
        var unit = form.matches() ? UNITS.get(form.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("expected a size such as 64MiB, got \"" + text + "\"");
        }
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a size above 2^63 bytes: \"" + text + "\"", e);
        }
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /// The size for a person: `1.4 MiB`.
    @Override
    public String toString() {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        double amount = (double) bytes / (1L << (10 * power));
        return String.format(Locale.ROOT, amount < 10 ? "%.1f %ciB" : "%.0f %ciB", amount, "KMGTPE".charAt(power - 1));
    }
}
