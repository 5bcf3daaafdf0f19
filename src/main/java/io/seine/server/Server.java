package io.seine.server;

import io.seine.config.Settings;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.event.NoLogging;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import scala.concurrent.duration.FiniteDuration;

/// The HTTP control endpoint, listening.
public final class Server implements AutoCloseable {
    /// How long open connections are granted to finish when the server closes.
    private static final Duration GRACE = Duration.ofSeconds(1);

    /// The database's lock is lost with its connection, and another server could take it.
    private static final Duration LOCK_SEEN_TO_EVERY = Duration.ofSeconds(5);

    private static final FiniteDuration ANSWERED_WITHIN = FiniteDuration.create(60, TimeUnit.SECONDS);
    private static final int MOST_HEADERS = 64;
    private static final int LONGEST_HEADER = 8 * 1024;
    private static final int LONGEST_URI = 8 * 1024;

    private final String host;
    private final Router router;
    private final ServerBinding binding;
    private final Jobs jobs;
    private final Cancellable lockSeenTo;

    private Server(String host, Router router, ServerBinding binding, Jobs jobs, Cancellable lockSeenTo) {
        this.host = host;
        this.router = router;
        this.binding = binding;
        this.jobs = jobs;
        this.lockSeenTo = lockSeenTo;
    }

    /// How long clients may take.
    ///
    /// @param head to get a request's head out, and to ask for anything at all
    /// @param body to send a body that is read whole
    /// @param idle without a byte in either direction
    record Times(Duration head, Duration body, Duration idle) {
        static final Times USUAL = new Times(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    /// Starts a server whose jobs run in `engine`, which stays the caller's, and returns once it listens.
    ///
    /// @param settings what stands under `seine.server`, and under `seine.job` the defaults of the jobs
    /// @throws io.seine.config.SettingsException if the settings cannot be used
    /// @throws io.seine.model.OutputException if its folder cannot be written
    /// @throws BindException if it cannot listen there, for instance because the port is taken
    public static Server start(Engine engine, Settings settings) throws BindException {
        return start(engine, settings, Times.USUAL);
    }

    static Server start(Engine engine, Settings settings, Times times) throws BindException {
        var server = settings.server();
        var seine = engine.seine();
        var system = seine.system();
        var folders = Folders.open(server.root());
        var intake = new Intake(seine, settings, server, folders);
        var roster = new Roster();
        var registry = system.systemActorOf(Registry.create(intake, roster), "seine-registry", Props.empty());
        var jobs = new Jobs(system, registry, roster);
        var router = new Router();
        new JobRoutes(jobs, new Bodies(system, server, times.body()), folders).addTo(router);
        new OutcomeRoutes(system, jobs, folders).addTo(router);
        new EventRoutes(jobs, folders).addTo(router);
        new HostRoutes(jobs, folders).addTo(router);
        new FileRoutes(jobs, folders, settings.job().save().bucket() != null).addTo(router);
        new StreamRoute(seine, intake, folders, server).addTo(router);
        var health = new Health(
                engine.database(), jobs, server.root(), settings.job().save().minFree());
        var guard = new Guard(server);
        new MonitorRoutes(engine.metrics(), jobs, health, guard).addTo(router);
        new PageRoutes().addTo(router);
        var front = new Front(system, guard, router, times.head());
        try {
            var binding = bind(system, server, front, times.idle());
            return new Server(server.host(), router, binding, jobs, seeTo(engine));
        } catch (BindException | RuntimeException e) {
            end(jobs); // before the engine ends what it has taken up, which the registry would write down
            throw e;
        }
    }

    private static Cancellable seeTo(Engine engine) {
        var system = engine.seine().system();
        return system.scheduler()
                .scheduleWithFixedDelay(
                        LOCK_SEEN_TO_EVERY,
                        LOCK_SEEN_TO_EVERY,
                        engine.database()::trouble,
                        system.dispatchers().lookup(DispatcherSelector.blocking()));
    }

    private static void end(Jobs jobs) {
        jobs.close().handle((closed, failure) -> closed).toCompletableFuture().join();
    }

    /// The methods of every path that is served.
    Map<String, Set<String>> table() {
        return router.table();
    }

    private static ServerBinding bind(
            ActorSystem<?> system, io.seine.config.ServerSettings settings, Front front, Duration idle)
            throws BindException {
        try {
            return Http.get(system)
                    .newServerAt(settings.host(), settings.port())
                    .adaptSettings(server -> strict(server, settings, idle))
                    .logTo(NoLogging.getInstance()) // it warns of every stream, which is answered while it is asked
                    .bindFlow(front.flow())
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw notBound(settings, e);
        }
    }

    private static ServerSettings strict(
            ServerSettings server, io.seine.config.ServerSettings settings, Duration idle) {
        var mostIdle = FiniteDuration.create(idle.toMillis(), TimeUnit.MILLISECONDS);
        return server.withTimeouts(
                        server.getTimeouts().withRequestTimeout(ANSWERED_WITHIN).withIdleTimeout(mostIdle))
                .withParsingErrorHandler(ParsingProblems.class.getName())
                .withMaxConnections(settings.maxConnections())
                .withServerHeader(Optional.empty())
                .withTransparentHeadRequests(true)
                .withParserSettings(strict(server.getParserSettings(), settings));
    }

    private static ParserSettings strict(ParserSettings parser, io.seine.config.ServerSettings settings) {
        return parser.withMaxHeaderCount(MOST_HEADERS)
                .withMaxHeaderValueLength(LONGEST_HEADER)
                .withMaxUriLength(LONGEST_URI)
                .withIllegalHeaderWarnings(false)
                .withMaxContentLength(settings.maxBody().bytes());
    }

    private static BindException notBound(io.seine.config.ServerSettings settings, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var reason = String.valueOf(root.getMessage()).replaceFirst("^\\[.*?] ", "");
        var exception =
                new BindException("cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason);
        exception.initCause(failure);
        return exception;
    }

    /// The port it listens on.
    public int port() {
        return binding.localAddress().getPort();
    }

    /// Its address without a path: `http://127.0.0.1:8080`.
    public String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /// Frees the port and drops the connections that are still open after a moment. The jobs go on until the engine
    /// ends them; that is not written down, and the next server on the same folder takes them up.
    @Override
    public void close() {
        lockSeenTo.cancel();
        end(jobs);
        binding.terminate(GRACE)
                .handle((ended, failure) -> ended) // it fails only where the system, and the port with it, is gone
                .toCompletableFuture()
                .join();
    }
}
