package io.seine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.FailureCount;
import io.seine.model.Status;
import java.time.Duration;
import java.util.Map;

/// A job as clients see it.
final class JobView {
    private static final double NANOS = 1e9;

    private JobView() {}

    /// How a job stands, with the settings it was sent with, but for secrets.
    static ObjectNode of(Entry entry) {
        var view = standing(entry);
        view.putRawValue("settings", new RawValue(entry.settings()));
        return view;
    }

    /// How a job stands.
    static ObjectNode standing(Entry entry) {
        var status = entry.status();
        var view = Json.object()
                .put("id", entry.id())
                .put("name", status.name())
                .put("state", status.state().word());
        if (status.ending() != null) {
            view.put("reason", status.ending().message());
        }
        if (status.trouble() != null) {
            view.put("trouble", status.trouble());
        }
        view.put("submitted_at", entry.submittedAt().toString()).put("items", status.items());
        view.set("counts", counts(status.counts()));
        view.set("before", counts(status.before()));
        var failures = view.putArray("failures");
        status.failures().forEach(failure -> failures.add(failure(failure)));
        view.put("in_flight", status.inFlight())
                .put("parallelism", status.places().all())
                .put("per_host", status.places().perHost())
                .put("attempts", status.attempts())
                .put("bytes", status.bytes())
                .put("elapsed_ms", status.elapsed().toMillis());
        view.set("rates", rates(status));
        return view;
    }

    private static ObjectNode counts(Map<Status, Long> counts) {
        var view = Json.object();
        for (var status : Status.values()) {
            view.put(status.word(), counts.getOrDefault(status, 0L));
        }
        return view;
    }

    private static ObjectNode failure(FailureCount failure) {
        return Json.object()
                .put("stage", failure.example().stage().word())
                .put("error", failure.example().kind().word())
                .put("count", failure.count())
                .put("example", failure.item().withoutCredentials().url())
                .put("message", failure.example().message());
    }

    private static ObjectNode rates(JobStatus status) {
        return Json.object()
                .put("saved_per_second", rate(status.count(Status.SAVED), status.elapsed()))
                .put("attempts_per_second", rate(status.attempts(), status.elapsed()))
                .put("bytes_per_second", rate(status.bytes(), status.elapsed()));
    }

    private static double rate(long count, Duration elapsed) {
        return elapsed.isZero() ? 0 : Math.round(count * 10 * NANOS / elapsed.toNanos()) / 10.0;
    }
}
