package io.seine.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.seine.model.JobStatus;
import io.seine.model.OutputException;
import io.seine.model.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `summary.json`: the whole job in a few numbers, those of earlier runs included.
public final class Summary {
    /// What its file is called.
    public static final String NAME = "summary.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Summary() {}

    /// Removes the summary of an earlier run, which is not true any more once there is another. Until that has ended,
    /// or if it is killed, the ledger alone tells.
    ///
    /// @throws OutputException if it cannot be removed
    public static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            throw new OutputException(folder.resolve(NAME) + ": cannot be removed: " + e, e);
        }
    }

    /// Writes the summary of a run that has ended.
    ///
    /// @param past what earlier runs had done
    /// @param forced whether it is on the disk before it has its name
    /// @throws OutputException if it cannot be written
    public static void write(Path folder, JobStatus status, Tally.Counted past, boolean forced) {
        try {
            OwnFile.begin(folder.resolve(".seine"), folder.resolve(NAME))
                    .finish(JSON.writeValueAsString(document(status, past)) + "\n", forced);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new OutputException(folder.resolve(NAME) + ": cannot be written: " + e, e);
        }
    }

    private static Map<String, Object> document(JobStatus status, Tally.Counted past) {
        var document = new LinkedHashMap<String, Object>();
        document.put("name", status.name());
        document.put("state", status.state().word());
        if (status.ending() != null) {
            document.put("reason", status.ending().message());
        }
        document.put("items", status.items() + past.items());
        document.put("counts", counts(status, past));
        document.put("elapsed_ms", status.elapsed().toMillis());
        document.put("bytes", status.bytes() + past.bytes());
        document.put("attempts", status.attempts() + past.attempts());
        document.put("failures", failures(status, past));
        return document;
    }

    private static Map<String, Long> counts(JobStatus status, Tally.Counted past) {
        var counts = new LinkedHashMap<String, Long>();
        for (var each : Status.values()) {
            counts.put(each.word(), status.count(each) + past.counts().getOrDefault(each, 0L));
        }
        return counts;
    }

    /// How often each kind, the most frequent first.
    private static Map<String, Long> failures(JobStatus status, Tally.Counted past) {
        var failures = new HashMap<String, Long>();
        Stream.of(status.failures(), past.failures())
                .flatMap(List::stream)
                .forEach(each -> failures.merge(each.example().kind().word(), each.count(), Long::sum));
        var sorted = new LinkedHashMap<String, Long>();
        failures.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }
}
