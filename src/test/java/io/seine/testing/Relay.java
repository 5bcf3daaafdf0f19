package io.seine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Hands connections on to a server, and stops one for good at a word that is said on it.
public final class Relay implements AutoCloseable {
    private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ServerSocket listening;
    private final int target;
    private final String word;
    private final CountDownLatch said = new CountDownLatch(1);

    private Relay(ServerSocket listening, int target, String word) {
        this.listening = listening;
        this.target = target;
        this.word = word;
    }

    /// Starts one.
    ///
    /// @param target the server's port
    /// @param word in what a client sends, behind which nothing is handed on any more
    public static Relay start(int target, String word) throws IOException {
        var relay = new Relay(new ServerSocket(0, 100, HOST), target, word);
        relay.threads.execute(relay::accept);
        return relay;
    }

    /// Its port.
    public int port() {
        return listening.getLocalPort();
    }

    /// Waits until the word is said.
    public void awaitWord() throws InterruptedException {
        said.await();
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                var server = new Socket(HOST, target);
                threads.execute(() -> forward(client, server, word));
                threads.execute(() -> forward(server, client, ""));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void forward(Socket from, Socket to, String until) {
        try (from;
                to) {
            var piece = new byte[1 << 16];
            for (int count = from.getInputStream().read(piece);
                    count > 0;
                    count = from.getInputStream().read(piece)) {
                if (!until.isEmpty() && new String(piece, 0, count, StandardCharsets.ISO_8859_1).contains(until)) {
                    said.countDown();
                    new CountDownLatch(1).await(); // until the relay is closed
                }
                to.getOutputStream().write(piece, 0, count);
            }
        } catch (IOException | InterruptedException e) {
            // the connection has ended
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
        threads.close();
    }
}
