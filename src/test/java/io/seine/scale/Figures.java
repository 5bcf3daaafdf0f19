package io.seine.scale;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a process tells of its haul, in one line of JSON.
///
/// @param items items that have ended
/// @param saved how many of them were saved
/// @param failures how many ended as each kind
/// @param bytes bytes of body received
/// @param growth bytes by which the heap grew from the first quarter of the items to nearly all of them, if asked for
/// @param actors those that were there after the job and not before it
/// @param threads those that were there after the engine and not before it
record Figures(
        JobState state,
        long items,
        long saved,
        Map<String, Long> failures,
        long bytes,
        long growth,
        Set<String> actors,
        Set<String> threads) {
    private static final JsonMapper JSON = new JsonMapper();

    Figures {
        failures = Map.copyOf(failures);
        actors = Set.copyOf(actors);
        threads = Set.copyOf(threads);
    }

    static Figures of(JobStatus status, long growth, Set<String> actors) {
        return new Figures(
                status.state(),
                status.items(),
                status.count(Status.SAVED),
                failures(status),
                status.bytes(),
                growth,
                actors,
                Set.of());
    }

    private static Map<String, Long> failures(JobStatus status) {
        return status.failures().stream()
                .collect(Collectors.toMap(
                        failure -> failure.example().kind().word(), JobStatus.FailureCount::count, Long::sum));
    }

    Figures withThreads(Set<String> left) {
        return new Figures(state, items, saved, failures, bytes, growth, actors, left);
    }

    String line() throws IOException {
        return JSON.writeValueAsString(this);
    }

    static Figures read(String line) throws IOException {
        return JSON.readValue(line, Figures.class);
    }
}
