package io.seine.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// One row of the input: what to download, under which key, with the row's other columns.
///
/// @param index 0-based row of the input, unique within a job
/// @param key name of the item in outputs and messages; not necessarily unique
/// @param url address as the input gave it, not yet repaired or checked
/// @param fields the row's columns by name, in the input's order
public record Item(long index, String key, String url, Map<String, String> fields) {
    public Item {
        if (index < 0) {
            throw new IllegalArgumentException("index of an item is below 0: " + index);
        }
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(url, "url");
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// An item without fields, keyed by its index.
    public static Item of(long index, String url) {
        return new Item(index, String.format(Locale.ROOT, "%09d", index), url, Map.of());
    }

    /// This item with `more` added to its fields; a field that exists already takes the new value.
    public Item withFields(Map<String, String> more) {
        var all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return new Item(index, key, url, all);
    }
}
