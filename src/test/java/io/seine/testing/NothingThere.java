package io.seine.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/// The simplest origin there is, for sockets that a test has to make itself.
public final class NothingThere {
    private static final String ANSWER = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    private NothingThere() {}

    /// Answers the first request of the first connection with 404.
    public static void say(ServerSocket server) {
        try (var socket = server.accept()) {
            if (socket.getInputStream().read() >= 0) {
                socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // the client has gone, or no handshake succeeded
        }
    }
}
