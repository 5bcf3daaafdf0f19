package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static Kind kind(Throwable failure) {
        return Faults.of(failure).kind();
    }

    @Test
    void theCauseInsideAClosedConnectionTellsTheKind() {
        assertThat(kind(new Connection.Closed(new SSLHandshakeException("no trust"))))
                .isEqualTo(Kind.TLS);
        assertThat(kind(new Connection.Closed(new ConnectException("refused")))).isEqualTo(Kind.CONNECT);
        assertThat(kind(new CompletionException(new FetchFault(Kind.DNS, "no such host"))))
                .isEqualTo(Kind.DNS);
        assertThat(kind(new Connection.Closed(null))).isEqualTo(Kind.CONNECT);
    }

    @Test
    void anExchangeThatDiedWithItsEngineIsCancelledSoThatALaterRunTakesItUp() {
        var stopped = new AbruptStageTerminationException(null);
        assertThat(kind(new Connection.Closed(stopped))).isEqualTo(Kind.CANCELLED);
        assertThat(Faults.ofBody(stopped, 7).kind()).isEqualTo(Kind.CANCELLED);
    }

    @Test
    void aBodyThatBrokeOffIsTruncatedUnlessWeBrokeItOff() {
        assertThat(Faults.ofBody(new IOException("reset"), 7).kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(Faults.ofBody(new FetchFault(Kind.TOO_LARGE, "too large"), 7).kind())
                .isEqualTo(Kind.TOO_LARGE);
    }
}
