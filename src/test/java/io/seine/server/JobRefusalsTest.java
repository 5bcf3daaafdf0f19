package io.seine.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What is wrong is refused by name, and the resources of the program are served. One server for all of it.
class JobRefusalsTest {
    @TempDir
    static Path root;

    private static Served server;

    @BeforeAll
    static void start() throws Exception {
        server = Served.at(root);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"parallelism\": 0}|/parallelism",
                "{\"parallelism\": 70000}|/parallelism",
                "{\"per_host\": \"8\"}|/per_host",
                "{\"per_host\": 1.5}|/per_host",
                "{\"rate\": 5}|/rate",
                "{\"rate\": \"often\"}|/rate",
                "{\"speed\": 5}|/speed"
            })
    void aWrongRetuningNamesTheField(String body, String pointer) throws Exception {
        var reply = server.patch("/v1/jobs/x", body);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"fetch\": {\"paralelism\": 5}}|/fetch/paralelism|did you mean fetch.parallelism?",
                "{\"fetch\": {\"parallelism\": \"5\"}}|/fetch/parallelism|expected a number",
                "{\"fetch\": {\"parallelism\": 0}}|/fetch/parallelism|from 1 to",
                "{\"fetch\": {\"x-robots-tag\": \"yes\"}}|/fetch/x-robots-tag|true or false",
                "{\"fetch\": {\"max-size\": null}}|/fetch/max-size|null",
                "{\"fetch\": 5}|/fetch|a section",
                "{\"fetch.parallelism\": 5}|/fetch.parallelism|no such key",
                "{\"source\": {\"urls\": \"http://h/\"}}|/source/urls|a list",
                "{\"name\": \"lst\\ud800\", \"source\": {\"urls\": [\"x\"]}}|/name|surrogate",
                "{\"save\": {\"name\": \"\\udc00{key}\"}, \"source\": {\"urls\": [\"x\"]}}|/save/name|surrogate",
                "{\"source\": {\"urls\": [\"http://h/\\ud800\"]}}|/source/urls|surrogate",
                "{\"save\": {\"layout\": \"zip\"}}|/save/layout|webdataset",
                "{\"enrich\": [{\"uri\": \"http://h/\", \"fields\": {}}]}|/enrich/0/uri|no such key",
                "{}|/source|nothing to do",
                "{\"source\": {\"path\": \"none.csv\"}}|/source/path|there is no list none.csv"
            })
    void aWrongSettingIsRefusedByName(String body, String pointer, String words) throws Exception {
        var reply = server.post("/v1/jobs", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        var errors = new ArrayList<JsonNode>();
        reply.json().get("errors").forEach(errors::add);
        assertThat(errors).as(reply.text()).anySatisfy(error -> {
            assertThat(error.get("pointer").asText()).isEqualTo(pointer);
            assertThat(error.get("detail").asText()).contains(words);
        });
        assertThat(reply.text()).doesNotContain(root.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/jobs?limit=0, limit",
        "/v1/jobs?limit=x, limit",
        "/v1/jobs?state=done, state",
        "/v1/jobs?after=nobody, after",
        "/v1/jobs?page=2, page"
    })
    void aWrongParameterIsRefusedByName(String path, String parameter) throws Exception {
        var reply = server.get(path);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/errors/0/parameter").asText()).isEqualTo(parameter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5000\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
                "Transfer-Encoding: chunked\r\n\r\nno size\r\n",
            })
    void aBodyThatBreaksOffIsRefusedAndNotLogged(String body) throws Exception {
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        var log = (Logger) LoggerFactory.getLogger(Front.class);
        log.addAppender(logged);
        try (var socket = new RawSocket(server.port())) {
            var head = "POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n"
                    + "Content-Type: application/json\r\n";
            var answer = socket.send(head + body).end().rest();
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("urn:seine:problem:bad-request");
            assertThat(logged.list).isEmpty();
        } finally {
            log.detachAppender(logged);
        }
    }

    @Test
    void whatThereIsNotIsNotFound() throws Exception {
        for (var path : List.of("/v1/jobs/x", "/v1/jobs/x/outcomes", "/v1/jobs/x/events", "/v1/jobs/x/files/y", "/x")) {
            assertThat(server.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(server.post("/v1/jobs/x/pause").status()).isEqualTo(404);
        assertThat(server.post("/v1/jobs/x").header("Allow")).isEqualTo("GET, PATCH");
    }

    @Test
    void thePageAndTheDescriptionAreServed() throws Exception {
        var page = server.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(server.get("/openapi.yaml").text()).startsWith("openapi: 3.1");
        assertThat(server.get("/web/index.html").status()).isEqualTo(200);
        assertThat(server.get("/web/nothing.js").status()).isEqualTo(404);
    }
}
