package io.seine.record;

import io.seine.config.RetrySettings;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Picture;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.Transfer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A ledger as a long job leaves it, and how long a resume takes to read it. As a program it prints lines per second
/// and
/// the heap that stays in use.
final class LongLedger {
    private static final List<Kind> KINDS = List.of(Kind.DNS, Kind.NOT_FOUND, Kind.HTTP_STATUS, Kind.TIMEOUT_IDLE);
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    private LongLedger() {}

    /// Writes one of so many lines: of ten rows nine are saved, they ended in about the order of the list.
    static void write(Path directory, long lines) throws IOException {
        var random = new Random(10);
        try (var out = new BufferedOutputStream(Files.newOutputStream(Ledger.in(directory)), 1 << 20)) {
            for (long index = 0; index < lines; index++) {
                JsonRecords.writeLine(outcome(index ^ 5, random), out);
            }
        }
    }

    private static Outcome outcome(long index, Random random) {
        var key = "%09d".formatted(index);
        var url = "https://images.example-host-%d.org/photos/%d/%s.jpg?w=1024&auto=format"
                .formatted(index % 2000, index % 977, key);
        var item = new Item(index, key, url, Map.of("caption", "a photograph of the " + index + "th thing there is"));
        var elapsed = Duration.ofMillis(random.nextInt(20, 2000));
        if (index % 10 == 0) {
            var failure = new Failure(
                    Stage.FETCH, KINDS.get((int) (index / 10 % KINDS.size())), "502 Bad Gateway, from " + url);
            return new Outcome(
                    item,
                    failure.kind().status(),
                    failure,
                    new Transfer(3, 502, url, "text/html", 120, null),
                    null,
                    null,
                    START.plusMillis(index),
                    elapsed);
        }
        var digest = new byte[32];
        random.nextBytes(digest);
        return new Outcome(
                item,
                Status.SAVED,
                null,
                new Transfer(
                        1,
                        200,
                        url,
                        "image/jpeg",
                        100_000 + random.nextInt(100_000),
                        HexFormat.of().formatHex(digest)),
                new Picture(256, 192, 1024, 768),
                key + ".jpg",
                START.plusMillis(index),
                elapsed);
    }

    /// Reads such a ledger and prints how long that took.
    ///
    /// @param arguments a folder, and how many lines its ledger has; it is written where it is missing
    public static void main(String[] arguments) throws IOException {
        var directory = Files.createDirectories(Path.of(arguments[0]));
        long lines = Long.parseLong(arguments[1]);
        if (!Files.exists(Ledger.in(directory))) {
            write(directory, lines);
        }
        long begun = System.nanoTime();
        var done = Ledger.look(directory, RetrySettings.NONE);
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        System.out.printf(
                "%,d lines of %.0f bytes in %.1f s: %,.0f lines/s; %,d rows done, %.2f bytes of heap for each%n",
                lines,
                (double) Files.size(Ledger.in(directory)) / lines,
                seconds,
                lines / seconds,
                done.counted().items(),
                (double) heap / done.counted().items());
    }
}
