package io.seine.testing;

import io.seine.Seine;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The real program, in processes of its own. They are started as users start it, from a jar and with an AOT cache (JEP
/// 514), which halves the time until the first request.
public final class Program {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final List<String> OPTIONS = List.of(
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx512m");
    private static final String MAIN = "io.seine.cli.Main";
    private static final int TRAINING_SECONDS = 90;

    private Program() {}

    /// The command line of `seine` with these arguments.
    public static List<String> command(String... arguments) {
        var command = new ArrayList<>(Prepared.COMMAND);
        command.addAll(List.of(arguments));
        return command;
    }

    /// Made once, for all tests of a JVM.
    private static final class Prepared {
        private static final List<String> COMMAND = prepared();
    }

    private static List<String> prepared() {
        try {
            var classes = Path.of(Seine.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            var folder = Files.createTempDirectory(Objects.requireNonNull(classes.getParent()), "program-");
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> remove(folder)));
            return trained(folder, classPath(packed(classes, folder.resolve("seine.jar"))));
        } catch (IOException | URISyntaxException | InterruptedException e) {
            throw new IllegalStateException("the program cannot be prepared", e);
        }
    }

    /// The program and the libraries, without what is there for the tests: a cache is for jars alone.
    private static String classPath(Path program) {
        return Stream.concat(
                        Stream.of(program.toString()),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .filter(path -> path.endsWith(".jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path packed(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private static List<String> trained(Path folder, String classPath) throws IOException, InterruptedException {
        var cache = folder.resolve("seine.aot");
        var log = folder.resolve("log").toFile();
        var work = Files.createDirectory(folder.resolve("work"));
        var command = command(classPath, "-XX:AOTCacheOutput=" + cache);
        command.addAll(List.of("train", work.toString(), "--rows", "100", "--progress", "none"));
        var training = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        if (!training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) || !Files.exists(cache)) {
            training.destroyForcibly();
            throw new IOException("no AOT cache:\n" + Files.readString(log.toPath()));
        }
        return command(classPath, "-XX:AOTCache=" + cache);
    }

    private static List<String> command(String classPath, String cache) {
        var command = new ArrayList<>(List.of(JAVA.toString()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", classPath, cache, "-Xlog:aot*=off,cds*=off", MAIN));
        return command;
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted((one, other) -> other.compareTo(one))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // what is left goes with the next clean build
        }
    }
}
