package io.seine.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A client that shows the bytes of an answer and how the connection ended.
final class RawClient implements AutoCloseable {
    private final Socket socket;

    RawClient(ScriptedOrigin origin) throws IOException {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), origin.port());
        socket.setSoTimeout(5_000);
    }

    /// Sends a GET request for `target`.
    RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /// Sends `text` as it is.
    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /// The next `count` bytes.
    String read(int count) throws IOException {
        return new String(in().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /// The next line, with its end.
    String line() throws IOException {
        var line = new StringBuilder();
        while (line.indexOf("\n") < 0) {
            line.append(read(1));
        }
        return line.toString();
    }

    /// Everything up to the end of the connection, and `[reset]` if it is a reset.
    String rest() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            in().transferTo(bytes);
        } catch (SocketException e) {
            return bytes.toString(StandardCharsets.ISO_8859_1) + "[reset]";
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /// Ends the connection with a reset.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private InputStream in() throws IOException {
        return socket.getInputStream();
    }
}
