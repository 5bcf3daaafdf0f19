package io.seine.config;

import io.seine.model.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// A JSON document to fetch for every item, and the values to take from it.
///
/// @param url template of the document's address over the item's `url`, `key`, `index` and fields
/// @param fields JSON Pointers (RFC 6901) by the name of the field that takes the value
public record EnrichSettings(Template url, Map<String, String> fields) {
    public EnrichSettings {
        Objects.requireNonNull(url, "url");
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
