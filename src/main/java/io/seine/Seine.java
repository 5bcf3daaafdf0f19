package io.seine;

import io.seine.config.Capacity;
import io.seine.config.JobSettings;
import io.seine.config.SaveSettings;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import io.seine.fetch.Exchanges;
import io.seine.fetch.HttpClient;
import io.seine.job.Fetchers;
import io.seine.job.Job;
import io.seine.job.Jobs;
import io.seine.model.Bucket;
import io.seine.model.Failure;
import io.seine.model.Fate;
import io.seine.model.Item;
import io.seine.model.Kind;
import io.seine.model.Outcome;
import io.seine.model.Stage;
import io.seine.model.Telemetry;
import io.seine.model.Telemetry.Depth;
import io.seine.model.WebUrl;
import io.seine.pipeline.Pipeline;
import io.seine.pipeline.Preflight;
import io.seine.pipeline.Workers;
import io.seine.s3.S3Store;
import io.seine.save.OutputFolder;
import io.seine.schedule.Scheduler;
import io.seine.schedule.TransferLimit;
import io.seine.source.ItemSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.LoggerFactory;

/// The engine: runs jobs, and lends their stream to streams of your own.
///
/// ```java
/// try (Seine seine = Seine.create()) {
///     RunningJob job = seine.run(Settings.defaults()
///             .set("seine.job.source.path", "urls.txt")
///             .job());
///     for (Outcome outcome : job) {
///         System.out.println(outcome.item().url() + " " + outcome.status().word());
///     }
/// }
/// ```
///
/// One per process is enough; it is safe to use from many threads.
public final class Seine implements AutoCloseable {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final boolean owned;
    private final Workers workers;
    private final ActorRef<Jobs.Command> jobs;
    private final TransferLimit limit;
    private final List<RunningJob> started = new ArrayList<>();
    private final Set<LentStream> streams = ConcurrentHashMap.newKeySet();

    private Seine(
            ActorSystem<?> system, boolean owned, Workers workers, ActorRef<Jobs.Command> jobs, TransferLimit limit) {
        this.system = system;
        this.owned = owned;
        this.workers = workers;
        this.jobs = jobs;
        this.limit = limit;
    }

    /// An engine with an actor system of its own, which [#close] ends.
    public static Seine create() {
        return create(Settings.defaults());
    }

    /// An engine with an actor system of its own, set up by the section `seine.system`; [#close] ends it.
    public static Seine create(Settings settings) {
        return create(settings, Capacity.UNBOUNDED, Telemetry.NONE);
    }

    /// The same with limits to what its jobs and streams use together, and somebody who measures them. A job beyond the
    /// limits is `queued`.
    public static Seine create(Settings settings, Capacity capacity, Telemetry telemetry) {
        var workers = Workers.create(telemetry);
        var limit = measured(new TransferLimit(capacity.transfers()), telemetry);
        ActorSystem<Jobs.Command> system =
                ActorSystem.create(Jobs.create(workers, capacity.runningJobs(), limit), "seine", settings.system());
        return new Seine(system, true, workers, system, limit);
    }

    /// An engine in an actor system of yours, which stays yours to end. Set its default dispatcher's parallelism to
    /// the number of cores if small files are to be fetched fast.
    public static Seine create(ActorSystem<?> system) {
        return create(system, Capacity.UNBOUNDED, Telemetry.NONE);
    }

    /// The same with limits to what its jobs and streams use together, and somebody who measures them. A job beyond the
    /// limits is `queued`.
    public static Seine create(ActorSystem<?> system, Capacity capacity, Telemetry telemetry) {
        var workers = Workers.create(telemetry);
        var limit = measured(new TransferLimit(capacity.transfers()), telemetry);
        var jobs = system.systemActorOf(Jobs.create(workers, capacity.runningJobs(), limit), "seine", Props.empty());
        return new Seine(system, false, workers, jobs, limit);
    }

    private static TransferLimit measured(TransferLimit limit, Telemetry telemetry) {
        telemetry.depth(Depth.TRANSFERS_IN_FLIGHT, limit::inFlight);
        telemetry.depth(Depth.WAITING_FOR_TURN, limit::waiting);
        return limit;
    }

    /// The actor system that this engine runs in.
    public ActorSystem<?> system() {
        return system;
    }

    /// Looks whether a job can start: at its input, its templates, what secures its connections, and its codec.
    ///
    /// @throws SettingsException naming the setting that cannot be used
    public void check(JobSettings settings) {
        Preflight.check(settings, S3Store.of(system, settings.s3()));
    }

    /// Starts a job, or goes on with one: rows that the ledger in its output folder has done already are passed over.
    ///
    /// @throws SettingsException if its input cannot be read; trouble with the output is told by [RunningJob#done]
    public RunningJob run(JobSettings settings) {
        return run(settings, false);
    }

    /// The same for a job that begins paused: [RunningJob#resume] lets it go on.
    ///
    /// @throws SettingsException if its input cannot be read
    public RunningJob runPaused(JobSettings settings) {
        return run(settings, true);
    }

    private RunningJob run(JobSettings settings, boolean paused) {
        check(settings);
        var promises = new Job.Promises();
        Jobs.Entry entry = answer(AskPattern.ask(
                jobs,
                replyTo -> new Jobs.Submit(settings, paused, promises, replyTo),
                ANSWERS_WITHIN,
                system.scheduler()));
        var job = new RunningJob(
                system,
                entry.id(),
                entry.job(),
                promises,
                () -> new ItemSource(settings.source(), settings.save().shardSize()).count());
        synchronized (started) {
            started.removeIf(earlier -> earlier.done().isDone());
            started.add(job);
        }
        return job;
    }

    /// The stream of a job between a source and a sink of yours: every item that goes in comes out as exactly
    /// one outcome, in the order in which they end, back-pressured both ways. What is saved goes into the
    /// output folder; no ledger is kept, and `source`, `record` and `failure` of the settings do not matter.
    /// Cancelling the stream drops what is in flight. Without a ledger there are no shards and nothing tells
    /// which content is there: `layout = webdataset` and `save.duplicates` are refused.
    ///
    /// The flow may be run any number of times. It fails with an [io.seine.model.OutputException] if the output
    /// folder cannot be written.
    ///
    /// @throws SettingsException if the settings ask for what needs a ledger
    public Flow<Item, Outcome, NotUsed> flow(JobSettings settings) {
        if (settings.save().layout() == SaveSettings.Layout.WEBDATASET) {
            throw new SettingsException(
                    List.of("seine.job.save.layout: a stream of yours has no shards: run a job for webdataset"));
        }
        if (settings.save().duplicates() != SaveSettings.Duplicates.KEEP) {
            throw new SettingsException(List.of("seine.job.save.duplicates: a stream of yours has no record of what is"
                    + " there: run a job to find duplicates"));
        }
        return Flow.<Item, Outcome, NotUsed>fromMaterializer((materializer, attributes) -> flowOnce(settings))
                .mapMaterializedValue(later -> NotUsed.getInstance());
    }

    private Flow<Item, Outcome, NotUsed> flowOnce(JobSettings settings) {
        var prefix = settings.save().bucket();
        var store = S3Store.of(system, settings.s3());
        var bucket = prefix == null ? null : new Bucket(store, prefix);
        var folder = OutputFolder.shared(settings.save().directory()).into(bucket);
        var client = new HttpClient(system, settings.fetch(), folder.temporary(), workers.blocking());
        var scheduler = new Scheduler(settings.schedule(), settings.fetch().parallelism(), limit);
        var exchanges = Exchanges.of(client, settings, scheduler, workers.blocking());
        Fetchers fetchers = answer(AskPattern.ask(
                jobs,
                replyTo -> new Jobs.Supervise(exchanges, settings.fetch(), scheduler, replyTo),
                ANSWERS_WITHIN,
                system.scheduler()));
        var stream = new LentStream(scheduler, fetchers, client, folder, store);
        streams.add(stream);
        return Flow.<Item>create()
                .map(Seine::checked)
                .via(new Pipeline(settings, scheduler, fetchers, folder, workers)
                        .embedded(stream::cancel, () -> released(stream)));
    }

    /// A stream of somebody else's that is running, and what it holds.
    private record LentStream(
            Scheduler scheduler,
            Fetchers fetchers,
            HttpClient client,
            OutputFolder folder,
            S3Store store,
            CompletableFuture<Void> ended) {
        LentStream(Scheduler scheduler, Fetchers fetchers, HttpClient client, OutputFolder folder, S3Store store) {
            this(scheduler, fetchers, client, folder, store, new CompletableFuture<>());
        }

        void cancel() {
            scheduler.cancel();
            fetchers.cancelAll();
            store.giveUp();
        }

        void release() {
            try (folder;
                    client) {
                fetchers.stop();
            } finally {
                scheduler.close();
                ended.complete(null);
            }
        }
    }

    private void released(LentStream stream) {
        streams.remove(stream);
        workers.blocking().execute(stream::release);
    }

    private static Fate<WebUrl> checked(Item item) {
        try {
            return new Fate.Open<>(item, Instant.now(), WebUrl.parse(item.url()));
        } catch (WebUrl.BadUrl e) {
            var failure = new Failure(Stage.SOURCE, Kind.BAD_URL, String.valueOf(e.getMessage()));
            return new Fate.Ended<>(Outcome.ended(item, failure));
        }
    }

    private static <T> T answer(CompletionStage<T> asked) {
        try {
            return asked.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the engine does not answer; is it closed?", e.getCause());
        }
    }

    /// Cancels the jobs and streams that are running, waits for their end, and ends what this engine has started.
    @Override
    public void close() {
        List<RunningJob> running;
        synchronized (started) {
            running = started.stream().filter(job -> !job.done().isDone()).toList();
        }
        var streaming = List.copyOf(streams);
        running.forEach(RunningJob::cancel);
        streaming.forEach(LentStream::cancel);
        await(CompletableFuture.allOf(Stream.concat(
                        running.stream().map(RunningJob::done),
                        streaming.stream().map(LentStream::ended))
                .toArray(CompletableFuture[]::new)));
        jobs.tell(new Jobs.Shutdown());
        if (owned) {
            system.terminate();
            await(system.getWhenTerminated().toCompletableFuture());
        }
        workers.close();
    }

    private static void await(CompletableFuture<?> end) {
        try {
            end.get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LoggerFactory.getLogger(Seine.class).warn("not everything ended within {}", ENDS_WITHIN, e);
        }
    }
}
