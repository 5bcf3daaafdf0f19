package io.seine.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An HTTP proxy on 127.0.0.1 that makes tunnels (`CONNECT`), all to one port of this machine.
public final class TunnelProxy implements AutoCloseable {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final String target;
    private final int port;
    private final String authorization;

    private TunnelProxy(ServerSocket server, String target, int port, String authorization) {
        this.server = server;
        this.target = target;
        this.port = port;
        this.authorization = authorization;
    }

    /// Starts a proxy on a port that is free.
    ///
    /// @param target the only one it makes tunnels to, `host:port`, which are made to `port` of this machine
    /// @param userInfo `user:password` that it wants
    public static TunnelProxy start(String target, int port, String userInfo) throws IOException {
        var authorization = "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.US_ASCII));
        var proxy = new TunnelProxy(new ServerSocket(0, 50, HERE), target, port, authorization);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /// The port it listens on.
    public int port() {
        return server.getLocalPort();
    }

    /// The request lines so far.
    public List<String> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            var head = head(client.getInputStream());
            asked.add(head.lines().findFirst().orElse(""));
            if (!head.contains("Proxy-Authorization: " + authorization)) {
                say(client, "407 Proxy Authentication Required");
            } else if (!head.startsWith("CONNECT " + target + " ")) {
                say(client, "403 Forbidden");
            } else {
                tunnel(client);
            }
        } catch (IOException e) {
            // one of the two has gone
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client has gone");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void say(Socket client, String status) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void tunnel(Socket client) throws IOException {
        try (var origin = new Socket(HERE, port)) {
            say(client, "200 Connection established");
            threads.execute(() -> copy(client, origin));
            copyAll(origin.getInputStream(), client.getOutputStream());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            copyAll(from.getInputStream(), to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one of the two has gone
        }
    }

    private static void copyAll(InputStream from, OutputStream to) throws IOException {
        from.transferTo(to);
    }

    /// Ends it and its tunnels.
    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
