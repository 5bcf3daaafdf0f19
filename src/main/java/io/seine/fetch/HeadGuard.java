package io.seine.fetch;

import io.seine.model.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    private static final String RESPONSE = "HTTP/1.";
    private static final int STATUS = "HTTP/1.1 ".length();

    /// A piece that cannot hold enough interim responses to harm the parser.
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
        ///
        /// @return whether they are the first since the last request
        boolean heard();
    }

    HeadGuard(Expectation expectation) {
        this.expectation = expectation;
    }

    /// The guard as a layer of its connection. It reads a piece ahead, so that it sees what comes while nobody asks.
    BidiFlow<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound, NotUsed> layer() {
        return BidiFlow.fromFlows(
                Flow.create(),
                Flow.<SslTlsInbound>create().mapConcat(this::passed).detach());
    }

    private List<SslTlsInbound> passed(SslTlsInbound inbound) {
        var expected = expectation.expected();
        boolean first = expectation.heard();
        if (expected == Expected.BODY || !(inbound instanceof SessionBytes session)) {
            return List.of(inbound);
        } else if (expected == Expected.NOTHING) {
            throw new FetchFault(Kind.PROTOCOL, "bytes came that nobody had asked for");
        }
        beforeHead = session.bytes().size() + (first ? 0 : beforeHead);
        if (beforeHead > MOST_BEFORE_HEAD) {
            throw new FetchFault(Kind.PROTOCOL, "no head of a response within " + MOST_BEFORE_HEAD + " bytes");
        }
        return cut(session);
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
        var text = piece.decodeString(StandardCharsets.ISO_8859_1);
        int interim = interim(text);
        if (interim == 0 && text.startsWith("101", STATUS)) {
            throw new FetchFault(Kind.PROTOCOL, "101 Switching Protocols, which nobody had asked for");
        } else if (interim < 0 || piece.size() <= SMALL) {
            return List.of(piece);
        }
        var pieces = new ArrayList<ByteString>();
        for (int begin = 0; begin < piece.size(); begin += SMALL) {
            pieces.add(piece.slice(begin, Math.min(piece.size(), begin + SMALL)));
        }
        return pieces;
    }

    /// Where the first interim response begins, or -1.
    private static int interim(String text) {
        int at = text.indexOf(RESPONSE);
        while (at >= 0 && !text.startsWith(" 1", at + STATUS - 1)) {
            at = text.indexOf(RESPONSE, at + 1);
        }
        return at;
    }
}
