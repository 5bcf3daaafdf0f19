package io.seine.cli;

import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import io.seine.Seine;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.origin.Origin;
import io.seine.origin.OriginSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `seine train`: for the launcher, which runs it once after each build, so that the JVM can note which classes a haul
/// loads and how its methods are used (JEP 514, JEP 515). It takes thousands of items until the optimizing compiler has
/// seen what makes up a download, and hundreds of calls for a server; later processes have it compiled at once. What it
/// hauls are JPEGs of a usual size, since the JVM compiles a method as its first pictures have shown it to be used.
@Command(
        name = "train",
        hidden = true,
        description = "Makes pictures of a few flags, and hauls these many times over, without delays and errors.")
final class TrainCommand implements Callable<Integer> {
    private static final int ROWS_PER_CALL = 40;
    private static final List<String> FLAGS =
            List.of("br/br.gif", "fr/fr.gif", "in/in.gif", "jp/jp.gif", "us/us.gif", "za/za.gif");

    /// Pixels.
    private static final int USUAL_SIDE = 640;

    private static final int SMALL_SIDE = 32;

    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "An empty folder to work in.")
    private Path directory;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "10000", description = "How many.")
    private int rows;

    @Mixin
    private RunOptions runOptions;

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (var seine = Seine.create(Settings.defaults())) {
            var pictures = directory.resolve("pictures");
            int exitCode = makePictures(seine, pictures);
            if (exitCode == ExitCode.OK) {
                exitCode = haulPictures(seine, pictures);
            }
            Rehearsal.run(directory.resolve("server"), rows / ROWS_PER_CALL);
            return exitCode;
        } catch (BindException e) {
            throw new SettingsException(List.of("no port is free on the loopback: " + e.getMessage()));
        }
    }

    private int makePictures(Seine seine, Path to) throws InterruptedException, IOException {
        var usual = OriginSettings.DEFAULT;
        var prompt = new OriginSettings(usual.host(), 0, Duration.ZERO, Duration.ZERO, 0, usual.seed());
        try (var origin = Origin.start(seine.system(), prompt)) {
            return haul(seine, FLAGS.stream().map(flag -> origin.url() + "/flags/" + flag), USUAL_SIDE, to);
        }
    }

    private int haulPictures(Seine seine, Path pictures) throws InterruptedException, IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = SimpleFileServer.createFileServer(address, pictures.toAbsolutePath(), OutputLevel.NONE);
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            var urls =
                    IntStream.range(0, rows).mapToObj(row -> "%s/%09d.jpg?%d".formatted(url, row % FLAGS.size(), row));
            return haul(seine, urls, SMALL_SIDE, directory.resolve("out"));
        } finally {
            server.stop(0);
        }
    }

    private int haul(Seine seine, Stream<String> urls, int side, Path to) throws InterruptedException, IOException {
        var list = Files.write(Path.of(to + ".txt"), urls.toList());
        var settings = Settings.defaults()
                .text("""
                        seine.job {
                          schedule.per-host.parallelism = 64
                          fetch.allow-addresses = ["127.0.0.0/8"]
                          decode { mode = transform, format = jpeg, resize.mode = keep-ratio }
                        }
                        """)
                .set("seine.job.decode.resize.size", side)
                .setText("seine.job.source.path", list.toString())
                .setText("seine.job.save.directory", to.toString());
        return new JobRunner(terminal, runOptions).run(seine, settings, false).exitCode();
    }
}
