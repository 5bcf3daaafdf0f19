package io.seine.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL of its own on a loopback address: the system's where there is one, which starts faster, else one that
/// comes with the tests. Everybody is let in, as `seine`.
public final class PostgresServer implements AutoCloseable {
    private static final Path SYSTEMS = Path.of("/usr/lib/postgresql");
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

    private final Path folder;
    private final @Nullable Path programs;
    private final int port;
    private @Nullable Process process;
    private @Nullable EmbeddedPostgres embedded;

    private PostgresServer(Path folder, @Nullable Path programs, int port) {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
    }

    /// Starts one whose files are below `folder`.
    public static PostgresServer start(Path folder) throws IOException, InterruptedException {
        var server = new PostgresServer(folder, programs(), freePort());
        if (server.programs != null) {
            server.run("initdb", "-D", server.data(), "-A", "trust", "-U", "seine", "--no-sync", "-E", "UTF8")
                    .waitFor();
        }
        server.start();
        return server;
    }

    private static @Nullable Path programs() throws IOException {
        if (!Files.isDirectory(SYSTEMS)) {
            return null;
        }
        try (var versions = Files.list(SYSTEMS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /// A program of the system's; PostgreSQL refuses to be run by root, so that root runs it as somebody else.
    private Process run(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(folder.getFileSystem()
                .getPath(String.valueOf(programs), program)
                .toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "log")))
                .start();
    }

    /// Starts it again, after [#stop].
    public void start() throws IOException, InterruptedException {
        if (programs == null) {
            embedded = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(folder.resolve("data"))
                    .setCleanDataDirectory(false)
                    .start();
            return;
        }
        process = run(
                "postgres",
                "-D",
                data(),
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off");
        awaitStart();
    }

    private void awaitStart() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try (var connection = DriverManager.getConnection(url(), user(), "")) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException e) {
                boolean late = System.nanoTime() - begin > STARTS_WITHIN.toNanos();
                if (late || process == null || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    throw new IOException(Files.readString(folder.resolve("log")), e);
                }
            }
        }
    }

    /// Its address for JDBC.
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /// Who logs in, without a password.
    public String user() {
        return programs == null ? "postgres" : "seine";
    }

    /// Ends it at once; its files stay.
    public void stop() throws IOException {
        if (embedded != null) {
            embedded.close();
        } else if (process != null) {
            process.destroyForcibly().onExit().join();
            Files.deleteIfExists(folder.resolve("data/postmaster.pid"));
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
