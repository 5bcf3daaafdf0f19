package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.WebUrl;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;

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
                modeled-header-parsing = off
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

    /// Statuses that no standard knows and some sites send, 999 above all.
    private static final StatusCode[] ODD_STATUSES = IntStream.rangeClosed(600, 999)
            .mapToObj(code -> StatusCodes.custom(code, "Unknown", "", false, true))
            .toArray(StatusCode[]::new);

    private final Http http;
    private final Materializer materializer;
    private final FetchSettings settings;
    private final ClientConnectionSettings connectionSettings;
    private final SSLContext tls;
    private final ConnectionPool pool;
    /// Every connection that has not ended, idle or not.
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Path spoolFolder;
    private final Executor blocking;
    private volatile boolean closed;

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
        var defaults = ClientConnectionSettings.create(CONNECTION);
        this.connectionSettings = defaults.withParserSettings(
                        defaults.getParserSettings().withCustomStatusCodes(ODD_STATUSES))
                .withConnectingTimeout(settings.deadlines().connect())
                .withTransport(new PatientTransport(
                        ClientTransport.withCustomResolver((host, port) -> resolver.resolve(host, (Integer) port))));
        this.tls = Tls.context(settings.tlsVerify());
    }

    @Override
    public Exchange start(WebUrl url, boolean trusted) {
        return new HttpExchange(this, settings, url, trusted).begin();
    }

    /// Opens a connection to the origin of `url`.
    Connection connect(WebUrl url) {
        var secured = url.scheme().equals("https") ? Tls.create(tls, settings.tlsVerify()) : null;
        var target = http.connectionTo(url.host()).toPort(url.port()).withClientConnectionSettings(connectionSettings);
        var flow = secured == null
                ? target.http()
                : target.withCustomHttpsConnectionContext(secured.forConnection())
                        .https();
        var connection = new Connection(url.origin(), flow, secured, materializer);
        connections.add(connection);
        connection.ended().thenRun(() -> connections.remove(connection));
        if (closed) {
            connection.abort();
        }
        return connection;
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

    /// Closes the idle connections and drops the others; exchanges under way fail.
    @Override
    public void close() {
        closed = true;
        pool.close();
        connections.forEach(Connection::abort);
    }
}
