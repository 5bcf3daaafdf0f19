package io.seine.record;

import io.seine.config.JobSettings;
import io.seine.config.SourceSettings;
import io.seine.model.OutputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/// Which job an output folder belongs to: a name, and a fingerprint of the source and of every setting that changes
/// results. Speed, deadlines and limits do not.
public final class Identity {
    private static final int ENDS = 1 << 16;

    private Identity() {}

    /// Makes sure that the output folder of a job is not another's; it need not exist.
    ///
    /// @throws OutputException if it is another job's, naming that
    public static void check(JobSettings settings) {
        var directory = settings.save().directory();
        var mark = mark(directory);
        try {
            if (Files.exists(mark)) {
                var theirs = Files.readAllLines(mark);
                if (!theirs.equals(ours(settings))) {
                    throw new OutputException(refusal(directory, theirs, settings.name()), null);
                }
            }
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Marks the output folder of a job as its own, once [#check] has found it to be nobody else's.
    ///
    /// @throws OutputException if it is another job's, naming that
    public static void claim(JobSettings settings) {
        check(settings);
        var mark = mark(settings.save().directory());
        try {
            var unfinished = Files.write(mark.resolveSibling("job.new"), ours(settings));
            Files.move(unfinished, mark, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new OutputException(mark + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static Path mark(Path directory) {
        return directory.resolve(".seine").resolve("job");
    }

    private static List<String> ours(JobSettings settings) throws IOException {
        return List.of(settings.name().replaceAll("\\R", " "), fingerprint(settings));
    }

    private static String refusal(Path directory, List<String> theirs, String name) {
        var other = theirs.isEmpty() ? "?" : theirs.getFirst();
        return directory + ": holds the job \"" + other + "\""
                + (other.equals(name) ? " with another source or other settings" : ", not \"" + name + "\"")
                + "; choose another save.directory, or remove this one to begin anew";
    }

    private static String fingerprint(JobSettings settings) throws IOException {
        var digest = sha256();
        var save = settings.save();
        var decode = settings.decode();
        for (var part : List.<Object>of(
                source(settings.source()),
                settings.enrich().stream()
                        .map(each -> each.url() + " " + new TreeMap<>(each.fields()))
                        .toList(),
                decode.mode(),
                decode.thorough(),
                decode.animated(),
                decode.resize(),
                decode.encoding(),
                decode.filter(),
                save.layout(),
                save.keys(),
                save.name(),
                save.collision(),
                save.shardSize(),
                settings.record().parquet())) {
            digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String source(SourceSettings source) throws IOException {
        var settings = List.of(
                source.urls(),
                source.format(),
                source.url(),
                String.valueOf(source.columns()),
                String.valueOf(source.key()),
                source.skip(),
                String.valueOf(source.limit()));
        var lists = new StringBuilder();
        for (var path : source.follow() ? List.<Path>of() : source.paths()) { // a list that grows is never the same
            lists.append(Files.isRegularFile(path) ? content(path) : "");
        }
        return settings + lists.toString();
    }

    /// Length, beginning and end of a list: enough to tell another list, and quick however long it is.
    private static String content(Path path) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            var digest = sha256();
            var bytes = new byte[(int) Math.min(ENDS, file.length())];
            file.readFully(bytes);
            digest.update(bytes);
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            digest.update(bytes);
            return file.length() + HexFormat.of().formatHex(digest.digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
