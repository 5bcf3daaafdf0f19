package io.seine.record;

import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Picture;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.Transfer;
import io.seine.model.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Outcomes for tests.
final class Outcomes {
    private static final List<String> PIECES = List.of(
            "a", "/", "\\", "\"", "\n", "\r", "\t", "\u0000", "\u001f", "\u007f", "\u2028", "é", "日本", "😀", "{", "}",
            ":", " ", "\ufeff", "\ufffd", "'");

    private static final List<Stage> STAGES = List.of(Stage.values());
    private static final List<Kind> KINDS = List.of(Kind.values());

    private Outcomes() {}

    static Outcome saved(long index) {
        return outcome(index, null, new Transfer(1, 200, url(index), "image/jpeg", 100, "00".repeat(32)));
    }

    static Outcome ended(long index, Kind kind) {
        return outcome(index, new Failure(Stage.FETCH, kind, "because"), Transfer.NONE.withAttempts(1));
    }

    private static Outcome outcome(long index, @Nullable Failure failure, Transfer transfer) {
        return new Outcome(
                new Item(index, "k" + index, url(index), Map.of()),
                failure == null ? Status.SAVED : failure.kind().status(),
                failure,
                transfer,
                null,
                failure == null ? "k" + index + ".jpg" : null,
                Instant.parse("2026-01-02T03:04:05.006Z"),
                Duration.ofMillis(10));
    }

    private static String url(long index) {
        return "http://h/" + index;
    }

    /// An outcome like no other, of any status and kind, with any text.
    static Outcome generated(Random random) {
        var failure = random.nextInt(4) == 0 ? null : failure(random);
        return new Outcome(
                new Item(random.nextLong(1L << random.nextInt(1, 63)), text(random), text(random), fields(random)),
                failure == null ? Status.SAVED : failure.kind().status(),
                failure,
                transfer(random),
                random.nextBoolean()
                        ? null
                        : new Picture(number(random), number(random), number(random), number(random)),
                failure == null && random.nextBoolean() ? text(random) : null,
                failure == null && random.nextBoolean() ? variants(random) : List.of(),
                failure == null && random.nextBoolean() ? random.nextLong(1L << 40) : null,
                Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000)),
                Duration.ofMillis(random.nextLong(1L << 40)));
    }

    private static Failure failure(Random random) {
        return new Failure(
                STAGES.get(random.nextInt(STAGES.size())), KINDS.get(random.nextInt(KINDS.size())), text(random));
    }

    private static Transfer transfer(Random random) {
        return new Transfer(
                random.nextInt(100),
                random.nextBoolean() ? null : random.nextInt(100, 600),
                random.nextBoolean() ? null : text(random),
                random.nextBoolean() ? null : text(random),
                random.nextLong(1L << 50),
                random.nextBoolean() ? null : "ab".repeat(32));
    }

    private static List<Variant> variants(Random random) {
        return Stream.generate(() -> new Variant(
                        text(random), number(random), number(random), random.nextLong(1L << 40), text(random)))
                .limit(random.nextInt(4))
                .toList();
    }

    private static int number(Random random) {
        return random.nextInt(1, Integer.MAX_VALUE);
    }

    private static Map<String, String> fields(Random random) {
        var fields = new LinkedHashMap<String, String>();
        for (int field = random.nextInt(5); field > 0; field--) {
            fields.put(text(random), text(random));
        }
        return fields;
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(8), 0, PIECES.size())
                .mapToObj(PIECES::get)
                .collect(Collectors.joining());
    }
}
