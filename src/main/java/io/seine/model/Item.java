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
/// @param url address as the input gave it, not yet repaired or checked; it may hold user and password, which are used
///     for the request and never told
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

    /// This item without the users and passwords of the addresses in it: what may be told of it.
    public Item withoutCredentials() {
        boolean none = url.indexOf('@') < 0
                && key.indexOf('@') < 0
                && fields.values().stream().noneMatch(value -> value.indexOf('@') >= 0);
        if (none) {
            return this;
        }
        var address = Credentials.droppedFromAddress(url);
        var bare = new LinkedHashMap<String, String>();
        fields.forEach((name, value) -> bare.put(name, withoutCredentials(value, address)));
        return new Item(index, withoutCredentials(key, address), address, bare);
    }

    private String withoutCredentials(String value, String address) {
        return Credentials.dropped(url.isEmpty() ? value : value.replace(url, address));
    }

    @Override
    public String toString() {
        var bare = withoutCredentials();
        return "Item[index=" + index + ", key=" + bare.key + ", url=" + bare.url + ", fields=" + bare.fields + "]";
    }
}
