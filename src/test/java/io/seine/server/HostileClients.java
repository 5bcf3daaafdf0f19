package io.seine.server;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of hostile clients.
public final class HostileClients {
    private static final String HUNG_UP = "the connection is closed";

    private HostileClients() {}

    /// Clients that are hostile in the same place, under the title that the README gives them.
    public record Group(String title, List<HostileClient> clients) {
        /// This part of the table, as the README shows it.
        public String markdown() {
            var rows = clients.stream()
                    .map(client -> "| " + client.does() + " | " + client.answer() + " |\n")
                    .collect(Collectors.joining());
            return "### " + title + "\n\n| a client that … | gets |\n| --- | --- |\n" + rows;
        }
    }

    /// The table, group by group.
    public static List<Group> groups() {
        return List.of(
                new Group("Who asks", whoAsks()),
                new Group("What a job may ask", jobs()),
                new Group("Files", files()),
                new Group("Sizes and times", sizes()));
    }

    static Stream<HostileClient> all() {
        return groups().stream().flatMap(group -> group.clients().stream());
    }

    private static HostileClient client(String does, String answer, HostileClient.Attempt attempt) {
        return new HostileClient(does, answer, attempt);
    }

    /// A request with one header, which its client library would not send.
    private static HostileClient header(String does, String answer, String header) {
        return client(does, answer, victim -> {
            try (var socket = victim.connected()) {
                return status(socket.head("GET /v1/jobs", header, "Connection: close"));
            }
        });
    }

    private static String status(RawSocket socket) throws java.io.IOException {
        var response = socket.rest();
        var word = response.replaceFirst("(?s).*urn:seine:problem:([a-z-]+).*", "$1");
        return response.isEmpty()
                ? HUNG_UP
                : response.substring(9, 12) + (word.equals(response) ? "" : " `" + word + "`");
    }

    private static HostileClient authorization(String does, String value) {
        return client(
                does,
                "401 `unauthorized`",
                victim -> Victim.words(
                        victim.closed().send(victim.closed().request("/v1/jobs").header("Authorization", value))));
    }

    private static List<HostileClient> whoAsks() {
        return List.of(
                client("calls the server by a name of its own (DNS rebinding)", "421 `unknown-host`", victim -> {
                    try (var socket = victim.connected()) {
                        return status(socket.send(
                                "GET /v1/jobs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"));
                    }
                }),
                header("is a page from elsewhere (`Origin`)", "403 `foreign-origin`", "Origin: https://evil.example"),
                header("is a page in a sandbox (`Origin: null`)", "403 `foreign-origin`", "Origin: null"),
                header(
                        "is a picture in a page from elsewhere (`Sec-Fetch-Site`)",
                        "403 `foreign-origin`",
                        "Sec-Fetch-Site: cross-site"),
                header(
                        "is a page of another program on the same machine",
                        "403 `foreign-origin`",
                        "Sec-Fetch-Site: same-site"),
                client(
                        "sends a form instead of JSON",
                        "415 `unsupported-type`",
                        victim -> Victim.words(victim.server()
                                .send(victim.server()
                                        .request("/v1/jobs")
                                        .header("Content-Type", "text/plain")
                                        .POST(BodyPublishers.ofString("{}"))))),
                client(
                        "shows no token",
                        "401 `unauthorized`",
                        victim -> Victim.words(victim.closed().get("/v1/jobs"))),
                authorization("shows a wrong token", "Bearer 0123456789abcdef-tokem"),
                authorization("shows the beginning of the token", "Bearer 0123456789abcdef"),
                authorization("shows a wrong password", "Basic bWU6aXQ="),
                authorization("shows what is no token", "Negotiate x"));
    }

    private static HostileClient job(String does, String json) {
        return client(does, "422 `bad-settings`", victim -> victim.submit(json));
    }

    private static HostileClient list(String does, String path) {
        return job(does, "{\"source\": {\"path\": \"" + path + "\"}}");
    }

    private static HostileClient item(String does, String kind, String url) {
        return client(does, "the item ends as `" + kind + "`", victim -> victim.outcomeOf(url));
    }

    private static List<HostileClient> jobs() {
        return List.of(
                job("writes to a folder of its choice", "{\"save\": {\"directory\": \"/tmp\"}}"),
                client("saves under `../../../x`", "the file stays in the job's folder", victim -> {
                    var id =
                            victim.server().submit("""
                            {"source": {"urls": ["%s"]}, "save": {"name": "../../../x"}}""".formatted(victim.origin().url("/a")));
                    var job =
                            victim.server().await(id, each -> each.get("items").asInt() == 1);
                    boolean outside = victim.root().resolve("../x.gif").toFile().exists()
                            || victim.root().resolve("x.gif").toFile().exists();
                    return outside || job.isNull() ? "outside" : "the file stays in the job's folder";
                }),
                list("reads a list by its whole path", "/etc/passwd"),
                list("reads a list above the folder of lists", "../../private.txt"),
                list("reads a list above it by a pattern", "*/../../../private.txt"),
                list("reads a list through a link that leads out", "link.txt"),
                list("reads the server's standard input", "-"),
                client("asks for the server's environment (`${HOME}`)", "the text as it is", victim -> {
                    var id = victim.server().submit("{\"name\": \"${HOME}\", \"source\": {\"urls\": [\"x\"]}}");
                    var name =
                            victim.server().await(id, "completed").get("name").asText();
                    return name.equals("${HOME}") ? "the text as it is" : name;
                }),
                job(
                        "opens addresses that the server does not",
                        "{\"source\": {\"urls\": [\"x\"]}, \"fetch\": {\"allow-addresses\": [\"10.0.0.0/8\"]}}"),
                job(
                        "opens more addresses than the server does",
                        "{\"source\": {\"urls\": [\"x\"]}, \"fetch\": {\"allow-addresses\": [\"0.0.0.0/0\"]}}"),
                item("asks for a cloud's metadata", "blocked_address", "http://169.254.169.254/latest/meta-data/"),
                item("asks for a file of the machine", "bad_url", "file:///etc/passwd"),
                job("goes through a proxy of its choice", "{\"fetch\": {\"proxy\": \"http://10.0.0.1:3128\"}}"),
                job(
                        "has a file of the machine opened as trust store",
                        "{\"fetch\": {\"tls\": {\"trust-store\": \"/x\"}}}"),
                job("takes the machine's memory for pictures", "{\"decode\": {\"memory\": \"1TB\"}}"),
                job("takes it for rows", "{\"source\": {\"urls\": [\"x\"]}, \"schedule\": {\"look-ahead\": 10000000}}"),
                job("takes it for bodies", "{\"source\": {\"urls\": [\"x\"]}, \"fetch\": {\"spool-above\": \"1GiB\"}}"),
                job(
                        "fills the disk to the last byte",
                        "{\"source\": {\"urls\": [\"x\"]}, \"save\": {\"min-free\": 0}}"));
    }

    private static HostileClient file(String does, String path) {
        return client(does, "404 `not-found`", victim -> {
            try (var socket = victim.connected()) {
                return status(socket.head("GET " + victim.job("/files/" + path), "Connection: close"));
            }
        });
    }

    private static HostileClient content(String does, String name) {
        return client(does, "it to keep, not to show, in a sandbox", victim -> {
            var reply = victim.server().get(victim.job("/files/" + name));
            boolean safe = reply.header("Content-Type").equals("application/octet-stream")
                    && reply.header("Content-Disposition").equals("attachment")
                    && reply.header("X-Content-Type-Options").equals("nosniff")
                    && reply.header("Content-Security-Policy").startsWith("sandbox;");
            return safe
                    ? "it to keep, not to show, in a sandbox"
                    : reply.response().headers().toString();
        });
    }

    private static List<HostileClient> files() {
        return List.of(
                file("asks for a file above the folder", "../../../private.txt"),
                file("asks for it with its dots encoded", "%2e%2e/%2e%2e/%2e%2e/private.txt"),
                file("asks for it with its slashes encoded", "..%2f..%2f..%2fprivate.txt"),
                file("asks for it by its whole path", "/etc/passwd"),
                file("asks for it with backslashes", "..%5c..%5cprivate.txt"),
                file("asks for a name with a zero in it", "page.html%00.png"),
                file("asks for what the job hides", ".seine/job"),
                file("asks for a folder", ""),
                file("asks for a link that leads out", "link.txt"),
                content("has a page saved that runs a script", "page.html"),
                content("has a drawing saved that runs a script", "drawing.svg"));
    }

    private static HostileClient body(String does, String answer, String json) {
        return client(does, answer, victim -> victim.submit(json));
    }

    private static List<HostileClient> sizes() {
        return List.of(
                body("sends what is no JSON", "400 `not-json`", "{\"name\": "),
                body("names a member twice", "400 `not-json`", "{\"name\": \"a\", \"name\": \"b\"}"),
                body("nests 100,000 lists", "400 `not-json`", "[".repeat(100_000)),
                client("sends more than `max-body`", "413 `too-large`", victim -> {
                    try (var socket = victim.connected()) {
                        return status(socket.head(
                                "POST /v1/jobs", "Content-Type: application/json", "Content-Length: 9000000"));
                    }
                }),
                client("sends chunks without end", "413 `too-large`", victim -> {
                    try (var socket = victim.connected()) {
                        socket.head("POST /v1/jobs", "Content-Type: application/json", "Transfer-Encoding: chunked");
                        for (int i = 0; i < 140; i++) {
                            socket.chunk(" ".repeat(1 << 16));
                        }
                        return status(socket);
                    } catch (java.net.SocketException e) {
                        return "413 `too-large`";
                    }
                }),
                header("sends a header of 100 KiB", "431 `bad-request`", "X: " + "x".repeat(100 << 10)),
                header("sends 100 headers", "400 `bad-request`", "X: x\r\n".repeat(99) + "X: x"),
                client("asks for an address of 100 KiB", "414 `bad-request`", victim -> {
                    try (var socket = victim.connected()) {
                        return status(socket.head("GET /" + "x".repeat(100 << 10), "Connection: close"));
                    }
                }),
                client("sends a head byte by byte, for ever", HUNG_UP, victim -> {
                    try (var socket = victim.connectedBriefly()) {
                        socket.send("GET / HTTP/1.1\r\n");
                        return dripped(socket);
                    }
                }),
                client("connects and sends nothing", HUNG_UP, victim -> {
                    try (var socket = victim.connectedBriefly()) {
                        return status(socket);
                    }
                }),
                client("sends half a body, and no more", "408 `too-slow`", victim -> {
                    try (var socket = victim.connectedBriefly()) {
                        socket.head("POST /v1/jobs", "Content-Type: application/json", "Content-Length: 100");
                        return status(socket.send("{"));
                    }
                }),
                client("sends half a body, and hangs up", "400 `bad-request`", victim -> {
                    try (var socket = victim.connected()) {
                        socket.head("POST /v1/jobs", "Content-Type: application/json", "Content-Length: 100");
                        return status(socket.send("{").end());
                    }
                }));
    }

    /// Sends a byte of a header whenever the other side has had time to act, until it hangs up.
    private static String dripped(RawSocket socket) throws Exception {
        for (int i = 0; i < 1000; i++) {
            try {
                socket.send("X: x\r\n");
            } catch (java.net.SocketException e) {
                return HUNG_UP;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        return "nothing";
    }
}
