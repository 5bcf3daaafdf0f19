package io.seine.cli;

import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.server.Engine;
import io.seine.server.Server;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `seine serve`.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Takes jobs over HTTP, runs them, and lets them be watched and steered.")
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Configuration: seine.server, and under seine.job the defaults of the jobs; default: none.")
    private @Nullable Path file;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on; default: 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on, 0 for any; default: 8080.")
    private @Nullable Integer port;

    @Option(names = "--root", paramLabel = "DIR", description = "Where everything is kept; default: ./seine-data.")
    private @Nullable Path root;

    @Mixin
    private JobOptions jobOptions;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = settings();
        settings.server(); // its mistakes are told before anything starts
        settings.job();
        var interrupted = new CountDownLatch(1);
        try (var engine = Engine.open(settings);
                var server = Server.start(engine, settings)) {
            var signals = Signals.handle(interrupted::countDown);
            terminal.out().println("listening on " + server.url() + "; Ctrl-C ends it");
            interrupted.await();
            terminal.err().println("ending: jobs go on when the server starts again; Ctrl-C to stop at once");
            return signals.exitCode();
        } catch (BindException e) {
            throw new SettingsException(List.of("seine.server.port: " + e.getMessage()));
        }
    }

    private Settings settings() {
        var settings = jobOptions.over(
                file == null ? Settings.defaults() : Settings.defaults().file(file));
        settings = JobOptions.with(settings, "seine.server.host", host);
        settings = JobOptions.with(settings, "seine.server.port", port);
        return JobOptions.with(settings, "seine.server.root", root);
    }
}
