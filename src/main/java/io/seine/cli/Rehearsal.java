package io.seine.cli;

import io.seine.config.Settings;
import io.seine.server.Engine;
import io.seine.server.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/// A server with a job, which is looked at and steered for a moment: so that the JVM notes for `seine train` how that
/// goes, and has it compiled when somebody does it while a job needs every core.
final class Rehearsal {
    private static final int MOST_PLACES = 64;

    /// Its second row waits for an hour.
    private static final String JOB = """
            {"source": {"urls": ["http://127.0.0.1:1/", "http://127.0.0.1:1/"]},
             "schedule": {"per-host": {"rate": "1/h"}}, "fetch": {"retries": 0}}""";

    private final HttpClient client;
    private final String server;

    private Rehearsal(HttpClient client, String server) {
        this.client = client;
        this.server = server;
    }

    /// @param root where the server keeps what it keeps
    /// @param rounds how often it is called, each time in every way
    static void run(Path root, int rounds) throws IOException, InterruptedException {
        var settings = Settings.defaults()
                .set("seine.server.port", 0)
                .set("seine.server.root", root)
                .text("seine.job.fetch.allow-addresses = [\"127.0.0.0/8\"]");
        try (var engine = Engine.open(settings);
                var server = Server.start(engine, settings);
                var client = HttpClient.newHttpClient()) {
            new Rehearsal(client, server.url()).run(rounds);
        }
    }

    private void run(int rounds) throws IOException, InterruptedException {
        var job = call("POST", "/v1/jobs", JOB).headers().firstValue("Location").orElseThrow();
        for (int round = 0; round < rounds; round++) {
            call("GET", "/v1/jobs", "");
            call("GET", job, "");
            call("PATCH", job, "{\"parallelism\": %d}".formatted(1 + round % MOST_PLACES));
        }
        call("POST", job + "/cancel", "");
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
