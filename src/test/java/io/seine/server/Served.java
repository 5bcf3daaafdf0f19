package io.seine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.Seine;
import io.seine.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// A server on a port of its own, with an engine of its own, and a client that asks it.
final class Served implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration AWAITED = Duration.ofSeconds(20);

    private final Engine engine;
    private final Server server;
    private final HttpClient client = HttpClient.newHttpClient();

    private Served(Settings settings, Server.Times times) throws IOException {
        this.engine = Engine.open(settings);
        this.server = Server.start(engine, settings, times);
    }

    /// A server that keeps everything below `root`, and lets jobs dial loopback addresses.
    static Served at(Path root) throws IOException {
        return with(settings(root));
    }

    static Served with(Settings settings) throws IOException {
        return new Served(settings, Server.Times.USUAL);
    }

    static Served with(Settings settings, Server.Times times) throws IOException {
        return new Served(settings, times);
    }

    /// A server that is out of patience soon.
    static Served impatient(Path root) throws IOException {
        var soon = Duration.ofMillis(400);
        return new Served(settings(root), new Server.Times(soon, soon, Duration.ofSeconds(3)));
    }

    Map<String, Set<String>> table() {
        return server.table();
    }

    static Settings settings(Path root) {
        return Settings.defaults()
                .set("seine.server.port", 0)
                .set("seine.server.root", root)
                .set("seine.server.allow-addresses", List.of("127.0.0.0/8"))
                .set("seine.job.fetch.allow-addresses", List.of("127.0.0.0/8"))
                .set("seine.job.decode.mode", "none")
                .set("seine.job.record.sync", "none");
    }

    int port() {
        return server.port();
    }

    Seine seine() {
        return engine.seine();
    }

    URI uri(String path) {
        return URI.create(server.url() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(AWAITED);
    }

    Reply get(String path) throws Exception {
        return send(request(path).GET());
    }

    Reply post(String path) throws Exception {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    Reply post(String path, String json) throws Exception {
        return send(json(path, "POST", json));
    }

    Reply patch(String path, String json) throws Exception {
        return send(json(path, "PATCH", json));
    }

    HttpRequest.Builder json(String path, String method, String body) {
        return request(path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
    }

    /// Sends a request, and holds the response to the contract.
    Reply send(HttpRequest.Builder builder) throws Exception {
        var request = builder.build();
        var reply = new Reply(client.send(request, BodyHandlers.ofByteArray()));
        Contract.check(
                request.method(),
                request.uri().getRawPath(),
                reply.status(),
                reply.header("Content-Type"),
                reply.text());
        return reply;
    }

    HttpClient client() {
        return client;
    }

    /// Submits a job and returns its identity.
    String submit(String json) throws Exception {
        var reply = post("/v1/jobs", json);
        if (reply.status() != 201) {
            throw new AssertionError(reply.text());
        }
        return reply.json().get("id").asText();
    }

    /// The job, as soon as it stands as is wanted.
    JsonNode await(String id, Predicate<JsonNode> wanted) throws Exception {
        long end = System.nanoTime() + AWAITED.toNanos();
        while (true) {
            var job = get("/v1/jobs/" + id).json();
            if (wanted.test(job)) {
                return job;
            } else if (System.nanoTime() > end) {
                throw new AssertionError("still " + job);
            }
            Thread.onSpinWait();
        }
    }

    JsonNode await(String id, String state) throws Exception {
        return await(id, job -> job.get("state").asText().equals(state));
    }

    /// What the server answered.
    record Reply(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() throws IOException {
            return JSON.readTree(response.body());
        }

        /// The stable word of a problem document.
        String problem() throws IOException {
            return json().get("type").asText().replaceFirst("urn:seine:problem:", "");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
        engine.close();
    }
}
