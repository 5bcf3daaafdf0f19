package io.seine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Certificates as a client judges them that trusts their root and nobody else.
@Timeout(20)
class TestAuthorityTest {
    private static final String HERE = "ip:127.0.0.1";

    @TempDir
    private Path folder;

    private static int statusOf(TestCertificate certificate, SSLContext trusting) throws Exception {
        try (var origin = ScriptedOrigin.startTls(_ -> Answer.notFound(), certificate.server());
                var client = HttpClient.newBuilder().sslContext(trusting).build()) {
            var request = HttpRequest.newBuilder(URI.create(origin.url("/"))).build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static int statusOf(TestCertificate certificate) throws Exception {
        return statusOf(certificate, certificate.client());
    }

    @Test
    void aSoundCertificateIsTrustedThroughItsIntermediate() throws Exception {
        assertThat(statusOf(TestAuthority.create().issue(HERE))).isEqualTo(404);
    }

    @Test
    void theTrustStoreIsAllThatAClientNeeds() throws Exception {
        var certificate = TestAuthority.create().issue(HERE);
        var file = certificate.trustStore(folder.resolve("trust.p12"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(KeyStore.getInstance(file.toFile(), TestCertificate.PASSWORD.toCharArray()));
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        assertThat(statusOf(certificate, context)).isEqualTo(404);
    }

    @Test
    void withoutTheIntermediateNothingLinksItToTheRoot() throws Exception {
        var certificate = TestAuthority.create().issueWithoutIntermediate(HERE);
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> statusOf(certificate))
                .withMessageContaining("PKIX path building failed");
    }

    @Test
    void anExpiredCertificateIsRefusedForThatReason() throws Exception {
        var certificate = TestAuthority.create().issueExpired(HERE);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> statusOf(certificate))
                .withRootCauseInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void aCertificateForAnotherHostIsRefusedForThatReason() throws Exception {
        var certificate = TestAuthority.create().issue("dns:example.org");
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> statusOf(certificate))
                .withMessageContaining("subject alternative");
    }
}
