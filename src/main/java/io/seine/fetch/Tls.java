package io.seine.fetch;

import io.seine.config.FetchSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.TLS;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// The TLS of one connection: whether it stands, and what broke it, which gets lost on the way through the stream.
final class Tls {
    private static final String NO_PROTOCOL = "NONE";

    private final SSLContext context;
    private final FetchSettings.Tls settings;
    private final String host;
    private final int port;
    private final CompletableFuture<Void> secured = new CompletableFuture<>();
    private volatile @Nullable SSLEngine engine;

    /// For one connection.
    ///
    /// @param context what [#context] made
    /// @param host the name that the certificate has to carry
    Tls(SSLContext context, FetchSettings.Tls settings, String host, int port) {
        this.context = context;
        this.settings = settings;
        this.host = host;
        this.port = port;
    }

    /// What all connections of a client share.
    ///
    /// @throws IllegalArgumentException if the trust store cannot be used, naming it
    static SSLContext context(FetchSettings.Tls settings) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust(settings), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has TLS
        }
    }

    private static TrustManager @Nullable [] trust(FetchSettings.Tls settings) {
        if (!settings.verify()) {
            return new TrustManager[] {new TrustsAll()};
        }
        var file = settings.trustStore();
        return file == null ? null : trustManagers(file, settings);
    }

    private static TrustManager[] trustManagers(Path file, FetchSettings.Tls settings) {
        var password = settings.trustStorePassword();
        try {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new IOException("there is no such file, or it may not be read");
            }
            var store = KeyStore.getInstance(
                    file.toFile(), password == null ? null : password.value().toCharArray());
            if (store.size() == 0) {
                throw new IOException("it holds no certificate; does it take a password?");
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("fetch.tls.trust-store " + file + ": " + e.getMessage(), e);
        }
    }

    /// The layer between TCP and HTTP.
    BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> layer() {
        return TLS.create(this::newEngine, session -> secured.complete(null), TLSClosing.eagerClose());
    }

    private SSLEngine newEngine() {
        var created = context.createSSLEngine(host, port);
        created.setUseClientMode(true);
        created.setEnabledProtocols(Stream.of(FetchSettings.Tls.Version.values())
                .filter(version -> version.compareTo(settings.minVersion()) >= 0)
                .map(FetchSettings.Tls.Version::protocol)
                .toArray(String[]::new));
        if (settings.verify()) {
            var parameters = created.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            created.setSSLParameters(parameters);
        }
        engine = created;
        return created;
    }

    /// Done when the handshake is.
    CompletionStage<Void> secured() {
        return secured;
    }

    /// What broke it. Only to be asked once the connection has ended: it starts a handshake, to which a broken engine
    /// answers with the reason.
    Optional<Throwable> failure() {
        var current = engine;
        if (current == null || !current.getSession().getProtocol().equals(NO_PROTOCOL)) {
            return Optional.empty();
        }
        try {
            current.beginHandshake();
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.ofNullable(e.getCause());
        }
    }

    /// `tls.verify = false`, which the job's owner asked for. The extended kind, because the platform adds checks of
    /// its own to any other.
    private static final class TrustsAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
