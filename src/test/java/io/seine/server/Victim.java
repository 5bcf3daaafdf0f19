package io.seine.server;

import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A server with a job that has saved something, and with something beside its folder that is nobody's business; one
/// that
/// wants a token; and one whose patience is short.
final class Victim implements AutoCloseable {
    static final String TOKEN = "0123456789abcdef-token";
    static final String PRIVATE = "nobody's business";

    private final Path root;
    private final Served server;
    private final Served closed;
    private final Served impatient;
    private final ScriptedOrigin origin;
    private final String id;

    Victim(Path folder) throws Exception {
        root = folder.resolve("root");
        Files.writeString(folder.resolve("private.txt"), PRIVATE);
        origin = ScriptedOrigin.start(request -> switch (request.path()) {
            case "/page.html" -> Answer.ok("<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8), "text/html");
            case "/drawing.svg" -> Answer.ok("<svg/>".getBytes(StandardCharsets.UTF_8), "image/svg+xml");
            default -> Answer.ok(new byte[] {1}, "image/gif");
        });
        server = Served.at(root);
        impatient = Served.impatient(folder.resolve("impatient"));
        closed = Served.with(Served.settings(folder.resolve("closed")).setText("seine.server.token", TOKEN));
        Files.createSymbolicLink(root.resolve("lists/link.txt"), folder.resolve("private.txt"));
        id = server.submit("""
                {"source": {"urls": ["%s", "%s"]}, "save": {"name": "{name}"}}""".formatted(origin.url("/page.html"), origin.url("/drawing.svg")));
        server.await(id, "completed");
        Files.createSymbolicLink(root.resolve("jobs/" + id + "/link.txt"), folder.resolve("private.txt"));
    }

    /// The server that asks nobody for a token.
    Served server() {
        return server;
    }

    /// One that does.
    Served closed() {
        return closed;
    }

    Path root() {
        return root;
    }

    ScriptedOrigin origin() {
        return origin;
    }

    /// The path of something below the job that has ended.
    String job(String path) {
        return "/v1/jobs/" + id + path;
    }

    RawSocket connected() throws IOException {
        return new RawSocket(server.port());
    }

    /// To the server whose patience is short.
    RawSocket connectedBriefly() throws IOException {
        return new RawSocket(impatient.port());
    }

    /// The status and the word of the problem that a submission meets.
    String submit(String json) throws Exception {
        return words(server.post("/v1/jobs", json));
    }

    /// How the one item of a job ends that asks for `url`.
    String outcomeOf(String url) throws Exception {
        var job = server.submit("{\"source\": {\"urls\": [\"" + url + "\"]}}");
        server.await(job, "completed");
        var outcome = server.get("/v1/jobs/" + job + "/outcomes").json().at("/outcomes/0");
        return "the item ends as `" + outcome.path("error").asText("saved") + "`";
    }

    static String words(Served.Reply reply) throws IOException {
        return reply.header("Content-Type").startsWith("application/problem")
                ? reply.status() + " `" + reply.problem() + "`"
                : Integer.toString(reply.status());
    }

    @Override
    public void close() {
        closed.close();
        impatient.close();
        server.close();
        origin.close();
    }
}
