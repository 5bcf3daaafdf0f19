package io.seine.fetch;

import io.seine.model.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// A layer between TLS and HTTP that guards Pekko HTTP's parser of responses.
///
/// The parser calls itself for every interim response (1xx, RFC 9110, section 15.2) that arrived in the same piece: a
/// thousand of them overflow the stack, which ends the process. So pieces that hold any are cut into small ones. It
/// waits for the response after a `101`, which never comes. It takes bytes behind a response for the next one. And
/// between the responses that it skips it would go on for ever.
final class HeadGuard {
    /// How much may come before the head of the response is there: about twice what curl and browsers allow.
    static final int MOST_BEFORE_HEAD = 1 << 19;

    private static final byte[] INTERIM = "HTTP/1.1 1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SWITCHING = "01".getBytes(StandardCharsets.US_ASCII);
    private static final int MINOR_VERSION = 7;
    private static final int SMALL = 512;

    private final Expectation expectation;
    private long beforeHead;

    /// What a connection expects to come next.
    enum Expected {
        /// Nothing: it is idle.
        NOTHING,
        /// The head of a response, and interim ones before it.
        HEAD,
        /// A body.
        BODY
    }

    /// What a connection tells the guard, and is told.
    interface Expectation {
        Expected expected();

        /// Bytes have come.
        void heard();
    }

    HeadGuard(Expectation expectation) {
        this.expectation = expectation;
    }

    /// The guard as a layer of its connection.
    BidiFlow<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound, NotUsed> layer() {
        return BidiFlow.fromFlows(Flow.create(), Flow.<SslTlsInbound>create().mapConcat(this::passed));
    }

    private List<SslTlsInbound> passed(SslTlsInbound inbound) {
        var expected = expectation.expected();
        expectation.heard();
        if (expected == Expected.BODY || !(inbound instanceof SessionBytes session)) {
            beforeHead = 0;
            return List.of(inbound);
        }
        beforeHead += session.bytes().size();
        check(expected, session.bytes());
        return cut(session);
    }

    private void check(Expected expected, ByteString bytes) {
        if (expected == Expected.NOTHING) {
            throw new FetchFault(Kind.PROTOCOL, "bytes came that nobody had asked for");
        } else if (switches(bytes)) {
            throw new FetchFault(Kind.PROTOCOL, "101 Switching Protocols, which nobody had asked for");
        } else if (beforeHead > MOST_BEFORE_HEAD) {
            throw new FetchFault(Kind.PROTOCOL, "no head of a response within " + MOST_BEFORE_HEAD + " bytes");
        }
    }

    private static List<SslTlsInbound> cut(SessionBytes inbound) {
        var pieces = pieces(inbound.bytes());
        return pieces.size() == 1
                ? List.of(inbound)
                : pieces.stream()
                        .<SslTlsInbound>map(piece -> new SessionBytes(inbound.session(), piece))
                        .toList();
    }

    static List<ByteString> pieces(ByteString piece) {
        if (piece.size() <= SMALL || interim(piece.toArrayUnsafe()) < 0) {
            return List.of(piece);
        }
        var pieces = new ArrayList<ByteString>();
        for (int begin = 0; begin < piece.size(); begin += SMALL) {
            pieces.add(piece.slice(begin, Math.min(piece.size(), begin + SMALL)));
        }
        return pieces;
    }

    /// Where the first interim response begins, or -1.
    private static int interim(byte[] bytes) {
        for (int begin = 0; begin <= bytes.length - INTERIM.length; begin++) {
            if (bytes[begin] == INTERIM[0] && interimAt(bytes, begin)) {
                return begin;
            }
        }
        return -1;
    }

    private static boolean interimAt(byte[] bytes, int begin) {
        for (int i = 1; i < INTERIM.length; i++) {
            if (i != MINOR_VERSION && bytes[begin + i] != INTERIM[i]) {
                return false;
            }
        }
        return true;
    }

    /// Whether the first response in it is a 101.
    private static boolean switches(ByteString piece) {
        var bytes = piece.toArrayUnsafe();
        int code = interim(bytes) + INTERIM.length;
        return code >= INTERIM.length
                && code + SWITCHING.length <= bytes.length
                && Arrays.equals(bytes, code, code + SWITCHING.length, SWITCHING, 0, SWITCHING.length);
    }
}
