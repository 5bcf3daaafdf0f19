package io.seine.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Picture;
import io.seine.model.Stage;
import io.seine.model.Status;
import io.seine.model.Transfer;
import io.seine.model.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Outcomes as JSON objects, the form that ledger, command line and endpoint share. What is not known is left out.
public final class JsonRecords {
    /// Reads and writes what stands in records.
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE) // a column may be called anything
                    .build())
            .build();

    /// The member that lists the forms of an item.
    static final String VARIANTS = "variants";

    private static final ObjectMapper MAPPER =
            new ObjectMapper(JSON).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern HALF_PAIR = Pattern.compile("\\p{Cs}");

    private JsonRecords() {}

    /// Writes one outcome as one line, its end included.
    public static void writeLine(Outcome outcome, OutputStream out) throws IOException {
        try (var json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            write(outcome, json);
            json.writeRaw('\n');
        }
    }

    private static void write(Outcome outcome, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", outcome.item().index());
        text(json, "key", outcome.item().key());
        text(json, "url", outcome.item().url());
        json.writeStringField("status", outcome.status().word());
        if (outcome.failure() != null) {
            json.writeStringField("stage", outcome.failure().stage().word());
            json.writeStringField("error", outcome.failure().kind().word());
            text(json, "message", outcome.failure().message());
        }
        write(outcome.transfer(), json);
        if (outcome.picture() != null) {
            json.writeNumberField("width", outcome.picture().width());
            json.writeNumberField("height", outcome.picture().height());
            json.writeNumberField("original_width", outcome.picture().originalWidth());
            json.writeNumberField("original_height", outcome.picture().originalHeight());
        }
        text(json, "path", outcome.path());
        if (!outcome.variants().isEmpty()) {
            json.writeFieldName(VARIANTS);
            write(outcome.variants(), json);
        }
        if (outcome.duplicateOf() != null) {
            json.writeNumberField("duplicate_of", outcome.duplicateOf());
        }
        json.writeStringField("started_at", outcome.startedAt().toString());
        json.writeNumberField("elapsed_ms", outcome.elapsed().toMillis());
        if (!outcome.item().fields().isEmpty()) {
            json.writeObjectFieldStart("fields");
            for (var field : outcome.item().fields().entrySet()) {
                text(json, wellFormed(field.getKey()), field.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(Transfer transfer, JsonGenerator json) throws IOException {
        json.writeNumberField("attempts", transfer.attempts());
        if (transfer.httpStatus() != null) {
            json.writeNumberField("http_status", transfer.httpStatus());
        }
        text(json, "final_url", transfer.finalUrl());
        text(json, "mime", transfer.mime());
        json.writeNumberField("bytes", transfer.bytes());
        text(json, "sha256", transfer.sha256());
        if (!transfer.verified()) {
            json.writeBooleanField("tls_verified", false);
        }
    }

    /// Writes variants as an array of objects.
    static void write(List<Variant> variants, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (var variant : variants) {
            json.writeStartObject();
            text(json, "path", variant.path());
            json.writeNumberField("width", variant.width());
            json.writeNumberField("height", variant.height());
            json.writeNumberField("bytes", variant.bytes());
            json.writeStringField("format", variant.format());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, wellFormed(value));
        }
    }

    /// UTF-8 has no half surrogate pairs, which JSON escapes of others can bring in: each becomes U+FFFD.
    static String wellFormed(String text) {
        boolean halves = text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        return halves ? HALF_PAIR.matcher(text).replaceAll("\ufffd") : text;
    }

    /// Reads what [#writeLine] wrote.
    ///
    /// @throws IllegalArgumentException if `line` is no such record
    public static Outcome read(String line) {
        try {
            var json = MAPPER.readTree(line);
            var item = new Item(whole(json, "index"), required(json, "key"), required(json, "url"), fields(json));
            return new Outcome(
                    item,
                    Status.valueOf(upper(required(json, "status"))),
                    failure(json),
                    transfer(json),
                    picture(json),
                    optional(json, "path"),
                    variants(json),
                    json.has("duplicate_of") ? whole(json, "duplicate_of") : null,
                    Instant.parse(required(json, "started_at")),
                    Duration.ofMillis(whole(json, "elapsed_ms")));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("started_at is no time: " + e.getMessage(), e);
        }
    }

    private static long whole(JsonNode json, String name) {
        var value = json.required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " is no whole number: " + value);
        }
        return value.longValue();
    }

    private static int small(JsonNode json, String name) {
        long value = whole(json, name);
        if (value != (int) value) {
            throw new IllegalArgumentException(name + " is too large: " + value);
        }
        return (int) value;
    }

    private static Map<String, String> fields(JsonNode json) {
        var fields = new LinkedHashMap<String, String>();
        json.path("fields")
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        return fields;
    }

    private static @Nullable Failure failure(JsonNode json) {
        return json.has("error")
                ? new Failure(
                        Stage.valueOf(upper(required(json, "stage"))),
                        Kind.valueOf(upper(required(json, "error"))),
                        required(json, "message"))
                : null;
    }

    private static Transfer transfer(JsonNode json) {
        return new Transfer(
                small(json, "attempts"),
                json.has("http_status") ? small(json, "http_status") : null,
                optional(json, "final_url"),
                optional(json, "mime"),
                whole(json, "bytes"),
                optional(json, "sha256"),
                json.path("tls_verified").asBoolean(true));
    }

    private static @Nullable Picture picture(JsonNode json) {
        return json.has("width")
                ? new Picture(
                        small(json, "width"),
                        small(json, "height"),
                        small(json, "original_width"),
                        small(json, "original_height"))
                : null;
    }

    private static List<Variant> variants(JsonNode json) {
        var variants = new ArrayList<Variant>();
        for (var variant : json.path(VARIANTS)) {
            variants.add(new Variant(
                    required(variant, "path"),
                    small(variant, "width"),
                    small(variant, "height"),
                    whole(variant, "bytes"),
                    required(variant, "format")));
        }
        return variants;
    }

    private static String required(JsonNode json, String name) {
        return json.required(name).asText();
    }

    private static @Nullable String optional(JsonNode json, String name) {
        return json.has(name) ? json.get(name).asText() : null;
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
