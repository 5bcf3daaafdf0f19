package io.seine;

import io.seine.job.Job;
import io.seine.model.JobStatus;
import io.seine.model.Outcome;
import io.seine.record.LedgerReader;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.StreamConverters;
import org.jspecify.annotations.Nullable;

/// A job that was started, by which it is watched and steered. All methods may be called on any thread, and at any
/// time, also when the job has ended.
///
/// Iterating over it gives the outcomes one by one, for callers that block.
public final class RunningJob implements Iterable<Outcome> {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    /// Whoever is told nothing does not know whether it was done.
    private static final Duration OBEYS_WITHIN = Duration.ofSeconds(30);

    private final ActorSystem<?> system;
    private final String id;
    private final ActorRef<Job.Command> job;
    private final Job.Promises promises;
    private final Supplier<OptionalLong> rows;
    /// What [#rows] has begun; null while nobody has asked.
    private @Nullable CompletableFuture<OptionalLong> counting;

    /// @param rows counts the rows of its list
    RunningJob(
            ActorSystem<?> system,
            String id,
            ActorRef<Job.Command> job,
            Job.Promises promises,
            Supplier<OptionalLong> rows) {
        this.system = system;
        this.id = id;
        this.job = job;
        this.promises = promises;
        this.rows = rows;
    }

    /// The job's identity within its [Seine].
    public String id() {
        return id;
    }

    /// How the job stands now.
    public CompletionStage<JobStatus> status() {
        return AskPattern.ask(job, Job.GetStatus::new, ANSWERS_WITHIN, system.scheduler());
    }

    /// How the job stands now, without asking it: for those who look often. What was asked of it shows as soon as
    /// it has been answered. Empty for the first moment of a job.
    public Optional<JobStatus> glance() {
        return Optional.ofNullable(promises.standing().get()).map(Supplier::get);
    }

    /// About how many rows the job's list has, those that earlier runs have done among them. The first call
    /// begins to count them, beside the job, which takes as long as reading the list. Empty where only a run of
    /// the job can tell, as with standard input, compressed lists and lists that are followed.
    public synchronized CompletableFuture<OptionalLong> rows() {
        if (counting == null) {
            counting = CompletableFuture.supplyAsync(rows, Thread::startVirtualThread)
                    .exceptionally(failure -> OptionalLong.empty()); // the job itself tells
        }
        return counting.copy();
    }

    /// Starts no further download; those in flight go on. The answer tells whether the job was running.
    public CompletionStage<Boolean> pause() {
        return ask(Job.Pause::new);
    }

    /// Goes on after a pause. The answer tells whether the job was paused. One that paused because its output cannot be
    /// written pauses again where that has not changed, and says so in [JobStatus#trouble].
    public CompletionStage<Boolean> resume() {
        return ask(Job.Resume::new);
    }

    /// Drops what is in flight and ends the job; what was read and not finished becomes `cancelled`, and a later run
    /// takes it up. The answer tells whether the job was still at work; [#done] when it has ended.
    public CompletionStage<Boolean> cancel() {
        return ask(Job.Cancel::new);
    }

    /// Ends a job that is paused because its output cannot be written, and that nobody will see to: it fails by that,
    /// and what was not finished stays open for a later run. The answer tells whether it was so paused.
    public CompletionStage<Boolean> giveUp() {
        return ask(Job.GiveUp::new);
    }

    /// Changes how many items are in flight at once, in all and per host, each from 1 to
    /// [io.seine.config.FetchSettings#MOST_PARALLEL]; those in flight go on.
    public CompletionStage<Boolean> retune(int parallelism, int perHost) {
        return ask(replyTo -> new Job.Retune(parallelism, perHost, replyTo));
    }

    /// Changes how often a host is asked at most: the shortest time from one start to the next with each, zero for
    /// none.
    /// What a host asks for by itself still holds.
    public CompletionStage<Boolean> pace(Duration interval) {
        return ask(replyTo -> new Job.Pace(interval, replyTo));
    }

    /// Tells that nothing will be appended any more to the list that the job follows (`source.follow`): it ends when it
    /// has done what is there. The answer tells whether the job was at work.
    public CompletionStage<Boolean> endList() {
        return ask(Job.EndList::new);
    }

    private CompletionStage<Boolean> ask(
            org.apache.pekko.japi.function.Function<ActorRef<Job.Response>, Job.Command> request) {
        return AskPattern.ask(job, request, OBEYS_WITHIN, system.scheduler()).thenApply(Job.Response::accepted);
    }

    /// Lets the engine forget the job as soon as it has ended: then only [#done] and [#outcomes] still answer.
    public void forget() {
        CompletionStage<JobStatus> ended = promises.ended();
        ended.thenRun(() -> job.tell(new Job.Stop()));
    }

    /// The last status, when nothing of the job is left to do: ledger, summary and every file are in place. Never
    /// fails: what went wrong is in the status.
    public CompletableFuture<JobStatus> done() {
        return promises.ended().copy();
    }

    /// Every outcome of this run, from its first, in the order of the ledger. It may be run at any time and any number
    /// of times; a slow reader does not slow the job. Fails with an [io.seine.model.OutputException] where the
    /// output could not be opened.
    public Source<Outcome, NotUsed> outcomes() {
        return Source.completionStageSource(
                        promises.ledger().<Source<Outcome, NotUsed>>thenApply(LedgerReader::outcomes))
                .mapMaterializedValue(later -> NotUsed.getInstance());
    }

    /// The [#outcomes] for a caller that blocks until the next one.
    @Override
    public Iterator<Outcome> iterator() {
        return outcomes().runWith(StreamConverters.asJavaStream(), system).iterator();
    }
}
