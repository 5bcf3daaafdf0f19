package io.seine.server;

import io.seine.config.JobSettings;
import io.seine.config.ServerSettings;
import io.seine.config.SettingsException;
import io.seine.model.AddressRange;
import io.seine.model.DataSize;
import io.seine.model.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What those who send jobs may ask of this machine: no file but their own and the server's lists, no address that the
/// server does not allow, no more memory than its own configuration grants.
final class Limits {
    /// Keys that name files of this machine, or hosts that it should connect to unchecked or by its own credentials, or
    /// its memory.
    private static final List<List<String>> ITS_OWN = List.of(
            List.of("source", "watch"),
            List.of("save", "directory"),
            List.of("save", "bucket"),
            List.of("s3"),
            List.of("fetch", "proxy"),
            List.of("fetch", "tls", "trust-store"),
            List.of("fetch", "tls", "trust-store-password"),
            List.of("decode", "memory"),
            List.of("decode", "parallelism"));

    /// Keys of lists, of records and of how jobs end, for which a stream has no use.
    private static final List<List<String>> OF_JOBS = List.of(
            List.of("source", "path"),
            List.of("source", "follow"),
            List.of("source", "watch-settle"),
            List.of("source", "watch-jobs"),
            List.of("source", "urls"),
            List.of("source", "format"),
            List.of("source", "skip"),
            List.of("source", "limit"),
            List.of("source", "duplicates"),
            List.of("record", "sync"),
            List.of("record", "parquet"),
            List.of("failure", "policy"),
            List.of("failure", "ratio"),
            List.of("failure", "after"),
            List.of("retry"));

    private final JobSettings own;
    private final List<AddressRange> addresses;
    private final Path lists;

    /// @param own the job that the server's configuration describes: what is asked for otherwise is measured by it
    Limits(JobSettings own, ServerSettings server, Folders folders) {
        this.own = own;
        this.addresses = Stream.concat(server.allowAddresses().stream(), own.fetch().allowAddresses().stream())
                .toList();
        this.lists = folders.lists();
    }

    /// Settings as they were sent, with the paths of lists leading into the folder of lists.
    ///
    /// @throws SettingsException if they hold what only the server decides, or a path that leads elsewhere
    Map<String, Object> confined(Map<String, Object> sent) {
        var problems = new ArrayList<String>();
        refuse(sent, ITS_OWN, "is the server's to decide", problems);
        var confined = new LinkedHashMap<>(sent);
        if (sent.get("source") instanceof Map<?, ?> source && source.containsKey("path")) {
            var inside = new LinkedHashMap<Object, @Nullable Object>(source);
            inside.put("path", inLists(source.get("path"), problems));
            confined.put("source", inside);
        }
        throwAny(problems);
        return confined;
    }

    /// Settings as they were sent for a stream.
    ///
    /// @throws SettingsException if they hold what only the server decides, or what only jobs have
    void checkStream(Map<String, Object> sent) {
        var problems = new ArrayList<String>();
        refuse(sent, ITS_OWN, "is the server's to decide", problems);
        refuse(sent, OF_JOBS, "a stream has no such setting: run a job for it", problems);
        throwAny(problems);
    }

    private static void refuse(Map<?, ?> sent, List<List<String>> keys, String message, List<String> problems) {
        for (var key : keys) {
            if (has(sent, key)) {
                problems.add("seine.job." + String.join(".", key) + ": " + message);
            }
        }
    }

    private static void throwAny(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private static boolean has(Map<?, ?> sent, List<String> key) {
        return key.size() == 1
                ? sent.containsKey(key.getFirst())
                : sent.get(key.getFirst()) instanceof Map<?, ?> inner && has(inner, key.subList(1, key.size()));
    }

    private @Nullable Object inLists(@Nullable Object path, List<String> problems) {
        return switch (path) {
            case List<?> several ->
                several.stream().map(each -> inLists(each, problems)).toList();
            case String none when none.equals("none") -> none;
            case String text -> inLists(text, problems);
            case null, default -> path; // of a wrong type, which is told later
        };
    }

    private String inLists(String text, List<String> problems) {
        boolean plain = Stream.of(text.split("[/\\\\]", -1)).noneMatch(Set.of("", ".", "..")::contains);
        if (!plain || text.equals("-") || text.indexOf('\0') >= 0) {
            problems.add("seine.job.source.path: expected a file of the server's lists, such as birds.csv");
        }
        return lists + "/" + text;
    }

    /// @throws SettingsException naming what goes beyond the limits
    void check(JobSettings asked) {
        var problems = new ArrayList<String>();
        for (var range : asked.fetch().allowAddresses()) {
            if (addresses.stream().noneMatch(allowed -> allowed.contains(range))) {
                problems.add(
                        "seine.job.fetch.allow-addresses: " + range + " is not within seine.server.allow-addresses");
            }
        }
        most("fetch.spool-above", asked.fetch().spoolAbove(), own.fetch().spoolAbove(), problems);
        most("schedule.look-ahead", asked.schedule().lookAhead(), own.schedule().lookAhead(), problems);
        most("decode.max-pixels", asked.decode().maxPixels(), own.decode().maxPixels(), problems);
        least("save.min-free", asked.save().minFree(), own.save().minFree(), problems);
        asked.source().paths().forEach(place -> checkList(place, problems));
        throwAny(problems);
    }

    private static <T extends Comparable<T>> void most(String key, T asked, T limit, List<String> problems) {
        if (asked.compareTo(limit) > 0) {
            problems.add("seine.job." + key + ": at most " + limit + " on this server, got " + asked);
        }
    }

    private static void least(String key, DataSize asked, DataSize limit, List<String> problems) {
        if (asked.compareTo(limit) < 0) {
            problems.add("seine.job." + key + ": at least " + limit + " on this server, got " + asked);
        }
    }

    /// A link in the folder of lists must not lead out of it, and what is no file may never end.
    private void checkList(Place place, List<String> problems) {
        if (!(place instanceof Place.File(var path))) {
            problems.add("seine.job.source.path: expected a file of the server's lists, not " + place);
            return;
        }
        var name = lists.relativize(path);
        try {
            if (!path.toRealPath().startsWith(lists.toRealPath()) || !Files.isRegularFile(path)) {
                problems.add("seine.job.source.path: " + name + " is no file of the server's lists");
            }
        } catch (IOException e) {
            problems.add("seine.job.source.path: there is no list " + name);
        }
    }
}
