package io.seine.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.seine.model.JobStatus;
import io.seine.model.JobStatus.FailureCount;
import io.seine.model.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// A job as clients see it, in JSON.
final class JobView {
    private static final double NANOS = 1e9;

    private JobView() {}

    /// How a job stands, with the settings it was sent with, but for secrets.
    static ByteString of(Entry entry) {
        return Json.bytes(json -> job(json, entry));
    }

    /// How a job stands.
    static ByteString standing(Entry entry) {
        return Json.bytes(json -> {
            json.writeStartObject();
            standing(json, entry);
            json.writeEndObject();
        });
    }

    /// A page of jobs.
    ///
    /// @param next what the next page begins after; null on the last
    static ByteString list(List<Entry> entries, @Nullable String next) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("jobs");
            for (var entry : entries) {
                job(json, entry);
            }
            json.writeEndArray();
            json.writeStringField("next", next);
            json.writeEndObject();
        });
    }

    private static void job(JsonGenerator json, Entry entry) throws IOException {
        json.writeStartObject();
        standing(json, entry);
        json.writeFieldName("settings");
        json.writeRawValue(entry.settings());
        json.writeEndObject();
    }

    private static void standing(JsonGenerator json, Entry entry) throws IOException {
        var status = entry.status();
        json.writeStringField("id", entry.id());
        json.writeStringField("name", status.name());
        json.writeStringField("state", status.state().word());
        if (status.ending() != null) {
            json.writeStringField("reason", status.ending().message());
        }
        if (status.trouble() != null) {
            json.writeStringField("trouble", status.trouble());
        }
        json.writeStringField("submitted_at", entry.submittedAt().toString());
        if (entry.rows().isPresent()) {
            json.writeNumberField("rows", entry.rows().getAsLong());
        }
        json.writeNumberField("items", status.items());
        counts(json, "counts", status.counts());
        counts(json, "before", status.before());
        json.writeArrayFieldStart("failures");
        for (var failure : status.failures()) {
            failure(json, failure);
        }
        json.writeEndArray();
        json.writeNumberField("in_flight", status.inFlight());
        json.writeNumberField("parallelism", status.places().all());
        json.writeNumberField("per_host", status.places().perHost());
        json.writeNumberField("attempts", status.attempts());
        json.writeNumberField("bytes", status.bytes());
        json.writeNumberField("elapsed_ms", status.elapsed().toMillis());
        rates(json, status);
    }

    private static void counts(JsonGenerator json, String name, Map<Status, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (var status : Status.values()) {
            json.writeNumberField(status.word(), counts.getOrDefault(status, 0L));
        }
        json.writeEndObject();
    }

    private static void failure(JsonGenerator json, FailureCount failure) throws IOException {
        json.writeStartObject();
        json.writeStringField("stage", failure.example().stage().word());
        json.writeStringField("error", failure.example().kind().word());
        json.writeNumberField("count", failure.count());
        json.writeStringField("example", failure.item().withoutCredentials().url());
        json.writeStringField("message", failure.example().message());
        json.writeEndObject();
    }

    private static void rates(JsonGenerator json, JobStatus status) throws IOException {
        json.writeObjectFieldStart("rates");
        json.writeNumberField("saved_per_second", rate(status.count(Status.SAVED), status.elapsed()));
        json.writeNumberField("attempts_per_second", rate(status.attempts(), status.elapsed()));
        json.writeNumberField("bytes_per_second", rate(status.bytes(), status.elapsed()));
        json.writeEndObject();
    }

    private static double rate(long count, Duration elapsed) {
        return elapsed.isZero() ? 0 : Math.round(count * 10 * NANOS / elapsed.toNanos()) / 10.0;
    }
}
