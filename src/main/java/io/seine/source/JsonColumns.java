package io.seine.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The members of a JSON object as the columns of a row. Numbers keep their spelling, `true` and `false` are words,
/// arrays and objects stay JSON, and `null` is no value.
final class JsonColumns {
    private static final JsonFactory JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNameLength(Lines.MOST)
                            .maxStringLength(Lines.MOST)
                            .maxNumberLength(Lines.MOST)
                            .build())
                    .build())
            .getFactory();

    private JsonColumns() {}

    /// The row that begins at `line`.
    static Row of(long line, String json) {
        try (var parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Row.Malformed(line, "the row is no JSON object");
            }
            var columns = columns(parser);
            return parser.nextToken() == null
                    ? new Row.Columns(line, columns)
                    : new Row.Malformed(line, "something follows the row's JSON object");
        } catch (JsonProcessingException e) {
            return new Row.Malformed(line, "the row is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a text
        }
    }

    private static Map<String, String> columns(JsonParser parser) throws IOException {
        Map<String, String> columns = new LinkedHashMap<>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            var value = parser.nextToken();
            if (value.isStructStart()) {
                columns.put(name, parser.readValueAsTree().toString());
            } else if (value != JsonToken.VALUE_NULL) {
                columns.put(name, parser.getText());
            }
        }
        return columns;
    }
}
