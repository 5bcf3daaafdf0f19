package io.seine.decode;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// One run of Seine's codec for `scripts/bench decode`, over every JPEG of a folder: `TASK THREADS SECONDS FOLDER`.
///
/// Warms up, then prints pictures, wall seconds, CPU seconds and bytes made. With `version` it prints what it measures.
final class CodecBench {
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /// What is done to a picture; the result is the number of bytes made.
    private interface Work {
        long run(byte[] file) throws Exception;
    }

    /// Hands out the pictures of whole passes, until one ends after the time is over.
    private static final class Passes {
        private final List<byte[]> pictures;
        private final long end;
        private long taken;

        Passes(List<byte[]> pictures, Duration atLeast) {
            this.pictures = pictures;
            end = System.nanoTime() + atLeast.toNanos();
        }

        /// The next picture, or no bytes if there is none.
        synchronized byte[] next() {
            int at = (int) (taken % pictures.size());
            if (at == 0 && System.nanoTime() - end >= 0) {
                return new byte[0];
            }
            taken++;
            return pictures.get(at);
        }

        long taken() {
            return taken;
        }
    }

    private final Work work;
    private final int threads;

    private CodecBench(Work work, int threads) {
        this.work = work;
        this.threads = threads;
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("version")) {
            System.out.printf("%s on Java %s%n", MeasuredCodec.name(), Runtime.version());
            return;
        }
        var bench = new CodecBench(work(args[0]), Integer.parseInt(args[1]));
        var pictures = pictures(Path.of(args[3]));
        bench.run(new Passes(pictures, WARM_UP));
        bench.measure(new Passes(pictures, Duration.ofSeconds(Long.parseLong(args[2]))));
    }

    private static Work work(String task) {
        if (task.endsWith("-thorough")) {
            var rest = work(task.substring(0, task.length() - "-thorough".length()));
            return file -> {
                MeasuredCodec.check(file);
                return rest.run(file);
            };
        }
        return switch (task) {
            case "decode" -> CodecBench::decode;
            case "re-encode" -> file -> MeasuredCodec.reEncoded(file).length;
            case "256" -> file -> MeasuredCodec.to256(file).length;
            default -> throw new IllegalArgumentException("there is no task " + task);
        };
    }

    private static long decode(byte[] file) throws Exception {
        MeasuredCodec.decode(file);
        return 0;
    }

    private static List<byte[]> pictures(Path folder) throws IOException {
        var pictures = new ArrayList<byte[]>();
        try (var files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                pictures.add(Files.readAllBytes(file));
            }
        }
        return pictures;
    }

    private void measure(Passes passes) throws Exception {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        long bytes = run(passes);
        double wall = (System.nanoTime() - start) / 1e9;
        double used = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        System.out.printf(Locale.ROOT, "%d %.3f %.3f %d%n", passes.taken(), wall, used, bytes);
    }

    private long run(Passes passes) throws Exception {
        Callable<Long> worker = () -> work(passes);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            long bytes = 0;
            for (var made : pool.invokeAll(Collections.nCopies(threads, worker))) {
                bytes += made.get();
            }
            return bytes;
        }
    }

    private long work(Passes passes) throws Exception {
        long bytes = 0;
        for (var file = passes.next(); file.length > 0; file = passes.next()) {
            bytes += work.run(file);
        }
        return bytes;
    }
}
