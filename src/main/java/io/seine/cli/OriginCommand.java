package io.seine.cli;

import io.seine.Seine;
import io.seine.origin.Origin;
import io.seine.origin.OriginSettings;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `seine origin`.
@Command(
        name = "origin",
        mixinStandardHelpOptions = true,
        description = "Serves the flags of 194 countries, slowly and with errors, to try Seine on.")
final class OriginCommand implements Callable<Integer> {
    private static final Pattern DELAY = Pattern.compile("(\\d{1,7})(ms|s)?(?:-(\\d{1,7})(ms|s)?)?");

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8940", description = "Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--delay",
            paramLabel = "MIN[-MAX]",
            defaultValue = "100ms-500ms",
            description = "How long a response waits; default: ${DEFAULT-VALUE}.")
    private String delay;

    @Option(
            names = "--error-rate",
            paramLabel = "R",
            defaultValue = "0.03",
            description = "Share of documents in trouble, 0 to 1; default: ${DEFAULT-VALUE}.")
    private double errorRate;

    OriginCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = settings();
        var interrupted = new CountDownLatch(1);
        try (var seine = Seine.create();
                var origin = Origin.start(seine.system(), settings)) {
            var signals = Signals.handle(interrupted::countDown);
            terminal.out().println("serving on " + origin.url() + "; Ctrl-C ends it");
            interrupted.await();
            return signals.exitCode();
        } catch (BindException e) {
            throw new ParameterException(spec.commandLine(), "--port: " + e.getMessage());
        }
    }

    private OriginSettings settings() {
        var form = DELAY.matcher(delay);
        if (!form.matches()) {
            throw new ParameterException(spec.commandLine(), "--delay wants a form like 100ms-500ms, not " + delay);
        }
        var least = duration(form.group(1), form.group(2));
        var most = form.group(3) == null ? least : duration(form.group(3), form.group(4));
        var usual = OriginSettings.DEFAULT;
        try {
            return new OriginSettings(usual.host(), port, least, most, errorRate, usual.seed());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static Duration duration(String number, String unit) {
        return "s".equals(unit)
                ? Duration.ofSeconds(Long.parseLong(number))
                : Duration.ofMillis(Long.parseLong(number));
    }
}
