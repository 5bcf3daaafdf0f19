package io.seine.scale;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.config.Settings;
import io.seine.model.Outcome;
import io.seine.testing.Answer;
import io.seine.testing.Loopback;
import io.seine.testing.ScriptedOrigin;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The main class of a process that runs one job and prints its [Figures].
///
/// A small job before it starts what the JVM and the libraries start only once.
final class Haul {
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final Pattern ACTOR = Pattern.compile("-> (\\S+) ");
    /// The job's own actors stay as long as the engine, so that they can be asked how it went.
    private static final Pattern JOB = Pattern.compile("job-\\d+|StreamSupervisor-\\d+");

    /// A turn of the wheel of Pekko's scheduler, and a little more.
    private static final Duration WHEEL = Duration.ofSeconds(6);

    private Haul() {}

    /// Runs the job and prints its figures.
    ///
    /// @param arguments the configuration of the job, and the number of its items if the heap matters, otherwise 0
    public static void main(String[] arguments) throws Exception {
        var settings = Settings.defaults().file(Path.of(arguments[0]));
        System.out.println(
                figures(settings.job(), Integer.parseInt(arguments[1])).line());
    }

    private static Figures figures(JobSettings settings, int items) throws Exception {
        try (var seine = Seine.create()) {
            runSmallJob(seine, settings);
        }
        var threads = threads();
        threads.removeIf(name -> name.startsWith("seine")); // the last of the small job's
        return hauled(settings, items).withThreads(left(Haul::threads, threads));
    }

    private static Figures hauled(JobSettings settings, int items) throws Exception {
        try (var seine = Seine.create()) {
            runSmallJob(seine, settings);
            var actors = actors(seine);
            var job = seine.run(settings);
            long growth = items == 0 ? 0 : growth(job, items);
            var status = job.done().get();
            return Figures.of(status, growth, left(() -> actors(seine), actors));
        }
    }

    /// How much more heap is in use when nearly all items have ended than when a quarter had.
    private static long growth(RunningJob job, int items) {
        var outcomes = job.iterator();
        long early = heapAfter(items / 4, job, outcomes);
        long late = heapAfter(items / 20 * 14, job, outcomes);
        outcomes.forEachRemaining(_ -> {});
        return late - early;
    }

    /// The heap in use after so many further items, with nothing in flight.
    private static long heapAfter(int items, RunningJob job, Iterator<Outcome> outcomes) {
        for (int i = 0; i < items; i++) {
            outcomes.next();
        }
        job.pause().toCompletableFuture().join();
        await(() -> job.status().toCompletableFuture().join().inFlight() == 0);
        long heap = settledHeap();
        job.resume().toCompletableFuture().join();
        return heap;
    }

    /// The heap in use once timers that were cancelled have gone, too, which takes a turn of the scheduler's wheel.
    private static long settledHeap() {
        long least = Long.MAX_VALUE;
        for (long end = System.nanoTime() + WHEEL.toNanos(); System.nanoTime() < end; ) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            LockSupport.parkNanos(WHEEL.toNanos() / 10);
        }
        return least;
    }

    private static void runSmallJob(Seine seine, JobSettings beside) throws Exception {
        var folder = Files.createTempDirectory(beside.save().directory().getParent(), "small-");
        try (var origin = ScriptedOrigin.start(_ -> Answer.ok(new byte[1], "text/plain"))) {
            var settings = Loopback.settings()
                    .set("seine.job.source.urls", List.of(origin.url("/")))
                    .set("seine.job.decode.mode", "none")
                    .setText("seine.job.save.directory", folder.toString());
            seine.run(settings.job()).done().get(PROMPTLY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static Set<String> actors(Seine seine) {
        return ACTOR.matcher(seine.system().printTree())
                .results()
                .map(match -> match.group(1))
                .filter(JOB.asMatchPredicate().negate())
                .collect(Collectors.toSet());
    }

    /// Those that are not the JVM's own for everybody.
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("ForkJoinPool"))
                .collect(Collectors.toSet());
    }

    /// What is there and was not before, once it has had time to go.
    private static Set<String> left(Supplier<Set<String>> now, Set<String> before) {
        await(() -> before.containsAll(now.get()));
        var left = now.get();
        left.removeAll(before);
        return left;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PROMPTLY.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
