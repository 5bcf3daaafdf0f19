package io.seine.record;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A column of a table.
///
/// @param name what it is called
/// @param type what its values are
/// @param value its value in a row, of the type's class; null for none
/// @param <T> what a row is made from
record Column<T>(String name, Type type, Function<T, @Nullable Object> value) {

    /// What values can be.
    enum Type {
        /// [String].
        TEXT,
        /// [Integer].
        INTEGER,
        /// [Long].
        LONG,
        /// [Boolean].
        BOOLEAN,
        /// [java.time.Instant], kept to the microsecond.
        TIME,
        /// A list of [io.seine.model.Variant], each a group of its members.
        VARIANTS
    }

    static <T> Column<T> text(String name, Function<T, @Nullable Object> value) {
        return new Column<>(name, Type.TEXT, value);
    }

    static <T> Column<T> integer(String name, Function<T, @Nullable Object> value) {
        return new Column<>(name, Type.INTEGER, value);
    }
}
