package io.seine.record;

import io.seine.config.JobSettings;
import io.seine.config.RecordSettings.Sync;
import io.seine.model.ObjectStore;
import io.seine.model.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which job an output folder belongs to: its name, and what shapes its results, a line for each part.
public final class Identity {
    private static final String OWN = ".seine";
    private static final String NAME = "name";
    private static final String IS = " = ";
    private static final String HEAD = """
            # Which job this folder belongs to, and what shapes its results. A run with others is refused here.
            """;

    /// A list, as its part of the fingerprint tells it.
    private static final Pattern LENGTH = Pattern.compile("(\\d+) bytes, .*");

    private Identity() {}

    /// Makes sure that the output folder of a job is not another's; it need not exist.
    ///
    /// @throws OutputException if it is another job's, or this one's with another source or other settings
    public static void check(JobSettings settings) {
        check(settings, ObjectStore.NONE);
    }

    /// The same for a job that has to do with buckets.
    public static void check(JobSettings settings, ObjectStore store) {
        var mark = mark(settings.save().directory());
        try {
            if (Files.exists(mark)) {
                check(settings, store, Files.readAllLines(mark));
            }
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Marks the output folder of a job as its own, once [#check] has found it to be nobody else's.
    ///
    /// @throws OutputException if it is another job's, or this one's with another source or other settings
    public static void claim(JobSettings settings) {
        claim(settings, ObjectStore.NONE);
    }

    /// The same for a job that has to do with buckets.
    public static void claim(JobSettings settings, ObjectStore store) {
        check(settings, store);
        var mark = mark(settings.save().directory());
        try {
            if (!Files.exists(mark)) {
                var text = new StringBuilder(HEAD);
                ours(settings, store).forEach((name, value) -> text.append(name + IS + value + "\n"));
                var own = settings.save().directory().resolve(OWN);
                OwnFile.begin(own, mark)
                        .finish(text.toString(), settings.record().sync() != Sync.NONE);
            }
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /// The name of the job that an output folder belongs to; empty if it is nobody's.
    ///
    /// @throws OutputException if that cannot be read
    public static Optional<String> owner(Path directory) {
        var mark = mark(directory);
        try {
            return Files.exists(mark) ? Optional.of(owner(Files.readAllLines(mark))) : Optional.empty();
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Where in S3 the results of a job go, as [#bucket(Path)] tells it; null if they go into the folder.
    public static @Nullable String bucket(JobSettings settings) {
        var bucket = settings.save().bucket();
        var endpoint = settings.s3().endpoint();
        return bucket == null ? null : endpoint == null ? bucket.toString() : bucket + " at " + endpoint;
    }

    /// Where in S3 the results of the job are that an output folder belongs to, and at which endpoint if it is not
    /// Amazon's: `s3://bucket/prefix at https://s3.example.org`; empty if they are in the folder.
    ///
    /// @throws OutputException if that cannot be read
    public static Optional<String> bucket(Path directory) {
        var parts = parts(directory);
        var endpoint = parts.getOrDefault(Fingerprint.ENDPOINT, "none");
        return Optional.ofNullable(parts.get(Fingerprint.BUCKET))
                .map(bucket -> endpoint.equals("none") ? bucket : bucket + " at " + endpoint);
    }

    /// Whether the job that an output folder belongs to makes tars.
    ///
    /// @throws OutputException if that cannot be read
    public static boolean makesTars(Path directory) {
        return "webdataset".equals(parts(directory).get(Fingerprint.LAYOUT));
    }

    /// Whether several rows of the job that an output folder belongs to may have one file: those that duplicate
    /// another.
    ///
    /// @throws OutputException if that cannot be read
    static boolean skipsDuplicates(Path directory) {
        return "skip".equals(parts(directory).get(Fingerprint.DUPLICATES));
    }

    private static Map<String, String> parts(Path directory) {
        var mark = mark(directory);
        try {
            return Files.exists(mark) ? parts(Files.readAllLines(mark)) : Map.of();
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String owner(List<String> mark) {
        return parts(mark).getOrDefault(NAME, mark.isEmpty() ? "?" : mark.getFirst());
    }

    private static String name(Map<String, String> parts) {
        return parts.getOrDefault(NAME, "?");
    }

    private static Path mark(Path directory) {
        return directory.resolve(OWN).resolve("job");
    }

    private static Map<String, String> ours(JobSettings settings, ObjectStore store) throws IOException {
        var ours = new LinkedHashMap<String, String>();
        ours.put(NAME, Fingerprint.inLine(settings.name()));
        ours.putAll(Fingerprint.of(settings, store));
        return ours;
    }

    private static Map<String, String> parts(List<String> mark) {
        var parts = new LinkedHashMap<String, String>();
        for (var line : mark) {
            int is = line.indexOf(IS);
            if (is > 0 && !line.startsWith("#")) {
                parts.put(line.substring(0, is), line.substring(is + IS.length()));
            }
        }
        return parts;
    }

    private static void check(JobSettings settings, ObjectStore store, List<String> mark) throws IOException {
        var theirs = parts(mark);
        var ours = ours(settings, store);
        if (!theirs.equals(ours)) {
            throw new OutputException(
                    settings.save().directory() + ": holds the job \"" + owner(mark) + "\""
                            + difference(theirs, ours)
                            + "or begin anew with --restart, which removes what is there",
                    null);
        }
    }

    private static String difference(Map<String, String> theirs, Map<String, String> ours) {
        if (!theirs.containsKey(NAME)) {
            return " of an earlier version, which did not write down its settings; choose another save.directory, ";
        } else if (!name(theirs).equals(name(ours))) {
            return ", not \"" + name(ours) + "\"; choose another save.directory, ";
        }
        return " with another source or other settings: " + String.join("; ", differences(theirs, ours))
                + "; choose another save.directory, go back to what was, ";
    }

    private static List<String> differences(Map<String, String> theirs, Map<String, String> ours) {
        var names = new LinkedHashMap<>(ours);
        theirs.forEach(names::putIfAbsent);
        return names.keySet().stream()
                .filter(name -> !theirs.getOrDefault(name, "").equals(ours.getOrDefault(name, "")))
                .map(name -> difference(name, theirs.getOrDefault(name, "none"), ours.getOrDefault(name, "none")))
                .toList();
    }

    private static String difference(String name, String was, String is) {
        var before = LENGTH.matcher(was);
        var now = LENGTH.matcher(is);
        if (name.equals(Fingerprint.LIST) && before.matches() && now.matches()) {
            var length = bytes(now.group(1));
            return "source: the list has changed ("
                    + (before.group(1).equals(now.group(1))
                            ? "its length is the same, " + length
                            : "was " + bytes(before.group(1)) + ", is " + length)
                    + ")";
        }
        return name + " was " + was + " and is " + is;
    }

    private static String bytes(String count) {
        return String.format(Locale.ROOT, "%,d bytes", Long.parseLong(count));
    }
}
