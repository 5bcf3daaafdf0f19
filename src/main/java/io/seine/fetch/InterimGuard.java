package io.seine.fetch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// A layer between TLS and HTTP that lets an origin send interim responses (1xx, RFC 9110, section 15.2) without end.
///
/// Pekko HTTP's parser calls itself for every interim response that arrived in the same piece: a thousand of them
/// overflow the stack, which ends the process. So pieces that hold any are cut into small ones.
final class InterimGuard {
    private static final byte[] INTERIM = "HTTP/1.1 1".getBytes(StandardCharsets.US_ASCII);
    private static final int MINOR_VERSION = 7;
    private static final int SMALL = 512;

    private InterimGuard() {}

    /// @param headAwaited whether the next bytes can be the head of a response, interim or not
    static BidiFlow<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound, NotUsed> layer(
            BooleanSupplier headAwaited) {
        return BidiFlow.fromFlows(
                Flow.create(),
                Flow.<SslTlsInbound>create()
                        .mapConcat(inbound -> inbound instanceof SessionBytes bytes && headAwaited.getAsBoolean()
                                ? cut(bytes)
                                : List.of(inbound)));
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
        if (piece.size() <= SMALL || !mentionsInterim(piece.toArrayUnsafe())) {
            return List.of(piece);
        }
        var pieces = new ArrayList<ByteString>();
        for (int begin = 0; begin < piece.size(); begin += SMALL) {
            pieces.add(piece.slice(begin, Math.min(piece.size(), begin + SMALL)));
        }
        return pieces;
    }

    private static boolean mentionsInterim(byte[] bytes) {
        for (int begin = 0; begin <= bytes.length - INTERIM.length; begin++) {
            if (bytes[begin] == INTERIM[0] && interimAt(bytes, begin)) {
                return true;
            }
        }
        return false;
    }

    private static boolean interimAt(byte[] bytes, int begin) {
        for (int i = 1; i < INTERIM.length; i++) {
            if (i != MINOR_VERSION && bytes[begin + i] != INTERIM[i]) {
                return false;
            }
        }
        return true;
    }
}
