package io.seine.fetch;

import io.seine.model.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.IllegalResponseException;
import org.apache.pekko.stream.AbruptStreamTerminationException;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.SubscriptionWithCancelException;

/// Tells what the libraries' exceptions mean for an item.
final class Faults {
    // How messages of the libraries begin.

    /// A connection ends too soon.
    private static final String CUT_IN_HEAD = "Illegal HTTP message start";

    private static final String CUT_IN_BODY = "Entity stream truncation";

    /// The peer speaks TLS before it is spoken to.
    private static final String STUCK_HANDSHAKE = "Stuck in unwrap loop";

    private Faults() {}

    /// The kind and the message of what kept a response from coming.
    static FetchFault of(Throwable failure) {
        return causes(failure)
                .flatMap(cause -> known(cause).stream())
                .findFirst()
                .orElseGet(() -> new FetchFault(Kind.INTERNAL, failure.toString()));
    }

    private static Optional<FetchFault> known(Throwable cause) {
        return switch (cause) {
            case FetchFault fault -> Optional.of(fault);
            case AbruptStreamTerminationException stopped -> // a later run takes the item up
                Optional.of(new FetchFault(Kind.CANCELLED, "the engine was stopped"));
            case IllegalStateException stuck
            when String.valueOf(stuck.getMessage()).startsWith(STUCK_HANDSHAKE) ->
                Optional.of(new FetchFault(Kind.TLS, "the handshake leads nowhere"));
            case SSLException tls -> Optional.of(new FetchFault(Kind.TLS, String.valueOf(tls.getMessage())));
            case IllegalResponseException illegal
            when String.valueOf(illegal.getMessage()).startsWith(CUT_IN_HEAD) ->
                Optional.of(new FetchFault(Kind.CONNECT, "closed within the head of the response"));
            case IllegalResponseException illegal ->
                Optional.of(new FetchFault(Kind.PROTOCOL, "not HTTP: " + illegal.getMessage()));
            case ConnectException refused ->
                Optional.of(new FetchFault(Kind.CONNECT, String.valueOf(refused.getMessage())));
            case StreamTcpException tcp
            when String.valueOf(tcp.getMessage()).startsWith("Connect timeout") ->
                Optional.of(new FetchFault(Kind.TIMEOUT_CONNECT, "not connected in time"));
            case StreamTcpException tcp -> Optional.of(new FetchFault(Kind.CONNECT, root(tcp)));
            case Connection.Closed closed
            when causes(closed).noneMatch(Faults::told) -> Optional.of(new FetchFault(Kind.CONNECT, root(closed)));
            case IOException io -> Optional.of(new FetchFault(Kind.CONNECT, root(io)));
            default -> Optional.empty();
        };
    }

    /// Whether an exception inside a closed connection tells more than that it was closed.
    private static boolean told(Throwable cause) {
        return cause instanceof FetchFault
                || cause instanceof SSLException
                || cause instanceof IllegalStateException
                || cause instanceof IllegalResponseException
                || cause instanceof AbruptStreamTerminationException;
    }

    /// What broke a body off on the way.
    static FetchFault ofBody(Throwable failure, long bytes) {
        return causes(failure)
                .flatMap(cause -> knownOfBody(cause).stream())
                .findFirst()
                .orElseGet(() -> new FetchFault(Kind.TRUNCATED, "the body broke off after " + bytes + " bytes"));
    }

    private static Optional<FetchFault> knownOfBody(Throwable cause) {
        return switch (cause) {
            case FetchFault fault -> Optional.of(fault);
            case AbruptStreamTerminationException stopped -> known(stopped);
            case EntityStreamException broken
            when !String.valueOf(broken.getMessage()).startsWith(CUT_IN_BODY) ->
                Optional.of(new FetchFault(Kind.PROTOCOL, "not HTTP: " + broken.getMessage()));
            default -> Optional.empty();
        };
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }

    private static String root(Throwable failure) {
        var last = causes(failure).reduce((first, second) -> second).orElse(failure);
        if (last instanceof SubscriptionWithCancelException) {
            return "the connection was closed";
        }
        var message = last.getMessage();
        return message == null ? last.toString() : message;
    }
}
