package io.seine.record;

import io.seine.model.Leftovers;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The mark `.seine/durable`: how much of a ledger is on the disk, with every file that it names.
///
/// @param boot the running of the machine in which that was so
/// @param length of the part of the ledger, in bytes; [#ALL] where a power cut changes nothing about it
/// @param moment when what is on the disk began to be written: no file that is recorded behind `length` is older
/// @param leftovers what earlier power cuts have left
record Durable(String boot, long length, Instant moment, Leftovers leftovers) {
    static final long ALL = Long.MAX_VALUE;

    private static final String OWN = ".seine";
    private static final String BOOT = "boot = ";
    private static final String LENGTH = "length = ";
    private static final String MOMENT = "moment = ";
    private static final String LEFTOVERS = "leftovers = ";

    /// The mark of an output folder; none if it is missing or damaged.
    static Optional<Durable> read(Path directory) throws IOException {
        try {
            var lines = Files.readAllLines(in(directory));
            var spans = all(lines, LEFTOVERS).stream()
                    .map(span -> span.split(" ", 2))
                    .map(span -> new Leftovers.Span(Instant.parse(span[0]), Instant.parse(span[1])))
                    .toList();
            return Optional.of(new Durable(
                    all(lines, BOOT).getFirst(),
                    Long.parseLong(all(lines, LENGTH).getFirst()),
                    Instant.parse(all(lines, MOMENT).getFirst()),
                    new Leftovers(spans)));
        } catch (NoSuchFileException | MalformedInputException e) {
            return Optional.empty();
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException | NoSuchElementException e) {
            return Optional.empty(); // it is not what was written
        }
    }

    private static List<String> all(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .toList();
    }

    private static Path in(Path directory) {
        return directory.resolve(OWN).resolve("durable");
    }

    /// Begins to write a mark.
    static OwnFile begin(Path directory) throws IOException {
        var own = Files.createDirectories(directory.resolve(OWN));
        return OwnFile.begin(own, in(directory));
    }

    /// Whether what is behind the mark's length may be lost or torn.
    boolean machineWentDown() {
        return length != ALL && !boot.equals(Boot.current());
    }

    /// What power cuts have left, seen from a run that begins now.
    Leftovers leftoversAt(Instant now) {
        if (!machineWentDown()) {
            return leftovers;
        }
        var spans = new ArrayList<>(leftovers.spans());
        spans.add(new Leftovers.Span(moment, now));
        return new Leftovers(spans);
    }

    String text() {
        var text = new StringBuilder(BOOT + boot + "\n" + LENGTH + length + "\n" + MOMENT + moment + "\n");
        leftovers.spans().forEach(span -> text.append(LEFTOVERS + span.from() + " " + span.until() + "\n"));
        return text.toString();
    }
}
