package io.seine.testing;

import io.seine.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// An S3 server on a loopback address, S3Proxy, in a process of its own that ends with this one. Its buckets are
/// folders and its objects files, so that what is there can be seen without asking it.
public final class S3Server implements AutoCloseable {
    private static final Pattern UNFINISHED = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");
    private static final String USER = "s3-user";
    private static final String SECRET = "s3-secret-that-nobody-writes-down";
    private static final Path CLASSPATH = Path.of("target/s3proxy.classpath");

    private final Path folder;
    private final int port;
    private Process process;

    private S3Server(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = begin();
    }

    /// Starts a server that keeps its buckets in a folder.
    public static S3Server start(Path folder) throws IOException {
        return new S3Server(Files.createDirectories(folder), freePort());
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    private Process begin() throws IOException {
        if (Files.notExists(CLASSPATH)) {
            throw new IllegalStateException(CLASSPATH + " is missing: mvn generate-test-resources writes it");
        }
        var properties = Files.writeString(
                folder.resolveSibling(folder.getFileName() + ".properties"), """
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.endpoint=http://127.0.0.1:%d
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(USER, SECRET, port, folder));
        var started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Files.readString(CLASSPATH).strip() + java.io.File.pathSeparator + ownClasses(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        S3Process.class.getName(),
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        awaitPort(started);
        return started;
    }

    private static String ownClasses() {
        return S3Server.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    private Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private void awaitPort(Process started) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < until && started.isAlive()) {
            try (var _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new IOException("the S3 server does not start: " + Files.readString(log()));
    }

    /// Ends the server; its buckets stay.
    public void stop() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts it again, at the same address.
    public void restart() throws IOException {
        process = begin();
    }

    /// Its address.
    public String endpoint() {
        return endpoint(port);
    }

    static String endpoint(int port) {
        return "http://127.0.0.1:" + port;
    }

    /// Its port.
    public int port() {
        return port;
    }

    /// `settings` with this server and who may use it.
    public Settings over(Settings settings) {
        return settings.set("seine.job.s3.endpoint", endpoint());
    }

    /// What a program is told in its environment to use this server.
    public static Map<String, String> credentials() {
        return Map.of("AWS_ACCESS_KEY_ID", USER, "AWS_SECRET_ACCESS_KEY", SECRET);
    }

    /// Lets this process use such servers.
    public static void allow() {
        System.setProperty("aws.accessKeyId", USER);
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    /// What must not be found in anything that Seine writes.
    public static String secret() {
        return SECRET;
    }

    /// Makes a bucket, which is a folder.
    public Path bucket(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /// Every object of a bucket by its key, with its content.
    public Map<String, byte[]> objects(String bucket) throws IOException {
        var objects = new TreeMap<String, byte[]>();
        var root = folder.resolve(bucket);
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                objects.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return objects;
    }

    /// The keys of a bucket's objects below a prefix, without it. What the server had not finished when it was stopped
    /// lies beside them under names of its own, and is no object.
    public List<String> keys(String bucket, String prefix) {
        try {
            return objects(bucket).keySet().stream()
                    .filter(key -> key.startsWith(prefix + "/")
                            && !UNFINISHED.matcher(key).find())
                    .map(key -> key.substring(prefix.length() + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
