package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.config.SourceSettings;
import io.seine.model.Failure;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Shards;
import io.seine.model.Stage;
import io.seine.model.Template;
import io.seine.server.LineCutter.Line;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/// Makes items of lines as they arrive: JSON objects, or addresses alone. What makes no sense becomes an outcome at
/// once.
///
/// The templates of `source.url` and `source.key` hold as they do for lists; where there is none for the key, a member
/// `key` is it.
final class ItemLines {
    /// What stands for bytes that are no UTF-8, and may be in a line itself.
    private static final char REPLACEMENT = '\ufffd';

    private final SourceSettings settings;
    private final boolean json;
    private final Shards shards;
    private long index;

    /// @param json whether lines are JSON objects
    ItemLines(SourceSettings settings, boolean json, int shardSize) {
        this.settings = settings;
        this.json = json;
        this.shards = new Shards(shardSize);
    }

    /// What a line came to.
    sealed interface Row {
        record Good(Item item) implements Row {}

        record Bad(Outcome outcome) implements Row {}
    }

    /// The row of a line; nothing where it is blank, or a comment among addresses.
    Optional<Row> row(Line line) {
        var text = line.bytes().utf8String().strip();
        if (!line.tooLong() && (text.isEmpty() || (!json && text.startsWith("#")))) {
            return Optional.empty();
        }
        long number = index++;
        try {
            return Optional.of(new Row.Good(item(number, columns(line, text))));
        } catch (IllegalArgumentException | Template.MissingValue e) {
            var failure = new Failure(Stage.SOURCE, Kind.BAD_ROW, "row " + number + ": " + e.getMessage());
            return Optional.of(new Row.Bad(Outcome.ended(new Item(number, shards.key(number), "", Map.of()), failure)));
        }
    }

    private Map<String, String> columns(Line line, String text) {
        if (line.tooLong()) {
            throw new IllegalArgumentException("the line is longer than seine.server.max-body");
        } else if (json) {
            return members(line.bytes());
        } else if (text.indexOf(REPLACEMENT) >= 0
                && !ByteString.fromString(line.bytes().utf8String()).equals(line.bytes())) {
            throw new IllegalArgumentException("the line is not UTF-8");
        }
        return Map.of("url", text);
    }

    private static Map<String, String> members(ByteString line) {
        var columns = new LinkedHashMap<String, String>();
        for (var member : Json.readObject(line.toArray()).properties()) {
            JsonNode value = member.getValue();
            if (!value.isNull()) {
                columns.put(member.getKey(), value.isContainerNode() ? value.toString() : value.asText());
            }
        }
        return columns;
    }

    private Item item(long number, Map<String, String> columns) {
        var own = columns.get("key");
        var key = settings.key() != null
                ? expand(settings.key(), number, columns)
                : own == null ? shards.key(number) : own;
        var fields = new LinkedHashMap<>(columns);
        fields.remove("url");
        if (settings.columns() != null) {
            fields.keySet().retainAll(settings.columns());
        }
        return new Item(number, key, expand(settings.url(), number, columns), fields);
    }

    private static String expand(Template template, long number, Map<String, String> columns) {
        return template.expand(name -> name.equals("index") ? Long.toString(number) : columns.get(name));
    }
}
