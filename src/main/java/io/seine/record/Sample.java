package io.seine.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.seine.model.Outcome;
import io.seine.model.Picture;
import io.seine.model.Stage;
import io.seine.model.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A row as img2dataset tells of it: the item's fields, then its own columns, in its words. No times and no attempts
/// are among them, so that it is the same whenever and however often the row was tried.
///
/// @param outcome how the row ended
/// @param key what it is called in the tar; null where it is not in there and has no name of its own either
/// @param hasVariants whether the job saves rows in several forms, which are listed then
record Sample(Outcome outcome, @Nullable String key, boolean hasVariants) {
    private static final JsonFactory JSON = new JsonFactory();

    private static final List<Column<Sample>> OWN = List.of(
            Column.text("url", sample -> sample.outcome.item().url()),
            Column.text("key", Sample::key),
            Column.text("status", Sample::status),
            Column.text("error_message", Sample::errorMessage),
            Column.integer("width", picture(Picture::width)),
            Column.integer("height", picture(Picture::height)),
            Column.integer("original_width", picture(Picture::originalWidth)),
            Column.integer("original_height", picture(Picture::originalHeight)),
            Column.text("exif", sample -> null),
            Column.text("sha256", sample -> sample.outcome.transfer().sha256()));

    private static final Set<String> NAMES = OWN.stream().map(Column::name).collect(Collectors.toUnmodifiableSet());

    /// The columns of rows with these fields.
    static List<Column<Sample>> columns(Collection<String> fields, boolean hasVariants) {
        var columns = new ArrayList<Column<Sample>>();
        var names = new HashSet<>(NAMES);
        if (hasVariants) {
            names.add(JsonRecords.VARIANTS);
        }
        fields.forEach(field -> columns.add(Column.text(
                RecordColumns.fieldName(field, names),
                sample -> sample.outcome.item().fields().get(field))));
        columns.addAll(OWN);
        if (hasVariants) {
            columns.add(new Column<>(JsonRecords.VARIANTS, Column.Type.VARIANTS, sample -> sample.outcome.variants()));
        }
        return columns;
    }

    private static Function<Sample, @Nullable Object> picture(Function<Picture, Object> part) {
        var ofOutcome = RecordColumns.picture(part);
        return sample -> ofOutcome.apply(sample.outcome);
    }

    /// `success`, `failed_to_download` or `failed_to_resize`.
    String status() {
        var failure = outcome.failure();
        if (failure == null) {
            return "success";
        }
        return failure.stage() == Stage.DECODE ? "failed_to_resize" : "failed_to_download";
    }

    /// What statuses are counted by: `success`, or the kind of the failure.
    String reason() {
        return outcome.failure() == null ? "success" : outcome.failure().kind().word();
    }

    private @Nullable String errorMessage() {
        var failure = outcome.failure();
        return failure == null ? null : failure.kind().word() + ": " + failure.message();
    }

    boolean saved() {
        return outcome.status() == Status.SAVED;
    }

    /// The text that describes the picture, where the item has one.
    @Nullable
    String caption() {
        return outcome.item().fields().get("caption");
    }

    /// The JSON object that stands beside the picture.
    byte[] json() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out).setPrettyPrinter(printer())) {
            json.writeStartObject();
            for (var column : columns(outcome.item().fields().keySet(), hasVariants)) {
                json.writeFieldName(column.name());
                write(column.value().apply(this), json);
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private void write(@Nullable Object value, JsonGenerator json) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Integer number -> json.writeNumber(number);
            case List<?> _ -> JsonRecords.write(outcome.variants(), json);
            default -> json.writeString(value.toString());
        }
    }

    /// As Python's `json.dumps(…, indent=4)` has it, on every system.
    static PrettyPrinter printer() {
        return new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("    ", "\n"));
    }
}
