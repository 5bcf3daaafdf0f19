package io.seine.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A client that sends what no library would, and reads when it likes.
final class RawSocket implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    RawSocket(int port) throws IOException {
        socket.setReceiveBufferSize(8192); // so that one that does not read is felt soon
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawSocket send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// Sends a head; the server is called by its own name.
    RawSocket head(String requestLine, String... headers) throws IOException {
        var host = "Host: 127.0.0.1:" + socket.getPort() + "\r\n";
        var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send(requestLine + " HTTP/1.1\r\n" + host + more + "\r\n");
    }

    /// Sends `text` as a chunk (RFC 9112, section 7.1).
    RawSocket chunk(String text) throws IOException {
        return send(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
    }

    /// Sends nothing more, and still listens.
    RawSocket end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /// The next line without its end.
    String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection has ended behind: " + line);
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /// Reads up to a line that begins so, and returns it.
    String lineThatBegins(String begin) throws IOException {
        var line = line();
        while (!line.startsWith(begin)) {
            line = line();
        }
        return line;
    }

    /// Everything up to the end of the connection.
    String rest() throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketException e) {
            // a reset is an end, too
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// The status of the response; 0 where there is none.
    int status() throws IOException {
        var head = rest();
        return head.isEmpty() ? 0 : Integer.parseInt(head.substring(9, 12));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
