package io.seine.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate that signs itself, made by the JDK's `keytool` when a test wants one, in about half a second.
///
/// @param server for the origin: presents the certificate
/// @param client for a client that trusts this certificate and no other
public record TestCertificate(SSLContext server, SSLContext client) {
    private static final String PASSWORD = "changeit";

    /// A certificate for the host in the form of `keytool`, `ip:127.0.0.1` or `dns:example.org`.
    public static TestCertificate forHost(String host) throws IOException {
        var folder = Files.createTempDirectory("seine-certificate");
        var file = folder.resolve("keys.p12");
        try {
            keytool(
                    "-genkeypair",
                    "-alias",
                    "origin",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=origin",
                    "-ext",
                    "san=" + host,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD);
            return of(file);
        } catch (GeneralSecurityException e) {
            throw new IOException("a fresh certificate cannot be used", e);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static void keytool(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Collections.addAll(command, arguments);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            var said = output.readAllAsString().strip();
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("keytool was interrupted", e);
        }
    }

    private static TestCertificate of(Path file) throws IOException, GeneralSecurityException {
        var own = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        var server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);

        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("origin", own.getCertificate("origin"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new TestCertificate(server, client);
    }
}
