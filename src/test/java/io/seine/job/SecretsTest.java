package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.seine.Seine;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import io.seine.testing.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// Credentials, cookies and headers of a job go where they belong, and nowhere else.
@Timeout(30)
class SecretsTest {
    private static final byte[] CONTENT = {1};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "fetch.auth.bearer, s3cr3t.t0ken==, authorization, Bearer s3cr3t.t0ken==, s3cr3t",
        "fetch.auth.basic, me:s3cr3t, authorization, Basic bWU6czNjcjN0, bWU6czNjcjN0",
        "fetch.cookies.session, s3cr3t, cookie, session=s3cr3t, s3cr3t",
        "fetch.headers.X-Key, s3cr3t, x-key, s3cr3t, s3cr3t"
    })
    void aSecretIsSentToItsOriginAndToldNobody(String key, String value, String header, String sent, String secret)
            throws Exception {
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        var log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.addAppender(logged);
        List<Request> here = new CopyOnWriteArrayList<>();
        List<Request> there = new CopyOnWriteArrayList<>();
        try (var other = ScriptedOrigin.start(request -> {
                    there.add(request);
                    return Answer.ok(CONTENT, "image/gif");
                });
                var origin = ScriptedOrigin.start(request -> {
                    here.add(request);
                    return switch (request.path()) {
                        case "/0" -> Answer.ok(CONTENT, "image/gif");
                        case "/1" -> Answer.redirect(302, other.url("/elsewhere"));
                        case "/2" -> Answer.redirect(302, "/0");
                        default -> Answer.garbage();
                    };
                });
                var seine = Seine.create()) {
            var batch = Batch.of(folder, 4, i -> origin.url("/" + i)).with(key, value);
            var settings = batch.job();
            var status = Batch.end(seine.run(settings));
            assertThat(status.count(Status.SAVED)).isEqualTo(3);
            assertThat(here).allSatisfy(request -> assertThat(request.headers()).containsEntry(header, sent));
            assertThat(there)
                    .singleElement()
                    .satisfies(request -> assertThat(request.headers()).doesNotContainKey(header));
            assertThat(settings + " " + status).doesNotContain(secret);
            assertThat(batch.ledger().toString()).doesNotContain(secret);
            assertNowhere(secret);
        } finally {
            log.detachAppender(logged);
        }
        assertThat(logged.list)
                .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.DEBUG)
                        && event.getFormattedMessage().contains(secret));
    }

    private void assertNowhere(String secret) throws IOException {
        try (var files = Files.walk(folder.resolve("out"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
            }
        }
    }

    @Test
    void aRecordOfWhatCameUnverifiedSaysSo() throws Exception {
        var certificate = TestCertificate.forHost("ip:127.0.0.1");
        try (var origin = ScriptedOrigin.startTls(request -> Answer.ok(CONTENT, "image/gif"), certificate.server());
                var plain = ScriptedOrigin.start(request -> Answer.ok(CONTENT, "image/gif"));
                var seine = Seine.create()) {
            var batch = Batch.of(folder, 2, i -> i == 0 ? origin.url("/") : plain.url("/"))
                    .with("fetch.tls.verify", false);
            Batch.end(seine.run(batch.job()));
            assertThat(Files.readAllLines(batch.out().resolve("ledger.jsonl")))
                    .filteredOn(line -> line.contains("\"tls_verified\":false"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("\"index\":0"));
            assertThat(batch.ledger())
                    .allSatisfy(outcome -> assertThat(outcome.transfer().verified())
                            .isEqualTo(outcome.item().index() == 1));
        }
    }
}
