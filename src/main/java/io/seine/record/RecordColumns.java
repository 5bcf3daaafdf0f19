package io.seine.record;

import io.seine.config.SaveSettings;
import io.seine.config.SaveSettings.Duplicates;
import io.seine.model.Failure;
import io.seine.model.Outcome;
import io.seine.model.Picture;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The members of a ledger line as columns, then the items' fields.
final class RecordColumns {
    private static final List<Column<Outcome>> OWN = List.of(
            new Column<>("index", Column.Type.LONG, outcome -> outcome.item().index()),
            Column.text("key", outcome -> outcome.item().key()),
            Column.text("url", outcome -> outcome.item().url()),
            Column.text("status", outcome -> outcome.status().word()),
            Column.text("stage", failure(failure -> failure.stage().word())),
            Column.text("error", failure(failure -> failure.kind().word())),
            Column.text("message", failure(Failure::message)),
            Column.integer("attempts", outcome -> outcome.transfer().attempts()),
            Column.integer("http_status", outcome -> outcome.transfer().httpStatus()),
            Column.text("final_url", outcome -> outcome.transfer().finalUrl()),
            Column.text("mime", outcome -> outcome.transfer().mime()),
            new Column<>(
                    "bytes", Column.Type.LONG, outcome -> outcome.transfer().bytes()),
            Column.text("sha256", outcome -> outcome.transfer().sha256()),
            new Column<>(
                    "tls_verified",
                    Column.Type.BOOLEAN,
                    outcome -> outcome.transfer().verified()),
            Column.integer("width", picture(Picture::width)),
            Column.integer("height", picture(Picture::height)),
            Column.integer("original_width", picture(Picture::originalWidth)),
            Column.integer("original_height", picture(Picture::originalHeight)),
            Column.text("path", Outcome::path),
            new Column<>("started_at", Column.Type.TIME, Outcome::startedAt),
            new Column<>(
                    "elapsed_ms", Column.Type.LONG, outcome -> outcome.elapsed().toMillis()));

    private RecordColumns() {}

    /// The columns of items with these fields. Those of variants and duplicates are there where the job may
    /// have some.
    static List<Column<Outcome>> of(SaveSettings settings, Collection<String> fields) {
        var columns = new ArrayList<>(OWN);
        if (!settings.variants().isEmpty()) {
            columns.add(new Column<>(JsonRecords.VARIANTS, Column.Type.VARIANTS, Outcome::variants));
        }
        if (settings.duplicates() != Duplicates.KEEP) {
            columns.add(new Column<>("duplicate_of", Column.Type.LONG, Outcome::duplicateOf));
        }
        var names = columns.stream().map(Column::name).collect(Collectors.toSet());
        fields.forEach(field -> columns.add(Column.text(
                fieldName(field, names), outcome -> outcome.item().fields().get(field))));
        return columns;
    }

    /// What a field's column is called beside columns with these names: as the field is, with `field_` before it as
    /// often as it takes to be neither one of them nor another field.
    static String fieldName(String field, Set<String> taken) {
        var bare = field;
        while (bare.startsWith("field_")) {
            bare = bare.substring("field_".length());
        }
        return taken.contains(bare) ? "field_" + field : field;
    }

    private static Function<Outcome, @Nullable Object> failure(Function<Failure, Object> part) {
        return outcome -> outcome.failure() == null ? null : part.apply(outcome.failure());
    }

    static Function<Outcome, @Nullable Object> picture(Function<Picture, Object> part) {
        return outcome -> outcome.picture() == null ? null : part.apply(outcome.picture());
    }
}
