package io.seine.testing;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// One connection of a scripted origin, on the thread that it has for itself.
///
/// Whenever it has nothing to send it reads, which is how it learns at once that the peer has gone. A peer that has
/// shut down its own side only counts as gone, too.
final class Connection {
    private final Socket plain;
    private final Socket spoken;
    private final int number;
    private final Handler handler;
    private final Census census;
    private final RequestReader reader;
    private final OutputStream out;

    /// `spoken` is `plain`, or TLS on top of it.
    Connection(Socket plain, Socket spoken, int number, Handler handler, Census census) throws IOException {
        this.plain = plain;
        this.spoken = spoken;
        this.number = number;
        this.handler = handler;
        this.census = census;
        this.reader = new RequestReader(spoken.getInputStream());
        this.out = new BufferedOutputStream(spoken.getOutputStream());
    }

    /// Answers requests until either side has had enough.
    void converse() throws IOException {
        var peer = (InetSocketAddress) plain.getRemoteSocketAddress();
        var greeting = handler.greeting();
        boolean more = greeting == null || greeting.play(this);
        out.flush();
        while (more) {
            var request = reader.next(number, peer);
            census.requested(request.target());
            more = answer(request).play(this) && !request.header("Connection").equalsIgnoreCase("close");
            out.flush();
        }
    }

    private Answer answer(Request request) throws InterruptedIOException {
        try {
            return handler.answer(request);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the origin is closing");
        } catch (Exception | AssertionError e) {
            census.failed(e);
            return Answer.status(500);
        }
    }

    /// Sends `bytes`, small ones in one go with what follows.
    void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /// Waits, with everything sent before.
    ///
    /// @throws EOFException if the peer ends the connection meanwhile
    void pause(Duration duration) throws IOException {
        out.flush();
        long deadline = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            spoken.setSoTimeout(Math.clamp(left / 1_000_000 + 1, 1, Integer.MAX_VALUE));
            listen();
        }
        spoken.setSoTimeout(0);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the origin is closing");
        }
    }

    private void listen() throws IOException {
        try {
            reader.fill();
        } catch (SocketTimeoutException e) {
            // the time is up
        }
    }

    /// Sends nothing more, with everything sent before, until the peer ends the connection.
    void hold() throws IOException {
        out.flush();
        while (true) {
            reader.fill();
        }
    }

    /// Ends the connection in good order, with everything sent before.
    ///
    /// @throws EOFException always
    void end() throws IOException {
        out.flush();
        spoken.close();
        throw new EOFException("ended");
    }

    /// Ends the connection without the goodbye that TLS wants, with everything sent before.
    ///
    /// @throws EOFException always
    void hangUp() throws IOException {
        out.flush();
        plain.close();
        throw new EOFException("hung up");
    }

    /// Ends the connection with a reset, with everything sent before.
    ///
    /// @throws EOFException always
    void reset() throws IOException {
        out.flush();
        plain.setSoLinger(true, 0);
        plain.close();
        throw new EOFException("reset");
    }
}
