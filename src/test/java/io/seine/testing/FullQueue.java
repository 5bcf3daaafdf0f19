package io.seine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port that takes no connection, although somebody listens: its accept queue is full, so that the kernel drops
/// whoever knocks.
public final class FullQueue implements AutoCloseable {
    private static final int KNOCKED_MILLIS = 200;
    private static final int LONGEST_QUEUE = 100;

    private final ServerSocket server;
    private final List<Socket> waiting = new ArrayList<>();

    private FullQueue(ServerSocket server) {
        this.server = server;
    }

    /// Fills the queue of a fresh port at `host`.
    public static FullQueue at(String host) throws IOException {
        var queue = new FullQueue(new ServerSocket(0, 1, InetAddress.ofLiteral(host)));
        while (queue.lengthened()) {
            if (queue.waiting.size() > LONGEST_QUEUE) {
                throw new IOException("this system's queue has no end");
            }
        }
        return queue;
    }

    private boolean lengthened() throws IOException {
        var socket = new Socket();
        waiting.add(socket);
        try {
            socket.connect(new InetSocketAddress(server.getInetAddress(), port()), KNOCKED_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /// The port that does not answer.
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try (server) {
            for (var socket : waiting) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
