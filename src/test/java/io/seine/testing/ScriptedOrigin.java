package io.seine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 origin on a loopback address that answers as its [Handler] says.
///
/// One virtual thread per connection, so that thousands may be open at once. Every count is as of the moment of
/// asking; a test that needs one to be reached waits for it with [#awaitOpenConnections] or [#awaitRequests].
public final class ScriptedOrigin implements AutoCloseable {
    /// The address of an origin that nobody asked to be anywhere else.
    private static final String HOST = "127.0.0.1";

    /// Connections that may wait to be accepted; the kernel lowers it to its own limit.
    private static final int BACKLOG = 50_000;

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("scripted-origin-", 0).factory());
    private final Census census = new Census();
    private final String host;
    private final Handler handler;
    private final ServerSocket server;
    private final @Nullable SSLSocketFactory tls;

    private ScriptedOrigin(String host, Handler handler, @Nullable SSLSocketFactory tls) {
        this.host = host;
        this.handler = handler;
        this.tls = tls;
        try {
            this.server = new ServerSocket(0, BACKLOG, InetAddress.ofLiteral(host));
        } catch (IOException e) {
            throw new UncheckedIOException("no port to listen on", e);
        }
    }

    /// Starts an origin for `http:` on a port that is free.
    public static ScriptedOrigin start(Handler handler) {
        return start(HOST, handler);
    }

    /// Starts an origin for `http:` at `host`, a loopback address such as `127.0.0.2`, or `0.0.0.0` for all of them.
    public static ScriptedOrigin start(String host, Handler handler) {
        return new ScriptedOrigin(host, handler, null).listening();
    }

    /// Starts an origin for `https:` that presents the certificate in `context`, such as [TestCertificate#server].
    public static ScriptedOrigin startTls(Handler handler, SSLContext context) {
        return startTls(HOST, handler, context);
    }

    /// Starts an origin for `https:` at `host`, a loopback address such as `127.0.0.2`.
    public static ScriptedOrigin startTls(String host, Handler handler, SSLContext context) {
        return new ScriptedOrigin(host, handler, context.getSocketFactory()).listening();
    }

    /// The port it listens on.
    public int port() {
        return server.getLocalPort();
    }

    /// The address of `path`, which begins with a slash.
    public String url(String path) {
        return (tls == null ? "http://" : "https://") + host + ":" + port() + path;
    }

    /// Requests read so far.
    public long requests() {
        return census.requests();
    }

    /// The targets of the first 10,000 requests, in the order of their arrival.
    public List<String> targets() {
        return census.targets();
    }

    /// Connections accepted so far, including those reset on accept.
    public long connectionsAccepted() {
        return census.accepted();
    }

    /// Connections that neither side has closed.
    public int openConnections() {
        return census.open();
    }

    /// The most connections that were open at once.
    public int peakConnections() {
        return census.peak();
    }

    /// Waits until exactly `expected` connections are open.
    ///
    /// @throws AssertionError if that does not happen within `atMost`
    public void awaitOpenConnections(int expected, Duration atMost) throws InterruptedException {
        census.await(() -> census.open() == expected, expected + " open connections", atMost);
    }

    /// Waits until at least `expected` requests have been read.
    ///
    /// @throws AssertionError if that does not happen within `atMost`
    public void awaitRequests(long expected, Duration atMost) throws InterruptedException {
        census.await(() -> census.requests() >= expected, expected + " requests", atMost);
    }

    /// Ends every connection and frees the port.
    ///
    /// @throws IllegalStateException if the script threw an exception, which is the cause
    @Override
    public void close() {
        census.closing();
        stopAccepting();
        threads.shutdownNow();
        awaitThreads();
        if (census.failure() != null) {
            throw new IllegalStateException("the script failed", census.failure());
        }
    }

    private ScriptedOrigin listening() {
        threads.execute(this::acceptAll);
        return this;
    }

    private void acceptAll() {
        try {
            while (true) {
                accept(server.accept());
            }
        } catch (IOException e) {
            census.failed(e);
        }
    }

    private void accept(Socket plain) throws IOException {
        int number = census.opened();
        try {
            threads.execute(() -> serve(plain, number));
        } catch (RejectedExecutionException e) {
            plain.close();
            census.closed();
        }
    }

    private void serve(Socket plain, int number) {
        try (plain) {
            if (handler.welcomes(number)) {
                converse(plain, number);
            } else {
                plain.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            // The peer has gone, the script has ended the connection, or the origin is closing.
        } finally {
            census.closed();
        }
    }

    private void converse(Socket plain, int number) throws IOException {
        plain.setTcpNoDelay(true);
        try (var spoken = spoken(plain)) {
            new Connection(plain, spoken, number, handler, census).converse();
        }
    }

    private Socket spoken(Socket plain) throws IOException {
        if (tls == null) {
            return plain;
        }
        var spoken = (SSLSocket) tls.createSocket(plain, null, true);
        spoken.setUseClientMode(false);
        return spoken;
    }

    private void stopAccepting() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitThreads() {
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a script does not heed the interrupt of its thread");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
