package io.seine.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate made when a test wants one.
///
/// @param server for the origin: presents the certificate, and what links it to the one that vouches for it
/// @param client for a client that trusts who vouches for this certificate and nobody else
/// @param trusted holds who vouches for this certificate, which may be itself
public record TestCertificate(SSLContext server, SSLContext client, KeyStore trusted) {
    /// The password of every file written here.
    public static final String PASSWORD = "changeit";

    /// A certificate for a host, `ip:127.0.0.1` or `dns:example.org`, that signs itself.
    public static TestCertificate forHost(String host) throws IOException {
        try {
            var origin = Party.create("origin");
            var certificate =
                    origin.vouchFor(origin, Party.host(host), Instant.now().minus(Duration.ofDays(1)));
            return of(origin, new Certificate[] {certificate}, certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException("a fresh certificate cannot be used", e);
        }
    }

    /// @param presented the origin's certificate, then each that vouches for the one before
    /// @param root what a client has to trust
    static TestCertificate of(Party origin, Certificate[] presented, Certificate root)
            throws IOException, GeneralSecurityException {
        var own = emptyStore();
        own.setKeyEntry("origin", origin.keys().getPrivate(), PASSWORD.toCharArray(), presented);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        var server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);

        var trusted = emptyStore();
        trusted.setCertificateEntry("root", root);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new TestCertificate(server, client, trusted);
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /// Writes who vouches for this certificate as a PKCS12 file with [#PASSWORD].
    public Path trustStore(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD.toCharArray());
            return file;
        } catch (GeneralSecurityException e) {
            throw new IOException("a fresh trust store cannot be written", e);
        }
    }
}
