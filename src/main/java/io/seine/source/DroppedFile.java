package io.seine.source;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file in a folder that is watched, by its name: `birds.csv.gz`, or `birds.running.csv.gz` once it is a job's.
///
/// @param path where it is
/// @param name what its job is called
/// @param ending what follows its name: `.csv.gz`
/// @param isTaken whether it is a job's
public record DroppedFile(Path path, String name, String ending, boolean isTaken) {
    private static final String RUNNING = ".running";

    /// Bytes of UTF-8 in the name of a job: file systems take 255, and what follows it must fit.
    private static final int MOST_BYTES = 200;

    /// Nothing else is taken: neither what is hidden nor what is still being written as `birds.csv.part`.
    private static final Pattern NAME = Pattern.compile(
            "([^.\\p{Cntrl}][^\\p{Cntrl}]*?)(\\.running)?"
                    + "(\\.conf|\\.parquet|\\.(txt|csv|tsv|json|jsonl|ndjson)(\\.gz|\\.zst)?)",
            Pattern.CASE_INSENSITIVE);

    /// Whether a file may become a job.
    static boolean isOne(Path path) {
        return matcher(path).matches() && Files.isRegularFile(path);
    }

    /// A file for which [#isOne] holds.
    static DroppedFile of(Path path) {
        var matcher = matcher(path);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(path + " is neither a list nor a job file");
        }
        return new DroppedFile(path, matcher.group(1), matcher.group(3), matcher.group(2) != null);
    }

    private static Matcher matcher(Path path) {
        return NAME.matcher(path.getFileName().toString());
    }

    /// The same file as a job's, under the first name of `birds`, `birds-2`, `birds-3` … that is free. Of a name that
    /// is
    /// too long the beginning is taken.
    DroppedFile taken(Predicate<String> free) {
        var beginning = name;
        while (beginning.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            beginning = beginning.substring(0, beginning.offsetByCodePoints(beginning.length(), -1));
        }
        var other = beginning;
        for (int number = 2; !free.test(other); number++) {
            other = beginning + "-" + number;
        }
        return new DroppedFile(path.resolveSibling(other + RUNNING + ending), other, ending, true);
    }

    /// Whether it describes a job, instead of being a list.
    public boolean isJob() {
        return ending.equalsIgnoreCase(".conf");
    }
}
