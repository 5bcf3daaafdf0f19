package io.seine.fetch;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.jspecify.annotations.Nullable;

/// The TLS of one connection: whether it stands, and what broke it, which gets lost on the way through the stream.
final class Tls {
    private static final String NO_PROTOCOL = "NONE";

    private final SSLContext context;
    private final boolean verify;
    private volatile @Nullable SSLEngine engine;

    private Tls(SSLContext context, boolean verify) {
        this.context = context;
        this.verify = verify;
    }

    /// What makes the context for all connections of a client.
    ///
    /// @param verify whether certificates and host names are checked
    static SSLContext context(boolean verify) {
        try {
            return verify ? SSLContext.getDefault() : trusting();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        return context;
    }

    /// For the next connection.
    static Tls create(SSLContext context, boolean verify) {
        return new Tls(context, verify);
    }

    /// What Pekko HTTP makes the connection with.
    HttpsConnectionContext forConnection() {
        return ConnectionContext.httpsClient(this::newEngine);
    }

    private SSLEngine newEngine(String host, int port) {
        var created = context.createSSLEngine(host, port);
        created.setUseClientMode(true);
        if (verify) {
            var parameters = created.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            created.setSSLParameters(parameters);
        }
        engine = created;
        return created;
    }

    /// Whether the handshake is done.
    boolean stands() {
        var current = engine;
        return current != null && !current.getSession().getProtocol().equals(NO_PROTOCOL);
    }

    /// What broke it. Only to be asked once the connection has ended: it starts a handshake, to which a broken engine
    /// answers with the reason.
    Optional<Throwable> failure() {
        var current = engine;
        if (current == null || stands()) {
            return Optional.empty();
        }
        try {
            current.beginHandshake();
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.ofNullable(e.getCause());
        }
    }

    /// `tls.verify = false`, which the job's owner asked for.
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
