package io.seine.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pekko.util.ByteString;

/// JSON, read strictly: no two members of one name, nothing behind the value.
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// Writes one value.
    interface Writer {
        /// Writes it.
        ///
        /// @throws IOException if it is no value
        void to(JsonGenerator json) throws IOException;
    }

    /// What is written piece by piece: for answers to clients that ask all the time, who would pay for a tree.
    static ByteString bytes(Writer writer) {
        var bytes = new ByteArrayOutputStream();
        try (var json = MAPPER.createGenerator(bytes)) {
            writer.to(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return ByteString.fromArrayUnsafe(bytes.toByteArray());
    }

    static ByteString bytes(JsonNode json) {
        return ByteString.fromArrayUnsafe(bytes(MAPPER.writer(), json));
    }

    /// Every object's members in the order of their names.
    static byte[] sorted(JsonNode json) {
        return bytes(MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED), json);
    }

    private static byte[] bytes(ObjectWriter writer, JsonNode json) {
        try {
            return writer.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @throws IllegalArgumentException if `bytes` are no JSON object, with line and column
    static ObjectNode readObject(byte[] bytes) {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage() + place, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("expected a JSON object in braces");
    }

    /// The members of an object as Java has them: maps, lists, texts, numbers, truths and nulls.
    @SuppressWarnings("unchecked") // by the JSON data model
    static java.util.Map<String, Object> plain(ObjectNode object) {
        return MAPPER.convertValue(object, java.util.Map.class);
    }
}
