package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.oas.OpenApi31;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/// `openapi.yaml`, to which every response of the tests is held.
final class Contract {
    private static final String BASE = "https://seine.example/openapi.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = document();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.metaSchema(OpenApi31.getInstance())
                    .defaultMetaSchemaIri(OpenApi31.getInstance().getIri())
                    .schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, schemas()))));
    private static final Set<String> METHODS = Set.of("get", "post", "patch", "put", "delete");

    private Contract() {}

    private static JsonNode document() {
        try {
            // through a plain tree, which follows aliases and merges
            var yaml = new Yaml();
            try (var in = Files.newBufferedReader(Path.of("src/main/resources/openapi.yaml"))) {
                return JSON.valueToTree(yaml.load(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The schemas alone: the validator has no use for the rest.
    private static String schemas() {
        return "{\"$defs\": "
                + DOCUMENT.at("/components/schemas").toString().replace("#/components/schemas/", "#/$defs/") + "}";
    }

    /// The methods of every path.
    static Map<String, Set<String>> table() {
        var table = new TreeMap<String, Set<String>>();
        DOCUMENT.get("paths").properties().forEach(path -> {
            var methods = new TreeSet<String>();
            path.getValue().fieldNames().forEachRemaining(name -> {
                if (METHODS.contains(name)) {
                    methods.add(name.toUpperCase(Locale.ROOT));
                }
            });
            table.put(path.getKey(), methods);
        });
        return table;
    }

    /// Holds a response to what is described for it.
    static void check(String method, String path, int status, String type, String body) throws IOException {
        var operation = operation(method, path);
        if (operation == null) {
            checkAgainst("Problem", JSON.readTree(body)); // a path or a method that there is none of
            return;
        }
        var pointer = "/responses/" + (operation.at("/responses").has("" + status) ? status : "default");
        var response = resolved(operation.at(pointer));
        assertThat(response.isMissingNode())
                .as("%s %s may be answered with %d", method, path, status)
                .isFalse();
        if (response.has("content") && !method.equals("HEAD")) {
            checkContent(
                    response.get("content"), type.replaceFirst(";.*", ""), body, method + " " + path + " " + status);
        }
    }

    private static void checkContent(JsonNode content, String type, String body, String what) throws IOException {
        assertThat(content.has(type) || content.has("*/*"))
                .as(what + " has the type " + type)
                .isTrue();
        var schema = content.path(type).path("schema");
        if (type.endsWith("json") && !schema.isMissingNode() && !content.has("*/*")) {
            checkAgainst(schema, JSON.readTree(body), what);
        } else if (type.equals("application/x-ndjson") && !content.has("*/*")) {
            for (var line : body.lines().toList()) {
                checkAgainst(schema, JSON.readTree(line), what);
            }
        }
    }

    /// Holds a document to one of the schemas.
    static void checkAgainst(String schema, JsonNode document) {
        var located = SCHEMAS.getSchema(SchemaLocation.of(BASE + "#/$defs/" + schema));
        assertThat(located.validate(document)).as(schema + " " + document).isEmpty();
    }

    private static void checkAgainst(JsonNode schema, JsonNode document, String what) {
        if (schema.has("$ref")) {
            checkAgainst(schema.get("$ref").asText().replaceFirst(".*/", ""), document);
            return;
        }
        schema.get("properties").properties().forEach(property -> {
            var items = property.getValue().at("/items/$ref");
            if (!items.isMissingNode()) {
                document.get(property.getKey())
                        .forEach(each -> checkAgainst(items.asText().replaceFirst(".*/", ""), each));
            }
        });
        assertThat(names(document)).as(what).isEqualTo(names(schema.get("properties")));
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static @Nullable JsonNode operation(String method, String path) {
        for (var each : DOCUMENT.get("paths").properties()) {
            var pattern = each.getKey().replace("{path}", ".+").replaceAll("\\{[a-z]+}", "[^/]+");
            if (path.replaceFirst("\\?.*", "").matches(pattern)
                    && each.getValue().has(method.toLowerCase(Locale.ROOT))) {
                return each.getValue().get(method.toLowerCase(Locale.ROOT));
            }
        }
        return null;
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
    }
}
