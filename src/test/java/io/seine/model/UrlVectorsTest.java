package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.model.WebUrl.BadUrl;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// The cases that browsers are tested with; where they come from is told in the folder that holds them.
class UrlVectorsTest {
    private static final String REFUSED = "refused";

    /// What becomes of an address: all that counts of it, or its refusal.
    private record Case(String input, String base, String expected, String ours) {
        boolean differs() {
            return !expected.equals(ours);
        }
    }

    private static Stream<JsonNode> read(String name) throws IOException {
        try (var in = UrlVectorsTest.class.getResourceAsStream("/url/" + name)) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
        }
    }

    @Test
    void addressesAreReadAsBrowsersReadThem() throws IOException {
        var cases = read("urltestdata.json").map(UrlVectorsTest::tried).toList();
        assertThat(cases).hasSize(590);
        assertThat(cases).filteredOn(each -> !each.expected().equals(REFUSED)).hasSizeGreaterThan(200);
        assertThat(cases).filteredOn(each -> each.expected().equals(REFUSED)).hasSizeGreaterThan(350);
        assertThat(cases.stream().filter(Case::differs).toList()).containsExactlyElementsOf(known());
    }

    private static List<Case> known() throws IOException {
        return read("differences.json")
                .peek(each -> assertThat(each.path("why").asText()).isNotBlank())
                .map(each -> new Case(
                        each.path("input").asText(),
                        each.path("base").asText(),
                        each.path("expected").asText(),
                        each.path("ours").asText()))
                .toList();
    }

    private static Case tried(JsonNode vector) {
        var input = vector.path("input").asText();
        var base = vector.path("base").isNull()
                ? "about:blank"
                : vector.path("base").asText();
        return new Case(input, base, expected(vector), ours(input, base));
    }

    private static String expected(JsonNode vector) {
        var href = vector.path("href").asText();
        if (vector.path("failure").asBoolean() || !href.matches("(?s)https?:.*")) {
            return REFUSED;
        }
        return told(
                href.replaceFirst("(?s)#.*", "").replaceFirst("^(https?://)[^/@]*@", "$1"),
                vector.path("hostname").asText(),
                vector.path("port").asText(),
                vector.path("pathname").asText(),
                vector.path("search").asText());
    }

    private static String ours(String input, String base) {
        try {
            var url = base.equals("about:blank")
                    ? WebUrl.parse(input)
                    : WebUrl.parse(base).resolve(input);
            boolean standard = url.port() == (url.scheme().equals("http") ? 80 : 443);
            return told(
                    url.toString(),
                    url.host().contains(":") ? "[" + url.host() + "]" : url.host(),
                    standard ? "" : Integer.toString(url.port()),
                    url.path(),
                    url.query() == null || url.query().isEmpty() ? "" : "?" + url.query());
        } catch (BadUrl e) {
            return REFUSED;
        }
    }

    private static String told(String href, String host, String port, String path, String query) {
        return String.join(" ", href, host, port, path, query);
    }
}
