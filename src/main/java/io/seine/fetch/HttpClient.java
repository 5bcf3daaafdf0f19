package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.WebUrl;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.UUID;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.jspecify.annotations.Nullable;

/// The HTTP/1.1 client of one job: its connections, and the settings that they share.
public final class HttpClient implements Exchanges, AutoCloseable {
    /// Pekko HTTP's own limits and complaints make way for ours.
    private static final String CONNECTION = """
            pekko.http.client {
              user-agent-header = ""
              idle-timeout = infinite
              stream-cancellation-delay = 0s
              socket-options.so-receive-buffer-size = undefined
              parsing {
                max-header-count = 1000
                max-header-value-length = 64k
                max-response-reason-length = 1000
                max-content-length = infinite
                max-to-strict-bytes = infinite
                illegal-header-warnings = off
                illegal-response-header-name-processing-mode = ignore
                illegal-response-header-value-processing-mode = ignore
                conflicting-content-type-header-processing-mode = first
              }
            }
            """;

    private final Http http;
    private final Materializer materializer;
    private final FetchSettings settings;
    private final ClientConnectionSettings connectionSettings;
    /// For `tls.verify = false`; null where certificates are checked.
    private final @Nullable HttpsConnectionContext unverified;
    private final ConnectionPool pool;
    private final Path spoolFolder;
    private final Executor blocking;

    /// @param system runs the connections; borrowed
    /// @param spoolFolder takes temporary files; it exists
    /// @param blocking runs what blocks: name look-ups and writing to files
    public HttpClient(ActorSystem<?> system, FetchSettings settings, Path spoolFolder, Executor blocking) {
        this.http = Http.get(system);
        this.materializer = SystemMaterializer.get(system).materializer();
        this.settings = settings;
        this.spoolFolder = spoolFolder;
        this.blocking = blocking;
        var classic = system.classicSystem();
        this.pool = new ConnectionPool(classic.scheduler(), classic.dispatcher());
        var resolver = new Resolver(new AddressPolicy(settings.allowAddresses()), blocking);
        this.connectionSettings = ClientConnectionSettings.create(CONNECTION)
                .withConnectingTimeout(settings.deadlines().connect())
                .withTransport(
                        ClientTransport.withCustomResolver((host, port) -> resolver.resolve(host, (Integer) port)));
        this.unverified = settings.tlsVerify() ? null : unverified();
    }

    @Override
    public Exchange start(WebUrl url, boolean trusted) {
        return new HttpExchange(this, settings, url, trusted).begin();
    }

    /// Opens a connection to the origin of `url`.
    Connection connect(WebUrl url) {
        var target = http.connectionTo(url.host()).toPort(url.port()).withClientConnectionSettings(connectionSettings);
        if (unverified != null) {
            target = target.withCustomHttpsConnectionContext(unverified);
        }
        var flow = url.scheme().equals("https") ? target.https() : target.http();
        return new Connection(url.origin(), flow, materializer);
    }

    ConnectionPool pool() {
        return pool;
    }

    Materializer materializer() {
        return materializer;
    }

    BodySink bodySink() {
        return new BodySink(settings.spoolAbove(), () -> spoolFolder.resolve(UUID.randomUUID() + ".body"), blocking);
    }

    private static HttpsConnectionContext unverified() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            return ConnectionContext.httpsClient((host, port) -> engine(context, host, port));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLEngine engine(SSLContext context, String host, int port) {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        return engine;
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

    /// Closes the idle connections; exchanges under way end by themselves.
    @Override
    public void close() {
        pool.close();
    }
}
