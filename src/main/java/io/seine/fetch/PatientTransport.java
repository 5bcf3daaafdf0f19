package io.seine.fetch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.OutgoingConnection;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// A transport whose peer may send interim responses (1xx, RFC 9110, section 15.2) without end.
///
/// Pekko HTTP's parser calls itself for every interim response that arrived in the same piece: a thousand of them
/// overflow the stack, which ends the process. So pieces that hold any are cut into small ones.
final class PatientTransport extends ClientTransport {
    private static final byte[] INTERIM = "HTTP/1.1 1".getBytes(StandardCharsets.US_ASCII);
    private static final int MINOR_VERSION = 7;
    private static final int SMALL = 512;

    private final ClientTransport transport;

    PatientTransport(ClientTransport transport) {
        this.transport = transport;
    }

    @Override
    public Flow<ByteString, ByteString, CompletionStage<OutgoingConnection>> connectTo(
            String host, int port, ClientConnectionSettings settings, ActorSystem system) {
        return transport.connectTo(host, port, settings, system).mapConcat(PatientTransport::pieces);
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
