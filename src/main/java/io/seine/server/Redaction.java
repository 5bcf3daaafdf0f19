package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.seine.model.Credentials;
import java.util.Map;
import java.util.Set;

/// Settings as they may be shown: without tokens, passwords, headers and cookies, and of long lists the beginning.
final class Redaction {
    private static final TextNode HIDDEN = TextNode.valueOf("(secret)");

    /// Sections of `fetch` all of whose values are hidden.
    private static final Set<String> SECRET = Set.of("headers", "auth", "cookies", "proxy");

    private static final int MOST_SHOWN = 10;

    private Redaction() {}

    /// `settings`, changed in place.
    static ObjectNode of(ObjectNode settings) {
        if (settings.get("fetch") instanceof ObjectNode fetch) {
            SECRET.stream().filter(fetch::has).forEach(name -> fetch.set(name, hidden(fetch.get(name))));
        }
        shown(settings);
        return settings;
    }

    private static JsonNode hidden(JsonNode value) {
        if (value instanceof ObjectNode section) {
            section.properties().forEach(entry -> entry.setValue(hidden(entry.getValue())));
            return section;
        }
        return HIDDEN;
    }

    private static JsonNode shown(JsonNode value) {
        switch (value) {
            case ObjectNode section -> section.properties().forEach(Redaction::replace);
            case ArrayNode list -> {
                while (list.size() > MOST_SHOWN) {
                    list.remove(list.size() - 1);
                }
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, shown(list.get(i)));
                }
            }
            case TextNode text -> {
                return TextNode.valueOf(Credentials.dropped(text.textValue()));
            }
            default -> {}
        }
        return value;
    }

    private static void replace(Map.Entry<String, JsonNode> entry) {
        entry.setValue(shown(entry.getValue()));
    }
}
