package io.seine.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// A shard in numbers, as img2dataset's `00000_stats.json` has them. Alone among the files of a shard it tells times.
final class ShardStats {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Integer> statuses = new TreeMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int count;
    private Instant start = Instant.MAX;
    private Instant end = Instant.EPOCH;

    void add(Sample sample) {
        count++;
        statuses.merge(sample.status(), 1, Integer::sum);
        reasons.merge(sample.reason(), 1, Integer::sum);
        var started = sample.outcome().startedAt();
        var ended = started.plus(sample.outcome().elapsed());
        start = started.isBefore(start) ? started : start;
        end = ended.isAfter(end) ? ended : end;
    }

    void write(Path file) throws IOException {
        var stats = new LinkedHashMap<String, Object>();
        stats.put("count", count);
        stats.put("successes", statuses.getOrDefault("success", 0));
        stats.put("failed_to_download", statuses.getOrDefault("failed_to_download", 0));
        stats.put("failed_to_resize", statuses.getOrDefault("failed_to_resize", 0));
        stats.put("duration", (end.toEpochMilli() - start.toEpochMilli()) / 1000.0);
        stats.put("start_time", start.toEpochMilli() / 1000.0);
        stats.put("end_time", end.toEpochMilli() / 1000.0);
        stats.put("status_dict", reasons);
        Files.write(file, JSON.writer(Sample.printer()).writeValueAsBytes(stats));
    }
}
