package io.seine.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// One request after the other over a connection that stays, with next to no work of this process: two system calls for
/// each, and nothing of a response is looked at but its status and its length.
final class KeptConnection implements AutoCloseable {
    private static final int LONGEST_RESPONSE = 1 << 20;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LENGTH = "\r\nContent-Length: ";

    private final SocketChannel channel;
    private final ByteBuffer response = ByteBuffer.allocate(LONGEST_RESPONSE);

    KeptConnection(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /// Sends a request, and reads the response.
    ///
    /// @throws IOException if the request was refused
    void call(byte[] request) throws IOException {
        channel.write(ByteBuffer.wrap(request));
        response.clear();
        var head = "";
        while (!head.contains(END_OF_HEAD)) {
            read();
            head = new String(response.array(), 0, response.position(), StandardCharsets.ISO_8859_1);
        }
        if (!head.startsWith("HTTP/1.1 2")) {
            throw new IOException(head);
        }
        int length = head.indexOf(LENGTH) + LENGTH.length();
        int body = head.indexOf(END_OF_HEAD) + END_OF_HEAD.length();
        int end = body + Integer.parseInt(head, length, head.indexOf('\r', length), 10);
        while (response.position() < end) {
            read();
        }
        response.flip().position(body);
    }

    /// The body of the last response.
    byte[] body() {
        var body = new byte[response.remaining()];
        response.get(body);
        return body;
    }

    private void read() throws IOException {
        if (channel.read(response) < 0) {
            throw new EOFException();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
