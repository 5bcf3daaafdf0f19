package io.seine.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.seine.model.JobState;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Telemetry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Counts and times what an engine does, and tells it in Prometheus' text format. It may be used on any thread.
public final class Metrics implements Telemetry, AutoCloseable {
    /// Why an item was not saved.
    private record Reason(Stage stage, Kind kind) {}

    /// The format of [#scrape].
    public static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private static final int SLOWEST = 10;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Counter saved = items("saved", "none", "none");
    private final Map<Reason, Counter> others = new ConcurrentHashMap<>();

    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Timer whole = timer("seine.item", "From an item's first request to its outcome.", Tags.empty());
    private final Counter requests = Counter.builder("seine.requests")
            .description("Requests sent, further attempts among them.")
            .register(registry);
    private final Counter received = Counter.builder("seine.received")
            .baseUnit("bytes")
            .description("Bytes of body received for items that have ended.")
            .register(registry);
    private final SlowHosts hosts = new SlowHosts();
    private final MultiGauge slowest = MultiGauge.builder("seine.slowest.host")
            .baseUnit("seconds")
            .description("Mean time of a download from the slowest hosts of the last minutes.")
            .register(registry);
    private final MultiGauge jobs = MultiGauge.builder("seine.jobs")
            .description("Jobs that the server remembers.")
            .register(registry);

    private Metrics() {
        for (var stage : List.of(Stage.FETCH, Stage.DECODE, Stage.SAVE, Stage.RECORD)) {
            stages.put(
                    stage,
                    timer("seine.stage", "What a stage takes for an item; record: for a few.", tags("stage", stage)));
        }
    }

    /// Measurements of one engine and of this process.
    public static Metrics create() {
        var metrics = new Metrics();
        List.<MeterBinder>of(
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics(),
                        new FileDescriptorMetrics(),
                        metrics.collections)
                .forEach(binder -> binder.bindTo(metrics.registry));
        return metrics;
    }

    private static Tags tags(String name, Stage stage) {
        return Tags.of(name, stage.word());
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter items(String status, String stage, String kind) {
        return Counter.builder("seine.items")
                .description("Items that have ended, by outcome, stage and kind.")
                .tags("status", status, "stage", stage, "kind", kind)
                .register(registry);
    }

    @Override
    public void ended(Outcome outcome) {
        counter(outcome).increment();
        requests.increment(outcome.transfer().attempts());
        received.increment((double) outcome.transfer().bytes());
        whole.record(outcome.elapsed());
    }

    private Counter counter(Outcome outcome) {
        var failure = outcome.failure();
        return failure == null
                ? saved
                : others.computeIfAbsent(
                        new Reason(failure.stage(), failure.kind()),
                        reason -> items(
                                reason.kind().status().word(),
                                reason.stage().word(),
                                reason.kind().word()));
    }

    @Override
    public void fetched(String host, long nanos) {
        worked(Stage.FETCH, nanos);
        hosts.fetched(host, nanos / 1e9);
    }

    @Override
    public void worked(Stage stage, long nanos) {
        var timer = stages.get(stage);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void depth(Depth depth, IntSupplier now) {
        var name = "seine." + depth.name().toLowerCase(Locale.ROOT).replace('_', '.');
        Gauge.builder(name, now, IntSupplier::getAsInt)
                .description(description(depth))
                .strongReference(true)
                .register(registry);
    }

    private static String description(Depth depth) {
        return switch (depth) {
            case TRANSFERS_IN_FLIGHT -> "Downloads under way, over all jobs and streams.";
            case WAITING_FOR_TURN ->
                "Items read ahead, and further transfers, that wait for their host or for a place.";
            case WAITING_FOR_DECODER -> "Pictures that wait for a thread.";
        };
    }

    /// Everything measured so far, in the text format of Prometheus.
    ///
    /// @param jobsByState how many jobs there are now
    public String scrape(Map<JobState, Long> jobsByState) {
        slowest.register(
                hosts.slowest(SLOWEST).stream()
                        .map(each -> Row.of(Tags.of("host", each.host()), each.seconds()))
                        .toList(),
                true);
        jobs.register(
                Arrays.stream(JobState.values())
                        .map(state -> Row.of(Tags.of("state", state.word()), jobsByState.getOrDefault(state, 0L)))
                        .toList(),
                true);
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
