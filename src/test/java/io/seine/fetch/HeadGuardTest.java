package io.seine.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadGuardTest {
    private static final String INTERIM = "HTTP/1.1 100 Continue\r\n\r\n";

    @TempDir
    Path folder;

    @Test
    void anOriginThatFloodsInterimResponsesHarmsNobody() {
        var flood = INTERIM.repeat(5_000) + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        try (var origin = ScriptedOrigin.start(request -> Answer.raw(flood));
                var seine = Seine.create()) {
            var job = seine.run(Settings.defaults()
                    .set("seine.job.source.urls", List.of(origin.url("/a"), origin.url("/b")))
                    .set("seine.job.decode.mode", "none")
                    .set("seine.job.save.directory", folder.toString())
                    .set("seine.job.fetch.allow-addresses", List.of("127.0.0.0/8"))
                    .job());
            assertThat(job.done().join().count(Status.SAVED)).isEqualTo(2);
        }
    }

    @Test
    void onlyPiecesThatHoldInterimResponsesAreCut() {
        var body = ByteString.fromString("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5_000));
        assertThat(HeadGuard.pieces(body)).containsExactly(body);
        var flood = ByteString.fromString(INTERIM.repeat(100));
        var pieces = HeadGuard.pieces(flood);
        assertThat(pieces).hasSize(5);
        assertThat(pieces.stream().reduce(ByteString.emptyByteString(), ByteString::concat))
                .isEqualTo(flood);
    }
}
