package io.seine.fetch;

import io.seine.config.FetchSettings;
import io.seine.model.Body;
import io.seine.model.WebUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.settings.ClientConnectionSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;

/// The HTTP/1.1 client of one job: its connections, and the settings that they share.
public final class HttpClient implements Exchanges, AutoCloseable {
    /// Pekko HTTP's own limits and complaints make way for ours.
    private static final String CONNECTION = """
            pekko.http.client {
              user-agent-header = ""
              idle-timeout = infinite
              # An end has to outrun the cancellation that it brings about, or bodies that end with their connection break.
              stream-cancellation-delay = 100ms
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

    /// For requests that name none; ours do.
    private static final Host NO_HOST = Host.create("");

    private final ActorSystem<?> system;
    private final Materializer materializer;
    private final FetchSettings settings;
    private final ClientConnectionSettings connectionSettings;
    /// Made once: what it consists of takes longer to put together than a small response takes to come.
    private final BidiFlow<HttpRequest, SslTlsOutbound, SslTlsInbound, HttpResponse, NotUsed> layer;

    private final Resolver resolver;
    private final Requests requests;
    private final SSLContext tls;
    private final Watch watch;
    private final ConnectionPool pool;
    /// Every connection that has not ended, idle or not.
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Path spoolFolder;
    private final AtomicLong files = new AtomicLong();
    private final ContentCoding contentCoding;
    private final Executor blocking;
    private volatile boolean closed;

    /// @param system runs the connections; borrowed
    /// @param spoolFolder takes temporary files, of this client alone; it exists
    /// @param blocking runs what blocks: writing to files
    /// @throws IllegalArgumentException if the trust store cannot be used
    public HttpClient(ActorSystem<?> system, FetchSettings settings, Path spoolFolder, Executor blocking) {
        this(
                system,
                settings,
                spoolFolder,
                blocking,
                Names.ofSystem(settings.deadlines().connect()));
    }

    /// @param names looks up the hosts; closed with this
    HttpClient(ActorSystem<?> system, FetchSettings settings, Path spoolFolder, Executor blocking, Names names) {
        this.system = system;
        this.materializer = SystemMaterializer.get(system).materializer();
        this.settings = settings;
        this.spoolFolder = spoolFolder;
        this.blocking = blocking;
        this.tls = Tls.context(settings.tls());
        this.requests = new Requests(settings);
        this.resolver = Resolver.of(settings, names);
        this.contentCoding = new ContentCoding(settings.maxSize(), settings.spoolAbove(), this::newFile);
        var defaults = ClientConnectionSettings.create(CONNECTION);
        this.connectionSettings =
                defaults.withParserSettings(defaults.getParserSettings().withCustomStatusCodes(ODD_STATUSES));
        this.layer = Http.get(system).clientLayer(NO_HOST, connectionSettings);
        var classic = system.classicSystem();
        this.pool = new ConnectionPool(settings.parallelism(), classic.scheduler(), classic.dispatcher());
        this.watch = new Watch(shortest(settings.deadlines()), classic.scheduler(), classic.dispatcher());
    }

    private static Duration shortest(FetchSettings.Deadlines deadlines) {
        return Collections.min(List.of(deadlines.connect(), deadlines.firstByte(), deadlines.idle()));
    }

    /// Refuses settings that no client can be made with.
    ///
    /// @throws IllegalArgumentException naming the setting
    public static void check(FetchSettings settings) {
        Tls.context(settings.tls());
    }

    @Override
    public Exchange start(WebUrl url, boolean trusted) {
        return new HttpExchange(this, settings, url, trusted).begin();
    }

    HttpRequest request(WebUrl url, boolean trusted) {
        return requests.get(url, trusted);
    }

    /// Where to dial for `url`, in the order to try.
    CompletionStage<List<InetSocketAddress>> addresses(WebUrl url) {
        var proxy = settings.proxy();
        return proxy == null
                ? resolver.addresses(url.host()).thenApply(found -> with(url.port(), found))
                : resolver.addressesOfProxy(proxy.host(), url.host()).thenApply(found -> with(proxy.port(), found));
    }

    private static List<InetSocketAddress> with(int port, List<InetAddress> addresses) {
        return addresses.stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /// Opens a connection to the origin of `url`.
    Connection open(WebUrl url, InetSocketAddress address) {
        var secured = url.scheme().equals("https") ? new Tls(tls, settings.tls(), url.host(), url.port()) : null;
        var connection = new Connection(url.origin(), layer, secured, transport(url, address), materializer);
        connections.add(connection);
        connection.ended().thenRun(() -> connections.remove(connection));
        if (closed) {
            connection.abort(null);
        }
        return connection;
    }

    private Flow<ByteString, ByteString, ? extends CompletionStage<?>> transport(
            WebUrl url, InetSocketAddress address) {
        var proxy = settings.proxy();
        if (proxy != null && url.scheme().equals("https")) {
            return Tunnel.through(proxy, address)
                    .connectTo(url.host(), url.port(), connectionSettings, system.classicSystem());
        }
        return Tcp.get(system)
                .outgoingConnection(address, Optional.empty(), List.of(), true, Optional.empty(), Optional.empty());
    }

    ConnectionPool pool() {
        return pool;
    }

    Watch watch() {
        return watch;
    }

    Materializer materializer() {
        return materializer;
    }

    BodySink bodySink(BodyMeter meter) {
        return new BodySink(meter, settings.spoolAbove(), this::newFile, blocking);
    }

    private Path newFile() {
        return spoolFolder.resolve(files.incrementAndGet() + ".body");
    }

    /// What is in a body of these codings, which is used up; fails with a [FetchFault].
    CompletionStage<Received> decoded(Body coded, List<String> codings) {
        return CompletableFuture.supplyAsync(() -> contentCoding.decoded(coded, codings), blocking);
    }

    /// Closes the idle connections and drops the others; exchanges under way fail.
    @Override
    public void close() {
        closed = true;
        watch.close();
        pool.close();
        connections.forEach(connection -> connection.abort(null));
        resolver.close();
    }
}
